// The outbox in the agent's SQLite file. Each slot carries the end of the one appended before it, so that a parcel can
// say what it follows whatever was dropped or acknowledged meanwhile. Bounded by count, which no wrong clock can empty.
import {
  type MachineId,
  machineStates,
  noTime,
  type Slot,
  type TimeElements,
  type TimestampMs,
} from '@nakamawashi/machine-model';
import type { Parcel } from '@nakamawashi/sparkplug';
import type { Database, Row, Statement } from '../database.ts';
import { checkSum, isAsWritten } from './checkSum.ts';
import type { Holdings, Outbox } from './outbox.ts';

const dayMs = 86_400_000;
/** Lets the key find what ends after an instant without looking at every row. */
const longestSlotMs = 3_600_000;

const sql = {
  add: 'INSERT INTO slot (machine, start, length_ms, follows, elements, check_sum) VALUES (?, ?, ?, ?, ?, ?)',
  after: `SELECT start, length_ms, follows, elements, check_sum FROM slot
    WHERE machine = ?1 AND start > ?2 - ${longestSlotMs} AND start + length_ms > ?2 ORDER BY start LIMIT ?3`,
  oldest: 'SELECT min(start) FROM slot WHERE machine = ?',
  newestEnd: 'SELECT start + length_ms FROM slot WHERE machine = ? ORDER BY start DESC LIMIT 1',
  count: 'SELECT count(*) FROM slot WHERE machine = ?',
  dropOldest: `DELETE FROM slot WHERE machine = ?1 AND start IN
    (SELECT start FROM slot WHERE machine = ?1 ORDER BY start LIMIT ?2)`,
  forget: 'DELETE FROM slot WHERE machine = ?1 AND start < ?2 AND start + length_ms <= ?2',
  firstFrom: 'SELECT follows FROM slot WHERE machine = ? AND start >= ? ORDER BY start LIMIT 1',
  keepApart: `INSERT OR IGNORE INTO set_aside SELECT machine, start, length_ms, elements FROM slot
    WHERE machine = ? AND start >= ?`,
  removeFrom: 'DELETE FROM slot WHERE machine = ? AND start >= ?',
  countFrom: 'SELECT count(*) FROM slot WHERE machine = ? AND start >= ?',
  countAside: 'SELECT count(*) FROM set_aside WHERE machine = ?',
  dropAside: `DELETE FROM set_aside WHERE machine = ?1 AND start IN
    (SELECT start FROM set_aside WHERE machine = ?1 ORDER BY start DESC LIMIT -1 OFFSET ?2)`,
  delivery: `SELECT appended_through, acknowledged_through, shared_since, dropped FROM delivery WHERE machine = ?`,
  known: 'INSERT OR IGNORE INTO delivery (machine) VALUES (?)',
  setAppended: 'UPDATE delivery SET appended_through = ? WHERE machine = ?',
  setAcknowledged: `UPDATE delivery SET acknowledged_through = max(?1, coalesce(acknowledged_through, ?1))
    WHERE machine = ?2`,
  setShared: 'UPDATE delivery SET shared_since = ? WHERE machine = ?',
  addDropped: 'UPDATE delivery SET dropped = dropped + ? WHERE machine = ?',
} as const;

type Statements = Readonly<Record<keyof typeof sql, Statement>>;
interface Tables {
  readonly database: Database;
  readonly statements: Statements;
  /** After which instant a look found no slot of a machine; forgotten as soon as one may be there. */
  readonly nothingAfter: Map<MachineId, TimestampMs | null>;
}

/** The outbox of one file; of each machine at most `maxDays` of slots are held, the oldest are dropped first. */
export function sqliteOutbox(database: Database, { maxDays }: { readonly maxDays: number }): Outbox {
  const statements = Object.fromEntries(
    Object.entries(sql).map(([name, text]) => [name, database.prepare(text)]),
  ) as Statements;
  const tables: Tables = { database, statements, nothingAfter: new Map() };
  return {
    append: (slots) => {
      if (slots.length === 0) return;
      for (const { machine } of slots) tables.nothingAfter.delete(machine);
      database.durably(() => {
        for (const slot of slots) appendOne(tables, slot, maxDays);
      });
    },
    read: (machine, after, limit) => {
      if (tables.nothingAfter.get(machine) === after) return null;
      return readParcel(tables, machine, { after, limit });
    },
    acknowledge: (machine, through) =>
      database.soon(() => {
        statements.known.run(machine);
        statements.forget.run(machine, through);
        statements.setAcknowledged.run(through, machine);
      }),
    setAside: (machine, from) => database.durably(() => setAside(statements, machine, { from, maxDays })),
    lastAppendedEnd: (machine) => instant(statements.delivery.get(machine)?.[0]),
    acknowledgedThrough: (machine) => instant(statements.delivery.get(machine)?.[1]),
    oldest: (machine) => instant(statements.oldest.get(machine)?.[0]),
    holdings: (machines) => holdings(statements, machines),
    noteSharing: (machine, isShared, at) =>
      database.durably(() => {
        statements.known.run(machine);
        const before = instant(statements.delivery.get(machine)?.[2]);
        const since = isShared ? (before ?? at) : null;
        if (since !== before) statements.setShared.run(since, machine);
        return since;
      }),
    close: () => database.close(),
  };
}

