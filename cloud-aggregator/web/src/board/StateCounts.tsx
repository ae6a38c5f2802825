// How many machines are in each state: the answer of the first five seconds, and the key to the colours below.
import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { StateIcon } from '../design/StateIcon.tsx';
import type { BoardLine, LiveBoard } from '../live/liveBoard.ts';
import { keepsStateToItself, shownStates } from '../live/machineRow.ts';
import { texts } from '../text/language.ts';

export interface StateCountsProps {
  readonly board: LiveBoard;
  readonly lines: readonly ReadonlySignal<BoardLine>[];
}

/** Counts by state; machines that do not share their state are in the total alone. */
export function StateCounts({ board, lines }: StateCountsProps): JSX.Element {
  void board.beat.value;
  const shared = lines.map((line) => line.peek().row).filter((row) => !keepsStateToItself(row));
  const counts = Map.groupBy(shared, ({ state }) => state);
  const { state: words, total, countsLabel } = texts.value;
  return (
    <section class="counts" aria-label={countsLabel}>
      <ul>
        {shownStates.map((state) => {
          const count = counts.get(state)?.length ?? 0;
          return (
            <li key={state} class={count === 0 ? 'none' : ''}>
              <span class={`key state-${state}`}>
                <StateIcon state={state} />
              </span>
              <span class="word">{words[state]}</span> <b>{count}</b>
            </li>
          );
        })}
        <li class="total">{total(lines.length)}</li>
      </ul>
    </section>
  );
}
