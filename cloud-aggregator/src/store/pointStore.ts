// The store of slots over an InfluxDB of any version. One writer at a time; slots first, then what is due, marks
// last, so that whatever is cut off in between comes again from the edges (wire.md, step 4).
import type { MachineId, Slot, TimestampMs } from '@nakamawashi/machine-model';
import { openDueDays } from './dueDays.ts';
import { otherPlans, type TalliedDay } from './otherPlans.ts';
import { endOfTime, type PointDatabase, type PointQuery } from './pointDatabase.ts';
import * as points from './points.ts';
import { type RefusedPoint, requestPoints, writePoints } from './pointWriter.ts';
import type {
  CommitBatch,
  DeadLetter,
  MachineDay,
  PlanNow,
  TallyQuery,
  UtilisationStore,
} from './utilisationStore.ts';

export interface PointStoreOptions {
  /** The instant at which a refused slot is noted. */
  readonly now: () => TimestampMs;
  /** Whose due days are this aggregator's work, where several write to one database. */
  readonly isOurs: (machine: MachineId) => boolean;
}

const pageSlots = 5_000;
/** No slot is longer than an hour, so a slot that overlaps an instant begins at most this long before it. */
const longestSlotMs = 3_600_000;
const dayMs = 86_400_000;

/** What is remembered of the database while it is open. */
interface Opened {
  readonly database: PointDatabase;
  readonly due: ReturnType<typeof openDueDays>;
  /** The start of each machine's newest slot: what begins later is new and need not be looked up. */
  readonly newest: Map<MachineId, TimestampMs>;
  readonly marks: Map<MachineId, TimestampMs>;
  readonly options: PointStoreOptions;
}

/** Opens the store. Throws when the server is away, refuses the sign-in, or lacks what a person must make. */
export async function openPointStore(
  database: PointDatabase,
  options: PointStoreOptions,
): Promise<UtilisationStore> {
  await database.prepare();
  const due = openDueDays(await readAll(database, { ...fieldsOf('due'), onlyWhere: 'is_due' }));
  const opened: Opened = { database, due, options, newest: new Map(), marks: new Map() };
  await learn(opened);
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  return {
    marks: () => inTurn(() => learn(opened)),
    commit: (batch) => inTurn(() => commit(opened, batch)),
    slots: ({ from, until, machines }) => readSlots(opened, machines, { from, until }),
    deadLetters: async (limit) => {
      const rows = await readAll(database, fieldsOf('dead_letter'));
      const letters = rows.map(points.deadLetterOf);
      return letters.sort((a, b) => b.at - a.at).slice(0, limit);
    },
    dueDays: async (limit) => due.newest(limit, options.isOurs),
    dueBetween: (query) => readDue(opened, query),
    putTallies: (tallies) =>
      inTurn(async () => {
        await writeRecords(
          database,
          tallies.map((each) => points.tallyPoint(each)),
        );
        const counted = tallies.map((each) => each.due).filter(due.isStill);
        await writeRecords(
          database,
          counted.map(({ machine, date }) => points.duePoint(machine, date, false)),
        );
        due.remove(counted);
      }),
    tallies: async (query) => (await readDates(database, 'day_tally', query)).map(points.tallyOf),
    bases: () => readBases(database),
    noteBases: async (bases, planNow) => {
      // What was put before is read below; what is put meanwhile need not be, and commits do not wait for reading.
      await turn;
      for await (const noted of changedBases(opened, bases, planNow))
        await inTurn(() => writeNoted(opened, noted));
    },
    close: async () => {
      await turn;
      database.close();
    },
  };
}

const fieldsOf = (measurement: points.Measurement): Pick<PointQuery, 'measurement' | 'fields'> => ({
  measurement,
  fields: points.fieldNames(measurement),
});

/** All points of a measurement, of all machines, whenever they are. */
function readAll(
  database: PointDatabase,
  query: Omit<PointQuery, 'from' | 'until'>,
): Promise<readonly points.PointRow[]> {
  return database.read({ ...query, from: 0, until: endOfTime });
}

