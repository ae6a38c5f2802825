// A code for a box, in large type with a word for each character, to be read out over the telephone; and the line that
// is typed on the box.
import type { JSX } from 'preact';
import { Sheet } from '../design/Sheet.tsx';
import type { LiveBoard } from '../live/liveBoard.ts';
import { boxTexts } from '../text/boxTexts.ts';
import { dayAndTime } from '../text/format.ts';
import { language } from '../text/language.ts';
import { spelled } from '../text/spelling.ts';
import { wordsIn } from '../text/words.ts';

/** As the aggregator gives it, once. */
export interface GivenCode {
  readonly code: string;
  readonly until: number;
}

export interface CodeSheetProps {
  readonly name: string;
  readonly given: GivenCode;
  readonly board: LiveBoard;
  onClose(): void;
}

/** The sheet; it stays until somebody says that the code was told. */
export function CodeSheet({ name, given, board, onClose }: CodeSheetProps): JSX.Element {
  const words = wordsIn(boxTexts);
  const { code, until } = given;
  const server = new URL('.', document.baseURI).href.replace(/\/$/, '');
  return (
    <Sheet title={words.codeFor(name)} isKept>
      <p>{words.codeOnce}</p>
      <p class="secret code">{code}</p>
      <p>
        <b>{words.codeUntil(dayAndTime(until, board.timeZone.value, language.value))}</b>
      </p>
      <h3>{words.readOut}</h3>
      <ol class="spelled">
        {spelled(code, language.value).map(({ character, word }, place) => (
          <li key={place}>
            <b>{character}</b> {word}
          </li>
        ))}
      </ol>
      <h3>{words.typed}</h3>
      <p class="typed-line">{`npm run edge -- join ${server} ${code}`}</p>
      <button type="button" class="main-button" onClick={onClose}>
        {words.codeTold}
      </button>
    </Sheet>
  );
}
