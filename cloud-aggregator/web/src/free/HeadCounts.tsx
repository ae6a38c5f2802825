// The four figures of the first five seconds: machines free now, hours today and this week, companies without data.
import type { JSX } from 'preact';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { freeTexts } from '../text/freeTexts.ts';
import { wordsIn } from '../text/words.ts';
import { boardCounts } from './boardCounts.ts';

/** The strip above the rows. */
export function HeadCounts({
  board,
  rows,
}: {
  readonly board: LiveBoard;
  readonly rows: readonly CapacityRow[];
}): JSX.Element {
  const { counts: words } = wordsIn(freeTexts);
  void board.beat.value;
  const counts = boardCounts(rows, (id) => board.line(id)?.peek().row, board.minute.value);
  const figures = [
    { label: words.machines, figure: counts.machinesFree, unit: words.machinesUnit },
    { label: words.today, figure: counts.todayHours, unit: words.hoursUnit },
    { label: words.week, figure: counts.weekHours, unit: words.hoursUnit },
    { label: words.silent, figure: counts.silentShops, unit: words.silentUnit },
  ];
  return (
    <section class="head-counts" aria-label={words.label}>
      <dl>
        {figures.map(({ label, figure, unit }) => (
          <div key={label} class={figure === 0 ? 'none' : ''}>
            <dt>{label}</dt>
            <dd>
              <b>{Math.floor(figure)}</b>
              {unit !== '' && <small> {unit}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
