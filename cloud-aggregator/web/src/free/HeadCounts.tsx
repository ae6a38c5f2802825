// The four figures of the first five seconds: machines free now, hours today and this week, companies without data.
import type { JSX } from 'preact';
import type { CapacityAnswer } from '../live/capacityAnswer.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { freeTexts } from '../text/freeTexts.ts';
import { wordsIn } from '../text/words.ts';
import { boardCounts } from './boardCounts.ts';

export interface HeadCountsProps {
  readonly board: LiveBoard;
  readonly answer: Pick<CapacityAnswer, 'rows' | 'isWhole'>;
}

/** The strip above the rows; its figures stand when all that they sum up is there. */
export function HeadCounts({ board, answer }: HeadCountsProps): JSX.Element {
  const { counts: words } = wordsIn(freeTexts);
  void board.beat.value;
  const isKnown = answer.isWhole && board.isWhole.value;
  const counts = isKnown
    ? boardCounts(answer.rows, (id) => board.line(id)?.peek().row, board.minute.value)
    : null;
  const figures = [
    { label: words.machines, figure: counts?.machinesFree, unit: words.machinesUnit },
    { label: words.today, figure: counts?.todayHours, unit: words.hoursUnit },
    { label: words.week, figure: counts?.weekHours, unit: words.hoursUnit },
    { label: words.silent, figure: counts?.silentShops, unit: words.silentUnit },
  ];
  return (
    <section class="head-counts" aria-label={words.label}>
      <dl>
        {figures.map(({ label, figure, unit }) => (
          <div key={label} class={figure === 0 ? 'none' : ''}>
            <dt>{label}</dt>
            <dd>
              <b>{figure === undefined ? '…' : Math.floor(figure)}</b>
              {unit !== '' && figure !== undefined && <small> {unit}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
