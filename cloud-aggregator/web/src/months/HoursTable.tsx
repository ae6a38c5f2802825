// The hours of the fiscal year by month and state, summed over shops, with the words that explain the ratio.
import type { JSX } from 'preact';
import type { UtilisationRow } from '../../../src/api/utilisation.ts';
import { fiscalYearLabel, fiscalYearOf, monthLabel } from '../../../src/exports/fiscalYear.ts';
import type { Line } from '../live/openAnswer.ts';
import { useAnswer } from '../live/useAnswer.ts';
import { hours } from '../text/format.ts';
import { named, texts } from '../text/language.ts';
import { monthTexts } from '../text/monthTexts.ts';
import { wordsIn } from '../text/words.ts';
import { type MonthSum, monthSums, percent, ratioText } from './monthSums.ts';

const states = ['production', 'setup', 'idle', 'fault', 'maintenance', 'off', 'unknown'] as const;

/** The table up to a local date. */
export function HoursTable({ today, line }: { readonly today: string; readonly line: Line }): JSX.Element {
  const words = wordsIn(monthTexts);
  const year = fiscalYearOf(today.slice(0, 7));
  const tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
  const path = `api/utilisation?from=${year}-04-01&until=${tomorrow}&by=workshop&bucket=month`;
  const answer = useAnswer<{ readonly rows: readonly UtilisationRow[] }>(path, line).value;
  const sums = monthSums(answer?.rows ?? []);
  return (
    <section class="month year-hours">
      <h2>
        {words.hours} <small>{named(fiscalYearLabel(year))}</small>
      </h2>
      {answer !== null && sums.length === 0 && <p class="note">{words.noHours}</p>}
      {sums.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
        <section class="scroll" tabIndex={0} aria-label={words.hours}>
          <table>
            <caption>{words.hoursUnit}</caption>
            <Heads />
            <tbody class="figures">
              {sums.map((sum) => (
                <SumLine key={sum.month} sum={sum} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      <p class="quiet">{words.definition}</p>
      <p class="quiet">{words.bounds}</p>
      <p class="quiet">{words.counted}</p>
    </section>
  );
}

function Heads(): JSX.Element {
  const words = wordsIn(monthTexts);
  const all = [
    words.month,
    words.planned,
    ...states.map((state) => texts.value.hours[state]),
    words.ratio,
    words.coverage,
    words.outside,
  ];
  return (
    <thead>
      <tr>
        {all.map((word) => (
          <th key={word} scope="col">
            {word}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function SumLine({ sum }: { readonly sum: MonthSum }): JSX.Element {
  const words = wordsIn(monthTexts);
  const { month, plannedMs, inPlan, outsideMs, ratios } = sum;
  return (
    <tr>
      <th scope="row">{month === null ? words.total : named(monthLabel(month))}</th>
      <td>{hours(plannedMs)}</td>
      {states.map((state) => (
        <td key={state}>{hours(inPlan[state])}</td>
      ))}
      <td>{ratioText(ratios) ?? <small>{words.noRatio}</small>}</td>
      <td>{ratios.coverage === null ? '–' : percent(ratios.coverage)}</td>
      <td>{hours(outsideMs)}</td>
    </tr>
  );
}
