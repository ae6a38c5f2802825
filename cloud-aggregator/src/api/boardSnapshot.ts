// The whole board as one event of the live feed, made in pieces, so that a ward's board does not hold the event loop;
// whoever comes while it is made, and is shown the same, gets the same pieces.
import type { MachineId } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { Board } from '../board/board.ts';
import type { MachineRow } from '../board/machineRow.ts';

export interface BoardSnapshot {
  /** What is made so far; together one event. */
  readonly pieces: readonly string[];
  isWhole(): boolean;
  /** Makes one more piece. */
  advance(): void;
  /** Machines that changed since it was begun: whoever gets it is told of them afterwards. */
  readonly changed: Set<MachineId>;
}

/** Enough for a consortium at once, and a few milliseconds of work. */
const machinesOfPiece = 250;

/** What a board is made of. */
export interface SnapshotSources {
  readonly board: Board;
  readonly clock: Clock;
  readonly timeZone: string;
}

export function beginSnapshot(
  { board, clock, timeZone }: SnapshotSources,
  shows: (row: MachineRow) => MachineRow | null,
): BoardSnapshot {
  const ids = board.ids();
  const pieces: string[] = [];
  let taken = 0;
  let isAny = false;
  const at = clock.now();
  return {
    pieces,
    isWhole: () => pieces.length > 0 && taken >= ids.length,
    advance: () => {
      const rows = ids.slice(taken, taken + machinesOfPiece).flatMap((id) => {
        const row = board.row(id, clock.now());
        return (row === undefined ? null : shows(row)) ?? [];
      });
      const isFirst = taken === 0;
      taken += machinesOfPiece;
      const head = isFirst
        ? `event: board\ndata: ${JSON.stringify({ at, timeZone }).slice(0, -1)},"machines":[`
        : '';
      const comma = isAny && rows.length > 0 ? ',' : '';
      isAny ||= rows.length > 0;
      const tail = taken >= ids.length ? ']}\n\n' : '';
      pieces.push(`${head}${comma}${rows.map((row) => JSON.stringify(row)).join(',')}${tail}`);
    },
    changed: new Set(),
  };
}
