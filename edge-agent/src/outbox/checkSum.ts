// The sum that each held slot carries: SQLite keeps none, and a card that returns other bytes than it was given
// must not change anybody's hours. A slot without its sum was written by an older version.
import { crc32 } from 'node:zlib';
import type { Row } from '../database.ts';

/** The sum of a slot's row: start, length, what it follows, elements. */
export function checkSum(machine: string, row: Row): number {
  return crc32(JSON.stringify([machine, ...row.slice(0, 4)]));
}

/** Whether a row with its sum at the end is what was written, as far as a sum can tell. */
export function isAsWritten(machine: string, row: Row): boolean {
  const sum = row[4] ?? null;
  return sum === null ? isWhole(row) : sum === checkSum(machine, row);
}

/** Without a sum there is only the promise that every slot's elements make its length. */
function isWhole([, lengthMs, , elements]: Row): boolean {
  try {
    const parts: unknown[] = Object.values(JSON.parse(String(elements)) as object);
    return parts.reduce<number>((sum, part) => sum + Number(part), 0) === lengthMs;
  } catch {
    // Not even a list of elements any more.
    return false;
  }
}
