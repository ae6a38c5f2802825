// Reads every held slot once, at the start: SQLite proves the shape of its file, this proves what is in it.
// Promise: in a file found whole, no slot is altered, and none is missing between the oldest held of its machine and
// the last appended.
import type { Database, Row } from '../database.ts';
import { isAsWritten } from './checkSum.ts';

/** In the order of the file itself, which is the order of the key unless the file is damaged. */
const everySlot =
  'SELECT machine, start, length_ms, follows, elements, check_sum FROM slot ORDER BY machine, start';
/** What was appended and is no longer held must have been acknowledged, dropped or set aside. */
const vanished = `SELECT machine FROM delivery
  WHERE dropped = 0 AND appended_through > coalesce(acknowledged_through, -1)
  AND machine NOT IN (SELECT machine FROM slot) AND machine NOT IN (SELECT machine FROM set_aside)`;

/** What is wrong with the held slots, in words, or null. Throws what SQLite finds damaged. */
export function faultOfSlots(database: Database): string | null {
  const appended = new Map(
    database
      .prepare('SELECT machine, appended_through FROM delivery')
      .all()
      .map(([id, at]) => [id, at]),
  );
  let before: Row | null = null;
  for (const row of database.prepare(everySlot).iterate()) {
    const fault = faultBetween(before, row) ?? faultAtEnd(before, row, appended);
    if (fault !== null) return fault;
    before = row;
  }
  if (before !== null && endOf(before) !== appended.get(before[0] ?? null)) return notTheLast;
  return database.prepare(vanished).get() === undefined ? null : 'slots without receipt are missing';
}

const notTheLast = 'the newest slot is not the one last appended';

function faultBetween(before: Row | null, row: Row): string | null {
  const [machine, ...slot] = row;
  if (!isAsWritten(String(machine), slot)) return 'a slot is not as it was written';
  if (before === null || before[0] !== machine) {
    return before !== null && String(before[0]) > String(machine) ? 'slots are not in their order' : null;
  }
  if (Number(row[1]) < endOf(before)) return 'slots are not in their order';
  return row[3] === endOf(before) ? null : 'a slot is missing between two others';
}

/** Where the next machine begins, the one before must have ended with its last. */
function faultAtEnd(before: Row | null, row: Row, appended: ReadonlyMap<unknown, unknown>): string | null {
  if (before === null || before[0] === row[0]) return null;
  return endOf(before) === appended.get(before[0]) ? null : notTheLast;
}

function endOf(row: Row): number {
  return Number(row[1]) + Number(row[2]);
}
