// The store of slots in one SQLite file, the default: write-ahead log, synchronous FULL, one transaction per commit.
// Other processes may read the same file meanwhile (the month file does). Refuses a file that a newer version wrote.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setImmediate as otherWork } from 'node:timers/promises';
import type { DayTally, MachineId, Slot, TimeElements } from '@nakamawashi/machine-model';
import { machineStates } from '@nakamawashi/machine-model';
import { otherPlans, type TalliedDay } from './otherPlans.ts';
import { applicationId, createTables, schemaVersion, sql, upgrades } from './sqliteSchema.ts';
import type {
  CommitBatch,
  DeadLetter,
  DueDay,
  MachineDay,
  PlanNow,
  PlannedTally,
  SlotQuery,
  TallyQuery,
  UtilisationStore,
} from './utilisationStore.ts';

type Row = readonly (string | number)[];

/** An open file: statements are prepared once, machine keys are remembered once they are durable. */
interface Opened {
  readonly database: DatabaseSync;
  readonly statements: Readonly<Record<keyof typeof sql, StatementSync>>;
  readonly keys: Map<MachineId, number>;
}

/** One page holds the event loop for about ten milliseconds. */
const pageRows = 2_000;
/** Days that become due and machines that are noted in one transaction; others have their turn in between. */
const notedRows = 500;
/** No slot is longer than an hour, so a slot that overlaps an instant begins at most this long before it. */
const longestSlotMs = 3_600_000;

/** Opens or makes the file. Throws when it cannot be used: unreadable, not ours, or written by a newer version. */
export function openSqliteStore(file: string): UtilisationStore {
  const opened = open(file);
  const { database, statements } = opened;
  return {
    marks: async () => new Map(rows(statements.marks).map(([id, through]) => [String(id), Number(through)])),
    commit: async (batch) => {
      inTransaction(opened, () => writeBatch(opened, batch));
      return [];
    },
    slots: (query) => readSlots(opened, query),
    deadLetters: async (limit) => rows(statements.deadLetters, limit).map(deadLetterOf),
    dueDays: async (limit) => rows(statements.due, limit).map(dueOf),
    dueBetween: async ({ firstDate, lastDate, machines }) => {
      const wanted = machines === undefined ? null : new Set(machines);
      const found = rows(statements.dueBetween, firstDate, lastDate).map(dueOf);
      return wanted === null ? found : found.filter(({ machine }) => wanted.has(machine));
    },
    putTallies: async (tallies) =>
      inTransaction(opened, () => {
        for (const each of tallies) writeTally(opened, each);
      }),
    tallies: (query) => readTallies(opened, query),
    bases: async () => {
      const known = rows(statements.machines).filter((row) => row[2] !== null);
      return new Map(known.map(([, id, basis]) => [String(id), String(basis)]));
    },
    noteBases: (bases, planNow) => noteBases(opened, bases, planNow),
    close: async () => database.close(),
  };
}

