// 月次: the files of the months that whoever asks may have, the plan's key figures, and the hours of a fiscal year
// (domain 6.1). It needs no live board, for a reviewer has none.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { ListedMonth, ListedYear } from '../../../src/exports/monthList.ts';
import type { Line } from '../live/keepAsking.ts';
import { useAnswer } from '../live/useAnswer.ts';
import { named } from '../text/language.ts';
import { monthTexts } from '../text/monthTexts.ts';
import { wordsIn } from '../text/words.ts';
import { KeyFigures } from './KeyFigures.tsx';
import { MonthFiles } from './MonthFiles.tsx';
import { YearHours } from './YearHours.tsx';

interface Answer {
  readonly timeZone: string;
  readonly today: string;
  readonly years: readonly ListedYear[];
  readonly months: readonly ListedMonth[];
}

/** The page below the head. */
export function MonthsPage({ board }: { readonly board: Line }): JSX.Element | null {
  const answer = useAnswer<Answer>('api/exports', board).value;
  const chosen = useSignal<number | null>(null);
  if (answer === null) return null;
  const { months, years, timeZone, today } = answer;
  const year = years.find((each) => each.year === chosen.value) ?? years[0];
  const [newest] = months;
  return (
    <div class="months">
      <Files months={months} timeZone={timeZone} />
      {newest !== undefined && <KeyFigures month={newest.month} label={named(newest.label)} line={board} />}
      {years.length > 1 && (
        <Years
          years={years}
          chosen={year?.year}
          choose={(each) => {
            chosen.value = each;
          }}
        />
      )}
      {year !== undefined && <YearHours key={year.year} year={year} today={today} line={board} />}
    </div>
  );
}

/** So many months are shown before the rest is folded. */
const shownMonths = 3;

function Files({ months, timeZone }: Pick<Answer, 'months' | 'timeZone'>): JSX.Element {
  const words = wordsIn(monthTexts);
  const list = (some: readonly ListedMonth[]): JSX.Element => (
    <ul>
      {some.map((month) => (
        <li key={month.month}>
          <MonthFiles month={month} timeZone={timeZone} />
        </li>
      ))}
    </ul>
  );
  const earlier = months.slice(shownMonths);
  return (
    <section>
      <h2>{words.files}</h2>
      {months.length === 0 && <p class="note">{words.none}</p>}
      {list(months.slice(0, shownMonths))}
      {earlier.length > 0 && (
        <details>
          <summary>{words.earlier(earlier.length)}</summary>
          {list(earlier)}
        </details>
      )}
    </section>
  );
}

interface YearsProps {
  readonly years: readonly ListedYear[];
  readonly chosen: number | undefined;
  choose(year: number): void;
}

function Years({ years, chosen, choose }: YearsProps): JSX.Element {
  return (
    <fieldset class="years">
      <legend>{wordsIn(monthTexts).year}</legend>
      {years.map(({ year, label }) => (
        <button
          key={year}
          type="button"
          class={`pick${year === chosen ? ' on' : ''}`}
          aria-pressed={year === chosen}
          onClick={() => choose(year)}
        >
          {named(label)}
        </button>
      ))}
    </fieldset>
  );
}
