// Rows of the free board: a table where there is room, cards on a phone, in the same order.
import type { JSX } from 'preact';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import { RowBlocks } from '../design/RowBlocks.tsx';
import { tableRoles } from '../design/tableRoles.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { freeTexts } from '../text/freeTexts.ts';
import { wordsIn } from '../text/words.ts';
import { FreeLine } from './FreeLine.tsx';

export interface FreeTableProps {
  readonly board: LiveBoard;
  readonly rows: readonly CapacityRow[];
  readonly label: string;
  /** Without it nobody can be called from here: a preview. */
  readonly onContact?: (workshop: string) => void;
}

const columns = [
  'mark',
  'machine',
  'now',
  'today',
  'week',
  'next',
  'confidence',
  'confirmed',
  'region',
  'call',
] as const;

/** The table. */
export function FreeTable({ board, rows, label, onContact }: FreeTableProps): JSX.Element {
  const { column } = wordsIn(freeTexts);
  return (
    <table class="free-rows" {...tableRoles.table} aria-label={label}>
      <thead {...tableRoles.rows}>
        <tr {...tableRoles.row}>
          {columns
            .filter((name) => name !== 'call' || onContact !== undefined)
            .map((name) => (
              <th key={name} {...tableRoles.columnHead} class={name === 'machine' ? 'machine-name' : name}>
                {column[name]}
              </th>
            ))}
        </tr>
      </thead>
      <RowBlocks
        items={rows}
        columns={columns.length}
        keyOf={({ id }) => id}
        draw={(row) => (
          <FreeLine
            key={row.id}
            row={row}
            board={board}
            {...(onContact === undefined ? {} : { onContact })}
          />
        )}
      />
    </table>
  );
}
