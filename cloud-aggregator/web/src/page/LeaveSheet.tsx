// Asks whoever would lose what he has not saved. Staying has the focus.
import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { Sheet } from '../design/Sheet.tsx';
import { pageTexts } from '../text/pageTexts.ts';
import { wordsIn } from '../text/words.ts';
import { leaving } from './unsaved.ts';

/** The question, while there is one. */
export function LeaveSheet(): JSX.Element | null {
  const words = wordsIn(pageTexts);
  // What was asked while nobody was in is not put to who comes in.
  useLayoutEffect(() => {
    leaving.value = null;
  }, []);
  const way = leaving.value;
  if (way === null) return null;
  const stay = (): void => {
    leaving.value = null;
  };
  return (
    <Sheet title={words.unsaved} onClose={stay}>
      <p>{words.unsavedLead}</p>
      <button type="button" class="main-button" autofocus onClick={stay}>
        {words.stay}
      </button>
      <button
        type="button"
        class="quiet-button"
        onClick={() => {
          stay();
          way();
        }}
      >
        {words.leave}
      </button>
    </Sheet>
  );
}
