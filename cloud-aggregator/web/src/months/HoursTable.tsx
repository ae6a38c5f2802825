// Hours inside the plan by state, one line for each month or process, with ratios, bounds and coverage beside them
// (domain 8.3).
import type { Ratio } from '@nakamawashi/machine-model';
import type { JSX } from 'preact';
import type { UtilisationRow } from '../../../src/api/utilisation.ts';
import { shownStates } from '../live/machineRow.ts';
import { manyHours } from '../text/format.ts';
import { texts } from '../text/language.ts';
import { monthTexts } from '../text/monthTexts.ts';
import { wordsIn } from '../text/words.ts';
import { percent, ratioText } from './ratioText.ts';

/** A line of the table and a bar of the plot. */
export interface HoursLine {
  readonly label: string;
  readonly row: UtilisationRow;
  readonly isTotal?: boolean;
}

export interface HoursTableProps {
  readonly title: string;
  /** The head of the first column. */
  readonly first: string;
  readonly lines: readonly HoursLine[];
}

/** The table; it scrolls inside its own frame. */
export function HoursTable({ title, first, lines }: HoursTableProps): JSX.Element {
  const words = wordsIn(monthTexts);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section class="scroll" tabIndex={0} aria-label={title}>
      <table>
        <caption>{words.hoursUnit}</caption>
        <Heads first={first} />
        <tbody class="figures">
          {lines.map((line) => (
            <HoursRow key={line.label} {...line} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Heads({ first }: { readonly first: string }): JSX.Element {
  const words = wordsIn(monthTexts);
  const all = [
    first,
    words.planned,
    ...shownStates.map((state) => texts.value.hours[state]),
    words.production,
    words.productionAndSetup,
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

function HoursRow({ label, row, isTotal = false }: HoursLine): JSX.Element {
  const { plannedMs, inPlan, outsidePlan, ratios } = row;
  return (
    <tr class={isTotal ? 'total' : ''}>
      <th scope="row">{label}</th>
      <td>{manyHours(plannedMs)}</td>
      {shownStates.map((state) => (
        <td key={state}>{manyHours(inPlan[state])}</td>
      ))}
      <RatioCell ratio={ratios.production} coverage={ratios.coverage} />
      <RatioCell ratio={ratios.productionAndSetup} coverage={ratios.coverage} />
      <td>{ratios.coverage === null ? '–' : percent(ratios.coverage)}</td>
      <td>{manyHours(outsidePlan.production)}</td>
    </tr>
  );
}

function RatioCell({
  ratio,
  coverage,
}: {
  readonly ratio: Ratio;
  readonly coverage: number | null;
}): JSX.Element {
  const told = ratioText(ratio, coverage);
  if (told === null)
    return (
      <td>
        <small>{coverage === null ? '–' : wordsIn(monthTexts).noRatio}</small>
      </td>
    );
  return (
    <td>
      {told.text}
      {told.bounds !== null && <small class="bounds">{told.bounds}</small>}
    </td>
  );
}
