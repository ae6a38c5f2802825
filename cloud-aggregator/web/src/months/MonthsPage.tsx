// 月次: the files of the months that whoever asks may have, and the hours of the fiscal year (domain 6.1). It needs no
// live board, for a reviewer has none.
import type { JSX } from 'preact';
import type { ListedMonth } from '../../../src/exports/monthList.ts';
import type { Line } from '../live/openAnswer.ts';
import { useAnswer } from '../live/useAnswer.ts';
import { monthTexts } from '../text/monthTexts.ts';
import { wordsIn } from '../text/words.ts';
import { HoursTable } from './HoursTable.tsx';
import { MonthFiles } from './MonthFiles.tsx';

interface Answer {
  readonly timeZone: string;
  readonly today: string;
  readonly months: readonly ListedMonth[];
}

/** The page below the head. */
export function MonthsPage({ board }: { readonly board: Line }): JSX.Element | null {
  const words = wordsIn(monthTexts);
  const answer = useAnswer<Answer>('api/exports', board).value;
  if (answer === null) return null;
  const { months, timeZone, today } = answer;
  return (
    <div class="months">
      <section>
        <h2>{words.files}</h2>
        {months.length === 0 && <p class="note">{words.none}</p>}
        <ul>
          {months.map((month) => (
            <li key={month.month}>
              <MonthFiles month={month} timeZone={timeZone} />
            </li>
          ))}
        </ul>
      </section>
      <HoursTable today={today} line={board} />
    </div>
  );
}