function appendOne({ database, statements }: Tables, slot: Slot, maxDays: number): void {
  const { machine, start, lengthMs, elements } = slot;
  statements.known.run(machine);
  const follows = instant(statements.delivery.get(machine)?.[0]);
  const held = instant(statements.newestEnd.get(machine)?.[0]);
  // It decides whether a slot is taken at all: a wrong one would turn slots away without a word.
  if (held !== null && held !== follows) database.condemn('the newest slot is not the one last appended');
  if (follows !== null && start + lengthMs <= follows) return;
  const row = [start, lengthMs, follows, JSON.stringify(withoutZeros(elements))] as const;
  statements.add.run(machine, ...row, checkSum(machine, row));
  statements.setAppended.run(start + lengthMs, machine);
  // Found now as the publisher will look for it: pages that lead elsewhere would hide it until the next start.
  if (statements.after.get(machine, follows ?? -1, 1)?.[0] !== start)
    database.condemn('a new slot is not found again');
  const excess = count(statements.count.get(machine)) - Math.max(1, Math.floor((maxDays * dayMs) / lengthMs));
  if (excess <= 0) return;
  statements.dropOldest.run(machine, excess);
  statements.addDropped.run(excess, machine);
}

function readParcel(
  { database, statements, nothingAfter }: Tables,
  machine: MachineId,
  { after, limit }: { after: TimestampMs | null; limit: number },
): Parcel | null {
  const rows = statements.after.all(machine, after ?? -1, limit);
  // To the end, but for the look that finds nothing new, which comes with every slot's receipt.
  if (rows.length < limit && (after === null || rows.length > 0)) {
    const end = rows.length > 0 ? endOf(rows.at(-1)) : null;
    if (isShortOf(statements.delivery.get(machine), end)) database.condemn('the newest slots are not there');
  }
  const [first] = rows;
  if (first === undefined) {
    nothingAfter.set(machine, after);
    return null;
  }
  const oldest = instant(statements.oldest.get(machine)?.[0]);
  if (oldest === null) return null;
  if (!rows.every((row) => isAsWritten(machine, row))) database.condemn('a slot is not as it was written');
  // A page that was written to the wrong place holds good slots, in the midst of others.
  if (!rows.every((row, index) => index === 0 || Number(row[0]) >= endOf(rows[index - 1])))
    database.condemn('slots are not in their order');
  return { machine, follows: instant(first[2]), oldest, slots: rows.map((row) => slotOf(machine, row)) };
}

/** Whether slots that were appended and not acknowledged lie beyond what was found; `end` is null when nothing was. */
function isShortOf(delivery: Row | undefined, end: TimestampMs | null): boolean {
  const [appended, acknowledged, , dropped] = delivery ?? [];
  if (typeof appended !== 'number') return false;
  if (end !== null) return end < appended;
  return dropped === 0 && appended > Number(acknowledged ?? -1);
}

function setAside(
  statements: Statements,
  machine: MachineId,
  { from, maxDays }: { from: TimestampMs; maxDays: number },
): number {
  const number = count(statements.countFrom.get(machine, from));
  if (number === 0) return 0;
  const lastGood = instant(statements.firstFrom.get(machine, from)?.[0]);
  statements.keepApart.run(machine, from);
  statements.removeFrom.run(machine, from);
  statements.setAppended.run(lastGood, machine);
  // As many as a full outbox of five-minute slots: enough to look at, bounded on disk.
  statements.dropAside.run(machine, maxDays * 288);
  return number;
}

function holdings(statements: Statements, machines: readonly MachineId[]): Holdings {
  const each = machines.map((machine) => ({
    depth: count(statements.count.get(machine)),
    oldest: instant(statements.oldest.get(machine)?.[0]),
    setAside: count(statements.countAside.get(machine)),
    dropped: Number(statements.delivery.get(machine)?.[3] ?? 0),
  }));
  const sum = (of: (one: Holdings) => number): number => each.reduce((total, one) => total + of(one), 0);
  const starts = each.flatMap(({ oldest }) => (oldest === null ? [] : [oldest]));
  return {
    depth: sum((one) => one.depth),
    oldest: starts.length === 0 ? null : Math.min(...starts),
    setAside: sum((one) => one.setAside),
    dropped: sum((one) => one.dropped),
  };
}

function slotOf(machine: MachineId, [start, lengthMs, , elements]: Row): Slot {
  const stored = JSON.parse(String(elements)) as Partial<TimeElements>;
  return { machine, start: Number(start), lengthMs: Number(lengthMs), elements: { ...noTime, ...stored } };
}

function withoutZeros(elements: TimeElements): Partial<TimeElements> {
  return Object.fromEntries(
    machineStates.filter((state) => elements[state] !== 0).map((state) => [state, elements[state]]),
  );
}

function endOf(row: Row | undefined): number {
  return Number(row?.[0]) + Number(row?.[1]);
}

function instant(value: Row[number] | undefined): TimestampMs | null {
  return typeof value === 'number' ? value : null;
}

function count(row: Row | undefined): number {
  return Number(row?.[0] ?? 0);
}
