// The same hours as bars of one length scale; what is unknown is hatched and counts in the length. A dozen sums need no
// plotting library: bars of the page take its fonts and colours, zoom and print, and the table has the figures.
import type { JSX } from 'preact';
import { StateIcon } from '../design/StateIcon.tsx';
import { shownStates } from '../live/machineRow.ts';
import { manyHours } from '../text/format.ts';
import { texts } from '../text/language.ts';
import { monthTexts } from '../text/monthTexts.ts';
import { wordsIn } from '../text/words.ts';
import type { HoursLine } from './HoursTable.tsx';

/** The bars and the key to them; sums of bars have none of their own. */
export function HoursPlot({ lines }: { readonly lines: readonly HoursLine[] }): JSX.Element | null {
  const bars = lines.filter(({ isTotal }) => isTotal !== true);
  const longest = Math.max(0, ...bars.map(({ row }) => row.plannedMs));
  if (longest === 0) return null;
  return (
    <div class="hours-plot" aria-hidden="true">
      <ul class="state-key">
        {shownStates.map((state) => (
          <li key={state}>
            <span class={`key state-${state}`}>
              <StateIcon state={state} />
            </span>
            {texts.value.hours[state]}
          </li>
        ))}
      </ul>
      {bars.map(({ label, row }) => (
        <div key={label} class="bar-line">
          <span>{label}</span>
          <div class="band">
            {shownStates
              .filter((state) => row.inPlan[state] > 0)
              .map((state) => (
                <span
                  key={state}
                  class={`part state-${state}`}
                  style={{ width: `${((row.inPlan[state] / longest) * 100).toFixed(2)}%` }}
                />
              ))}
          </div>
          <span class="figure">{wordsIn(monthTexts).hoursOf(manyHours(row.plannedMs))}</span>
        </div>
      ))}
    </div>
  );
}