/** Marks and newest slots as they are now; another aggregator may have written since. */
async function learn({ database, marks, newest }: Opened): Promise<ReadonlyMap<MachineId, TimestampMs>> {
  for (const { machine, values } of await readAll(database, fieldsOf('mark'))) {
    marks.set(machine, Math.max(Number(values[0]), marks.get(machine) ?? 0));
  }
  for (const [machine, start] of await database.newestSlots()) newest.set(machine, start);
  return new Map(marks);
}

async function commit(opened: Opened, batch: CommitBatch): Promise<readonly DeadLetter[]> {
  const { database, due, marks, newest, options } = opened;
  checkTimes(batch.slots);
  const fresh = await unknownSlots(opened, batch.slots);
  const refused = await writePoints(database, fresh.map(points.slotPoint));
  for (const { machine, start } of fresh) newest.set(machine, Math.max(start, newest.get(machine) ?? start));
  const letters = refused.map((each) => letterOf(each, options.now()));
  const missing = await unknownLetters(database, [...batch.deadLetters, ...letters]);
  const days = batch.days.filter((day) => !due.has(day));
  await writeRecords(database, [
    ...missing.map(points.deadLetterPoint),
    ...days.map(({ machine, date }) => points.duePoint(machine, date, true)),
  ]);
  due.add(batch.days);
  const raised = [...batch.marks].filter(([machine, through]) => through > (marks.get(machine) ?? -1));
  await writeRecords(
    database,
    raised.map(([machine, through]) => points.markPoint(machine, through)),
  );
  for (const [machine, through] of raised) marks.set(machine, through);
  return letters;
}

/** Nothing is written of a batch that holds what no database can keep. */
function checkTimes(slots: readonly Slot[]): void {
  for (const { machine, start } of slots) {
    if (Number.isSafeInteger(start) && start >= 0 && start < endOfTime) continue;
    throw new Error(`BUG: a slot of ${machine} at ${start} was admitted`);
  }
}

/** By machine and start, as the server likes it; without those that are stored, whose first word stands. */
async function unknownSlots(opened: Opened, slots: readonly Slot[]): Promise<readonly Slot[]> {
  const fresh: Slot[] = [];
  for (const [machine, group] of Map.groupBy(slots, (slot) => slot.machine)) {
    const sorted = group.toSorted((a, b) => a.start - b.start);
    const known = await knownStarts(opened, machine, sorted);
    for (const slot of sorted) {
      if (known.has(slot.start)) continue;
      known.add(slot.start);
      fresh.push(slot);
    }
  }
  return fresh;
}

async function knownStarts(
  { database, newest }: Opened,
  machine: MachineId,
  sorted: readonly Slot[],
): Promise<Set<TimestampMs>> {
  const from = sorted[0]?.start ?? 0;
  const last = newest.get(machine);
  if (last === undefined || from > last) return new Set();
  const until = Math.min(last, sorted.at(-1)?.start ?? from) + 1;
  const rows = await database.read({ measurement: 'slot', fields: ['length_ms'], machine, from, until });
  return new Set(rows.map(({ at }) => at));
}

async function unknownLetters(
  database: PointDatabase,
  letters: readonly DeadLetter[],
): Promise<readonly DeadLetter[]> {
  const missing: DeadLetter[] = [];
  for (const letter of letters) {
    const { machine, start } = letter.slot;
    const query = { measurement: 'dead_letter', fields: ['reason'], machine } as const;
    const found = await database.read({ ...query, from: start, until: start + 1 });
    if (found.length === 0) missing.push(letter);
  }
  return missing;
}

function letterOf({ point, reason }: RefusedPoint, at: TimestampMs): DeadLetter {
  return { slot: points.slotOf(point), reason: `the store refused it: ${reason}`, at };
}

/** What the aggregator itself keeps is never at fault by itself: a refusal is a failure of the store. */
async function writeRecords(database: PointDatabase, records: readonly points.Point[]): Promise<void> {
  for (let first = 0; first < records.length; first += requestPoints) {
    await database.write(records.slice(first, first + requestPoints));
  }
}

