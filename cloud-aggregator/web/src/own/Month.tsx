// This month's hours of the owner's machines. The ratio never stands without its definition and its coverage, and with
// a gap in the data it is a range (standards D.3, D.6).
import type { JSX } from 'preact';
import type { OwnWorkshop } from '../../../src/api/ownView.ts';
import type { UtilisationRow } from '../../../src/api/utilisation.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { useAnswer } from '../live/useAnswer.ts';
import { hours } from '../text/format.ts';
import { named } from '../text/language.ts';
import { ownTexts } from '../text/ownTexts.ts';
import { wordsIn } from '../text/words.ts';

export interface MonthProps {
  readonly shop: OwnWorkshop;
  readonly board: LiveBoard;
  readonly firstDate: string;
}

const columns = ['planned', 'production', 'setup', 'idle', 'unknown'] as const;

/** The table. */
export function Month({ shop, board, firstDate }: MonthProps): JSX.Element {
  const { month: words } = wordsIn(ownTexts);
  const from = `${firstDate.slice(0, 7)}-01`;
  const tomorrow = new Date(Date.parse(firstDate) + 86_400_000).toISOString().slice(0, 10);
  const path = `api/utilisation?from=${from}&until=${tomorrow}&by=machine&bucket=month`;
  const answer = useAnswer<{ readonly rows: readonly UtilisationRow[] }>(path, board).value;
  const row = (id: string): UtilisationRow | undefined =>
    answer?.rows.find(({ key }) => key === `${shop.id}/${id}`);
  return (
    <section class="month">
      <h2>{words.title}</h2>
      {answer !== null && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
        <section class="scroll" tabIndex={0} aria-label={words.title}>
          <table>
            <thead>
              <tr>
                <td />
                {columns.map((name) => (
                  <th key={name} scope="col">
                    {words[name]}
                  </th>
                ))}
                <th scope="col">{words.ratio}</th>
                <th scope="col">{words.coverage}</th>
              </tr>
            </thead>
            <tbody class="figures">
              {shop.machines.map(({ id, name }) => (
                <MonthLine key={id} name={named(name)} row={row(id)} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      <p class="quiet">{words.definition}</p>
    </section>
  );
}

function MonthLine({
  name,
  row,
}: {
  readonly name: string;
  readonly row: UtilisationRow | undefined;
}): JSX.Element {
  const { month: words } = wordsIn(ownTexts);
  const figures = columns.map((column) =>
    row === undefined ? 0 : column === 'planned' ? row.plannedMs : row.inPlan[column],
  );
  const coverage = row?.ratios.coverage ?? null;
  return (
    <tr>
      <th scope="row">{name}</th>
      {figures.map((ms, index) => (
        <td key={columns[index]}>{hours(ms)}</td>
      ))}
      <td>{ratioText(row) ?? <small>{words.noRatio}</small>}</td>
      <td>{coverage === null ? '–' : percent(coverage)}</td>
    </tr>
  );
}

function ratioText(row: UtilisationRow | undefined): string | null {
  const { point, lower, upper } = row?.ratios.production ?? { point: null, lower: null, upper: null };
  if (point !== null) return percent(point);
  return lower === null || upper === null ? null : `${percent(lower)}–${percent(upper)}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
