// How many machines are in each state: the answer of the first five seconds, and the key to the colours below.
import type { MachineState } from '@nakamawashi/machine-model';
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

/** Counts by state when all machines are there; those that do not share their state are in the total alone. */
export function StateCounts({ board, lines }: StateCountsProps): JSX.Element {
  void board.beat.value;
  const counts = board.isWhole.value ? countsOf(lines) : null;
  const { state: words, total, link, countsLabel } = texts.value;
  return (
    <section class="counts" aria-label={countsLabel}>
      <ul>
        {shownStates.map((state) => {
          const count = counts === null ? '…' : (counts.get(state) ?? 0);
          return (
            <li key={state} class={count === 0 ? 'none' : ''}>
              <span class={`key state-${state}`}>
                <StateIcon state={state} />
              </span>
              <span class="word">{words[state]}</span> <b>{count}</b>
            </li>
          );
        })}
        <li class="total">{counts === null ? `${link.connecting}…` : total(lines.length)}</li>
      </ul>
    </section>
  );
}

function countsOf(lines: StateCountsProps['lines']): ReadonlyMap<MachineState, number> {
  const counts = new Map<MachineState, number>();
  for (const line of lines) {
    const { row } = line.peek();
    if (!keepsStateToItself(row)) counts.set(row.state, (counts.get(row.state) ?? 0) + 1);
  }
  return counts;
}