async function* readSlots(
  { database, newest }: Opened,
  wanted: readonly MachineId[] | undefined,
  { from, until }: { readonly from: TimestampMs; readonly until: TimestampMs },
): AsyncIterable<Slot> {
  const machines = wanted ?? [...new Set([...newest.keys(), ...(await database.newestSlots()).keys()])];
  const query = { ...fieldsOf('slot'), limit: pageSlots, until: Math.min(until, endOfTime) };
  for (const machine of [...new Set(machines)].sort()) {
    let next = Math.max(0, from - longestSlotMs);
    while (true) {
      const page = await database.read({ ...query, machine, from: next });
      for (const slot of page.map(points.slotOf)) {
        if (slot.start + slot.lengthMs > from) yield slot;
      }
      if (page.length < pageSlots) break;
      next = (page.at(-1)?.at ?? until) + 1;
    }
  }
}

/** Points that stand for local dates, by machine and date. */
async function readDates(
  database: PointDatabase,
  measurement: 'due' | 'day_tally',
  { firstDate, lastDate, machines }: TallyQuery,
): Promise<readonly points.PointRow[]> {
  const range = { from: points.timeOfDate(firstDate), until: points.timeOfDate(lastDate) + dayMs };
  const query = {
    ...fieldsOf(measurement),
    ...range,
    ...(measurement === 'due' ? { onlyWhere: 'is_due' } : {}),
  };
  const [only] = machines ?? [];
  const isOne = machines?.length === 1 && only !== undefined;
  const rows = await database.read(isOne ? { ...query, machine: only } : query);
  const wanted = machines === undefined ? null : new Set(machines);
  const found = wanted === null ? [...rows] : rows.filter(({ machine }) => wanted.has(machine));
  return found.sort((a, b) => (a.machine < b.machine ? -1 : a.machine > b.machine ? 1 : a.at - b.at));
}

async function readDue({ database, due }: Opened, query: TallyQuery) {
  const rows = await readDates(database, 'due', query);
  return rows.map(({ machine, at }) => due.stamped({ machine, date: points.dateOfTime(at) }));
}

async function readBases(database: PointDatabase): Promise<ReadonlyMap<MachineId, string>> {
  const rows = await readAll(database, fieldsOf('calendar'));
  return new Map(rows.map(({ machine, values }) => [machine, String(values[0])]));
}

/** What a group of machines whose calendar is another one now have to be noted with. */
interface Noted {
  readonly bases: readonly (readonly [MachineId, string])[];
  readonly days: readonly MachineDay[];
}

async function* changedBases(
  { database, newest, options }: Opened,
  bases: ReadonlyMap<MachineId, string>,
  planNow: PlanNow,
): AsyncIterable<Noted> {
  const before = await readBases(database);
  const changed = [...bases].filter(
    ([machine, basis]) => options.isOurs(machine) && before.get(machine) !== basis,
  );
  let [group, days]: [Noted['bases'][number][], MachineDay[]] = [[], []];
  for (const each of changed) {
    const [machine] = each;
    // A machine without a slot and without a calendar until now was never tallied.
    const isKnown = before.has(machine) || newest.has(machine);
    if (isKnown) days.push(...(await otherPlans(machine, await talliedDays(database, machine), planNow)));
    group.push(each);
    if (group.length + days.length < requestPoints) continue;
    yield { bases: group, days };
    [group, days] = [[], []];
  }
  if (group.length > 0) yield { bases: group, days };
}

async function writeNoted({ database, due }: Opened, { bases, days }: Noted): Promise<void> {
  await writeRecords(
    database,
    days.map(({ machine, date }) => points.duePoint(machine, date, true)),
  );
  due.add(days);
  await writeRecords(
    database,
    bases.map(([machine, basis]) => points.calendarPoint(machine, basis)),
  );
}

async function talliedDays(database: PointDatabase, machine: MachineId): Promise<readonly TalliedDay[]> {
  const query = { measurement: 'day_tally', fields: ['planned_ms', 'plan'], machine } as const;
  const rows = await readAll(database, query);
  return rows.map(({ at, values }) => ({ date: points.dateOfTime(at), plan: points.planOf(values[1]) }));
}
