// A member leaves (R17), or a circle or region goes: asked twice, because it takes all of it out of the directory.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { EditedKind } from '../../../src/directory/entryFaults.ts';
import { type Refused, sendChange } from '../live/sendChange.ts';
import { setAddress } from '../page/address.ts';
import { RefusalWords } from './RefusalWords.tsx';
import type { Refusal } from './useDraft.ts';

interface RemoveProps {
  readonly kind: EditedKind;
  readonly id: string;
  readonly version: number;
  /** What it is called, what comes of it, and the last word. */
  readonly words: { readonly title: string; readonly lead: string; readonly sure: string };
  readonly timeZone: string;
  readonly reload: () => void;
}

/** The folded part at the end of the record. */
export function RemoveEntry({ kind, id, version, words, timeZone, reload }: RemoveProps): JSX.Element {
  const refused = useSignal<Refusal | null>(null);
  const remove = async (): Promise<void> => {
    const path = `api/directory/${kind}/${encodeURIComponent(id)}`;
    const sent = await sendChange<Refused>(path, { method: 'DELETE', version });
    if (sent.status !== 200) {
      refused.value = sent;
      return;
    }
    setAddress({ shop: null, entry: null });
    reload();
  };
  return (
    <details class="machine-part">
      <summary>{words.title}</summary>
      <p class="quiet">{words.lead}</p>
      <RefusalWords refused={refused.value} timeZone={timeZone} readAgain={reload} />
      <button type="button" class="quiet-button" onClick={() => void remove()}>
        {words.sure}
      </button>
    </details>
  );
}
