// The frame of an entry that is edited: its fields, why a change was not taken, and the buttons, always in sight.
import type { ComponentChildren, JSX } from 'preact';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { RefusalWords } from './RefusalWords.tsx';
import type { Draft } from './useDraft.ts';

interface FormProps {
  readonly title: string;
  readonly draft: Omit<Draft<never>, 'value' | 'change'>;
  readonly timeZone: string;
  readonly readAgain: () => void;
  /** After it was saved. */
  readonly saved: () => void;
  readonly children: ComponentChildren;
}

/** The form. */
export function RecordForm(props: FormProps): JSX.Element {
  const { title, draft, timeZone, readAgain, saved, children } = props;
  const words = wordsIn(memberTexts);
  const save = async (): Promise<void> => {
    if (draft.isEdited && (await draft.save())) saved();
  };
  return (
    <form
      class="member-record"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{title}</h2>
      {children}
      <div class="save-bar">
        <RefusalWords refused={draft.refused} timeZone={timeZone} readAgain={readAgain} />
        <span role="status" class="quiet">
          {draft.isEdited ? words.unsaved : draft.isSaved ? words.saved : ''}
        </span>
        {/* It stays where the focus is when there is nothing left to save. */}
        <button type="submit" class="main-button" aria-disabled={!draft.isEdited}>
          {words.save}
        </button>
        {draft.isEdited && (
          <button type="button" class="quiet-button" onClick={draft.dismiss}>
            {words.dismiss}
          </button>
        )}
      </div>
    </form>
  );
}
