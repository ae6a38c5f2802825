// All machines, one line each: a table where there is room, cards on a phone. Roles are written out because a table
// that is laid out as cards would lose them.
import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { RowBlocks } from '../design/RowBlocks.tsx';
import { StateIcon } from '../design/StateIcon.tsx';
import { tableRoles } from '../design/tableRoles.ts';
import type { BoardLine, LiveBoard } from '../live/liveBoard.ts';
import { shownStates } from '../live/machineRow.ts';
import { texts } from '../text/language.ts';
import { MachineLine } from './MachineLine.tsx';

/** The lines of the board in the aggregator's order, which never jumps when a state changes. */
export interface MachineTableProps {
  readonly board: LiveBoard;
  readonly lines: readonly ReadonlySignal<BoardLine>[];
}

/** The table of machines. */
export function MachineTable({ board, lines }: MachineTableProps): JSX.Element {
  return (
    <table class="machines" {...tableRoles.table} aria-label={texts.value.tableLabel}>
      <Head />
      <RowBlocks
        items={lines}
        columns={shownStates.length + 6}
        keyOf={(line) => line.peek().row.id}
        draw={(line) => <MachineLine key={line.peek().row.id} line={line} board={board} />}
      />
    </table>
  );
}

function Head(): JSX.Element {
  const { column, hours } = texts.value;
  return (
    <thead {...tableRoles.rows}>
      <tr {...tableRoles.row}>
        <th {...tableRoles.columnHead}>{column.workshop}</th>
        <th {...tableRoles.columnHead}>{column.machine}</th>
        <th {...tableRoles.columnHead}>{column.state}</th>
        <th {...tableRoles.columnHead}>{column.since}</th>
        <th {...tableRoles.columnHead} class="today">
          {column.today} <small>{column.todayScale}</small>
        </th>
        {shownStates.map((state) => (
          <th key={state} {...tableRoles.columnHead} class="figure">
            <span class={`key state-${state}`}>
              <StateIcon state={state} />
            </span>
            {hours[state]}
          </th>
        ))}
        <th {...tableRoles.columnHead} class="data">
          {column.freshness}
        </th>
      </tr>
    </thead>
  );
}
