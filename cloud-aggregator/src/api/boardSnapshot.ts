// The whole board as events of the live feed: a few machines at once, so that a reader sees the first of them while the
// others are still made, then the rest in pieces, so that a ward's board does not hold the event loop; whoever comes
// while it is made, and is shown the same, gets the same pieces.
import type { MachineId } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { Board } from '../board/board.ts';
import type { MachineRow } from '../board/machineRow.ts';
import { eventText, type FeedText, feedText } from './feedText.ts';

export interface BoardSnapshot {
  /** What is made so far: one `board`, then `more`; the last one says that it is whole. */
  readonly pieces: readonly FeedText[];
  isWhole(): boolean;
  /** Makes one more piece. */
  advance(): void;
  /** Machines that changed since it was begun: whoever gets it is told of them afterwards. */
  readonly changed: Set<MachineId>;
}

/** A screenful and some more. */
const machinesOfFirst = 100;
/** Some milliseconds of work. */
const machinesOfPiece = 500;

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
  const pieces: FeedText[] = [];
  let taken = 0;
  const at = clock.now();
  return {
    pieces,
    isWhole: () => pieces.length > 0 && taken >= ids.length,
    advance: () => {
      const isFirst = pieces.length === 0;
      const from = taken;
      taken += isFirst ? machinesOfFirst : machinesOfPiece;
      const machines = ids.slice(from, taken).flatMap((id) => {
        const row = board.row(id, clock.now());
        return (row === undefined ? null : shows(row)) ?? [];
      });
      const isWhole = taken >= ids.length;
      if (isFirst) pieces.push(feedText(eventText('board', { at, timeZone, isWhole, machines })));
      else if (isWhole || machines.length > 0)
        pieces.push(feedText(eventText('more', { isWhole, machines })));
    },
    changed: new Set(),
  };
}