function open(file: string): Opened {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 5_000 });
  try {
    checkVersion(database, file);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    const names = Object.keys(sql) as (keyof typeof sql)[];
    const statements = Object.fromEntries(
      names.map((name) => {
        const statement = database.prepare(sql[name]);
        statement.setReturnArrays(true);
        return [name, statement];
      }),
    ) as Record<keyof typeof sql, StatementSync>;
    const opened = { database, statements, keys: new Map<MachineId, number>() };
    learnMachines(opened);
    return opened;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Makes the tables in an empty file, brings an older one up to date; throws for another program's or a newer one. */
function checkVersion(database: DatabaseSync, file: string): void {
  const ask = (what: string): unknown => Object.values(database.prepare(what).get() ?? {})[0];
  const id = ask('PRAGMA application_id');
  const version = Number(ask('PRAGMA user_version'));
  if (id === applicationId && version === schemaVersion) return;
  if (id === applicationId && version > schemaVersion) {
    throw new Error(
      `${file} was written by a newer version (schema ${version}, known here: ${schemaVersion})`,
    );
  }
  if (id !== applicationId && Number(ask('SELECT count(*) FROM sqlite_schema')) > 0)
    throw new Error(`${file} is not a store of ours`);
  // Two processes may meet a new file at once: the second waits here and then finds the tables made.
  database.exec('BEGIN EXCLUSIVE');
  try {
    if (ask('PRAGMA application_id') !== applicationId) database.exec(createTables);
    for (const step of upgrades.slice(Number(ask('PRAGMA user_version')) - 1)) database.exec(step);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function inTransaction(opened: Opened, write: () => void): void {
  const { database } = opened;
  database.exec('BEGIN IMMEDIATE');
  try {
    write();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    opened.keys.clear();
    learnMachines(opened);
    throw error;
  }
}

function learnMachines({ statements, keys }: Opened): void {
  for (const [key, id] of rows(statements.machines)) keys.set(String(id), Number(key));
}

function keyOf({ statements, keys }: Opened, machine: MachineId): number {
  const known = keys.get(machine);
  if (known !== undefined) return known;
  const key = Number(statements.addMachine.run(machine).lastInsertRowid);
  keys.set(machine, key);
  return key;
}

function writeBatch(opened: Opened, { slots, marks, deadLetters, days }: CommitBatch): void {
  const { statements } = opened;
  for (const slot of slots) {
    const values = machineStates.map((state) => slot.elements[state]);
    statements.addSlot.run(keyOf(opened, slot.machine), slot.start, slot.lengthMs, ...values);
  }
  for (const { slot, reason, at } of deadLetters) {
    const key = keyOf(opened, slot.machine);
    statements.addDeadLetter.run(key, slot.start, JSON.stringify(slot), reason, at);
  }
  for (const [machine, through] of marks) statements.setMark.run(keyOf(opened, machine), through);
  markDue(opened, days);
}

function markDue(opened: Opened, days: readonly MachineDay[]): void {
  if (days.length === 0) return;
  const stamp = rows(opened.statements.nextStamp)[0]?.[0] ?? 0;
  for (const { machine, date } of days) opened.statements.addDue.run(keyOf(opened, machine), date, stamp);
}

function writeTally(opened: Opened, { due, tally, plan }: PlannedTally & { readonly due: DueDay }): void {
  const key = keyOf(opened, due.machine);
  const values = [tally.inPlan, tally.outsidePlan].flatMap((side) =>
    machineStates.map((state) => side[state]),
  );
  const { plannedMs, observedMs, busyMs } = tally.morning;
  const morning = [plannedMs, observedMs, busyMs];
  opened.statements.putTally.run(key, due.date, tally.plannedMs, ...values, ...morning, plan);
  opened.statements.notDue.run(key, due.date, due.stamp);
}

async function noteBases(
  opened: Opened,
  bases: ReadonlyMap<MachineId, string>,
  planNow: PlanNow,
): Promise<void> {
  const { statements } = opened;
  const before = new Map(rows(statements.machines).map(([, id, basis]) => [String(id), basis]));
  const changed = [...bases].filter(([machine, basis]) => before.get(machine) !== basis);
  let group: (readonly [MachineId, string])[] = [];
  let days: MachineDay[] = [];
  const write = async (): Promise<void> => {
    inTransaction(opened, () => {
      markDue(opened, days);
      for (const [machine, basis] of group) statements.setBasis.run(basis, keyOf(opened, machine));
    });
    [group, days] = [[], []];
    await otherWork();
  };
  for (const each of changed) {
    days.push(...(await otherPlans(each[0], talliedDays(opened, each[0]), planNow)));
    group.push(each);
    if (days.length + group.length >= notedRows) await write();
  }
  if (group.length > 0) await write();
}

function talliedDays({ statements, keys }: Opened, machine: MachineId): readonly TalliedDay[] {
  const key = keys.get(machine);
  const found = key === undefined ? [] : rows(statements.talliedDays, key);
  return found.map(([date, plan]) => ({ date: String(date), plan: String(plan) }));
}

async function* readSlots(opened: Opened, query: SlotQuery): AsyncIterable<Slot> {
  for (const [machine, key] of wantedMachines(opened, query.machines)) {
    let after = query.from - longestSlotMs;
    while (true) {
      const page = rows(opened.statements.slots, key, after, query.until, pageRows);
      for (const row of page) {
        const slot = slotOf(machine, row);
        if (slot.start + slot.lengthMs > query.from) yield slot;
      }
      if (page.length < pageRows) break;
      after = Number(page.at(-1)?.[0]);
      await otherWork();
    }
  }
}

async function readTallies(opened: Opened, query: TallyQuery): Promise<readonly PlannedTally[]> {
  const found: PlannedTally[] = [];
  let untilPause = pageRows;
  for (const [machine, key] of wantedMachines(opened, query.machines)) {
    const page = rows(opened.statements.tallies, key, query.firstDate, query.lastDate);
    for (const row of page) found.push(tallyOf(machine, row));
    untilPause -= page.length + 1;
    if (untilPause > 0) continue;
    untilPause = pageRows;
    await otherWork();
  }
  return found;
}

/** In the order of the machines' ids; a machine never stored is left out. Another process may have added some. */
function wantedMachines(opened: Opened, wanted: readonly MachineId[] | undefined): [MachineId, number][] {
  if (wanted?.some((machine) => !opened.keys.has(machine)) ?? true) learnMachines(opened);
  const ids = [...(wanted === undefined ? opened.keys.keys() : new Set(wanted))];
  const known = ids.flatMap((id): [MachineId, number][] => {
    const key = opened.keys.get(id);
    return key === undefined ? [] : [[id, key]];
  });
  return known.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Rows come as arrays (`setReturnArrays`), which the declarations of node:sqlite do not know. */
function rows(statement: StatementSync, ...values: SQLInputValue[]): Row[] {
  return statement.all(...values) as unknown as Row[];
}

function elementsOf(row: Row, first: number): TimeElements {
  const at = (index: number): number => Number(row[first + index]);
  // The order of machineStates, in which the columns stand; written out because this runs for every slot that is read.
  return {
    unknown: at(0),
    off: at(1),
    idle: at(2),
    setup: at(3),
    production: at(4),
    fault: at(5),
    maintenance: at(6),
  };
}

function slotOf(machine: MachineId, row: Row): Slot {
  return { machine, start: Number(row[0]), lengthMs: Number(row[1]), elements: elementsOf(row, 2) };
}

function tallyOf(machine: MachineId, row: Row): PlannedTally {
  const [planned, observed, busy, plan] = row.slice(2 + 2 * machineStates.length);
  const tally: DayTally = {
    machine,
    date: String(row[0]),
    plannedMs: Number(row[1]),
    inPlan: elementsOf(row, 2),
    outsidePlan: elementsOf(row, 2 + machineStates.length),
    morning: { plannedMs: Number(planned), observedMs: Number(observed), busyMs: Number(busy) },
  };
  return { tally, plan: String(plan) };
}

function dueOf([machine, date, stamp]: Row): DueDay {
  return { machine: String(machine), date: String(date), stamp: Number(stamp) };
}

function deadLetterOf([slot, reason, at]: Row): DeadLetter {
  return { slot: JSON.parse(String(slot)) as Slot, reason: String(reason), at: Number(at) };
}
