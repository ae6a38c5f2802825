// Carries over what can still be trusted of a damaged file: slots without receipt that are as they were written.
// Promise: no slot is changed or made up; what a hole leaves out is absent, and absent is unknown (wire.md, rule
// 3).
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type Database, type Row, schemaVersion } from '../database.ts';
import { checkSum, isAsWritten } from './checkSum.ts';
import { underWholeHead } from './wholeHead.ts';

const columns = 'machine, start, length_ms, follows, elements, check_sum';

/** Writes the good slots of `file` into the new database. Returns how many there were. */
export function salvageSlots(file: string, into: Database): number {
  const slots = new Map([...goodSlots(file), ...slotsUnderWholeHead(file)]);
  const add = into.prepare(`INSERT OR IGNORE INTO slot (${columns}) VALUES (?, ?, ?, ?, ?, ?)`);
  const appended = into.prepare(`INSERT INTO delivery (machine, appended_through) VALUES (?1, ?2)
    ON CONFLICT (machine) DO UPDATE SET appended_through = max(coalesce(appended_through, ?2), ?2)`);
  const sorted = [...slots.values()].toSorted((a, b) =>
    a[0] === b[0] ? Number(a[1]) - Number(b[1]) : String(a[0]) < String(b[0]) ? -1 : 1,
  );
  let written = 0;
  let before: Row | null = null;
  into.durably(() => {
    for (const row of sorted) {
      const end = before !== null && before[0] === row[0] ? Number(before[1]) + Number(before[2]) : null;
      if (end !== null && Number(row[1]) < end) continue;
      add.run(...(end === null ? row : following(row, end)));
      appended.run(String(row[0]), Number(row[1]) + Number(row[2]));
      before = row;
      written += 1;
    }
  });
  return written;
}

/** What a wrong byte in the head hides; none of them where there is no room for another look. */
function slotsUnderWholeHead(file: string): ReadonlyMap<string, Row> {
  try {
    return underWholeHead(file, goodSlots);
  } catch {
    return new Map();
  }
}

/** The slots that are as they were written, by machine and start. */
function goodSlots(file: string): ReadonlyMap<string, Row> {
  const slots = new Map<string, Row>();
  // From either end, because reading stops where the damage is.
  for (const order of ['ASC', 'DESC']) {
    for (const row of readable(file, order)) {
      const [machine, start, ...rest] = row;
      if (isAsWritten(String(machine), [start ?? null, ...rest])) slots.set(`${start} ${machine}`, row);
    }
  }
  return slots;
}

/** After a hole a slot follows the last that is still there: nothing that lay between will ever be sent. */
function following([machine, start, lengthMs, , elements]: Row, end: number): Row {
  const row: Row = [start ?? null, lengthMs ?? null, end, elements ?? null];
  return [machine ?? null, ...row, checkSum(String(machine), row)];
}

/** The rows up to the first that cannot be read. */
function readable(file: string, order: string): readonly Row[] {
  const rows: Row[] = [];
  if (!existsSync(file)) return rows;
  try {
    const connection = new DatabaseSync(file, { defensive: false });
    try {
      // Reads a file also when its end is missing.
      connection.exec('PRAGMA writable_schema = ON');
      if (connection.prepare('PRAGMA user_version').get()?.['user_version'] !== schemaVersion) return [];
      const all = connection.prepare(`SELECT ${columns} FROM slot ORDER BY machine ${order}, start ${order}`);
      all.setReturnArrays(true);
      for (const row of all.iterate()) rows.push(row as unknown as Row);
    } finally {
      connection.close();
    }
  } catch {
    // The rest is damaged, or all of it: then nothing is salvaged from this end.
  }
  return rows;
}
