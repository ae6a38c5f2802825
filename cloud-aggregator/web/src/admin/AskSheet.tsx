// Asks before what cannot be taken back, and says what comes of it. The way out has the focus.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Sheet } from '../design/Sheet.tsx';
import { peopleTexts } from '../text/peopleTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { Failure } from './send.ts';

export interface AskSheetProps {
  readonly title: string;
  /** What comes of it, one paragraph each. */
  readonly consequences: readonly string[];
  readonly confirm: string;
  /** Does it; null when it is done. */
  onConfirm(): Promise<Failure | null>;
  onClose(): void;
}

/** The question. */
export function AskSheet({ title, consequences, confirm, onConfirm, onClose }: AskSheetProps): JSX.Element {
  const words = wordsIn(peopleTexts);
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  const act = async (): Promise<void> => {
    busy.value = true;
    failure.value = await onConfirm();
    busy.value = false;
  };
  return (
    <Sheet title={title} onClose={onClose}>
      {consequences.map((each) => (
        <p key={each}>{each}</p>
      ))}
      <p role="alert" class="refusal">
        {failure.value !== null && words.failed[failure.value]}
      </p>
      <button type="button" class="main-button" disabled={busy.value} onClick={() => void act()}>
        {confirm}
      </button>
      <button type="button" class="quiet-button" autofocus onClick={onClose}>
        {words.cancel}
      </button>
    </Sheet>
  );
}
