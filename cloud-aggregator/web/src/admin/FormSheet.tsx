// A form in a sheet: its fields, why it was not taken, and the two ways out.
import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { Sheet } from '../design/Sheet.tsx';
import { peopleTexts } from '../text/peopleTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { Failure } from './send.ts';

export interface FormSheetProps {
  readonly title: string;
  readonly submit: string;
  /** Whether what is filled in can be sent. */
  readonly isWhole: boolean;
  readonly children: ComponentChildren;
  /** Sends what the fields hold; null when it is done. */
  onSubmit(given: FormData): Promise<Failure | null>;
  onClose(): void;
}

/** The sheet. */
export function FormSheet(props: FormSheetProps): JSX.Element {
  const { title, submit, isWhole, children, onSubmit, onClose } = props;
  const words = wordsIn(peopleTexts);
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  return (
    <Sheet title={title} onClose={onClose}>
      <form
        class="sheet-form"
        onSubmit={async (event) => {
          event.preventDefault();
          const given = new FormData(event.currentTarget);
          busy.value = true;
          failure.value = await onSubmit(given);
          busy.value = false;
        }}
      >
        {children}
        <p role="alert" class="refusal">
          {failure.value !== null && words.failed[failure.value]}
        </p>
        <button type="submit" class="main-button" disabled={!isWhole || busy.value}>
          {submit}
        </button>
        <button type="button" class="quiet-button" onClick={onClose}>
          {words.cancel}
        </button>
      </form>
    </Sheet>
  );
}
