// The desk's whole board of spare capacity as lines of JSON: the first screenful stands while the rest is on its way,
// and whoever has the board of before gets only the rows that are other. First a head, then lists of rows.
import type { CapacityRow } from './capacityRow.ts';
import type { DeskBoard, Placed } from './deskRows.ts';
import { placedWritten, rowsWritten } from './rowsWritten.ts';

/** The first line. */
export interface CapacityHead {
  readonly at: number;
  readonly timeZone: string;
  /** The local date at which the rows' half-days begin. */
  readonly firstDate: string;
  /** By which the same is asked for what changed since. */
  readonly stamp: string;
  /** How many rows the whole board has. */
  readonly count: number;
  /** The rows are those that changed, each with its place; without it they are all, in order. */
  readonly areChanges: boolean;
}

/** A line of rows, or of changed rows with their places. */
export type CapacityLine = readonly CapacityRow[] | readonly Placed[];

const rowsOfFirst = 60;
/** Written once, so that many of them are little work; each line waits for its turn. */
const rowsOfLine = 1_000;

/** The lines; `since` is the stamp of what the reader has, or null. */
export function* capacityLines(
  board: Omit<DeskBoard, 'foldedOf'>,
  head: Pick<CapacityHead, 'at' | 'timeZone' | 'firstDate'>,
  since: string | null,
): Generator<Uint8Array, void> {
  const { rows, stamp } = board;
  const changes = since === null ? null : board.changedSince(since);
  const first: CapacityHead = { ...head, stamp, count: rows.length, areChanges: changes !== null };
  const line = (lead: string, from: number, until: number): Uint8Array =>
    changes === null
      ? rowsWritten(board, `${lead}[`, rows.slice(from, until), ']\n')
      : placedWritten(board, `${lead}[`, changes.slice(from, until), ']\n');
  yield line(`${JSON.stringify(first)}\n`, 0, rowsOfFirst);
  const count = (changes ?? rows).length;
  for (let from = rowsOfFirst; from < count; from += rowsOfLine) yield line('', from, from + rowsOfLine);
}
