// A member leaves (R17): asked twice, because it takes everything of his out of the directory.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { type Refused, sendChange } from '../live/sendChange.ts';
import { setAddress } from '../page/address.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { RefusalWords } from './RefusalWords.tsx';

interface RemoveProps {
  readonly id: string;
  readonly version: number;
  readonly timeZone: string;
  readonly reload: () => void;
}

/** The folded part at the end of the record. */
export function RemoveMember({ id, version, timeZone, reload }: RemoveProps): JSX.Element {
  const words = wordsIn(memberTexts);
  const refused = useSignal<{ readonly status: number; readonly answer: Refused | null } | null>(null);
  const remove = async (): Promise<void> => {
    const path = `api/directory/workshop/${encodeURIComponent(id)}`;
    const sent = await sendChange<Refused>(path, { method: 'DELETE', version });
    if (sent.status !== 200) {
      refused.value = sent;
      return;
    }
    setAddress({ shop: null });
    reload();
  };
  return (
    <details class="machine-part">
      <summary>{words.leave}</summary>
      <p class="quiet">{words.leaveLead}</p>
      <RefusalWords refused={refused.value} timeZone={timeZone} readAgain={reload} />
      <button type="button" class="quiet-button" onClick={() => void remove()}>
        {words.leaveSure}
      </button>
    </details>
  );
}
