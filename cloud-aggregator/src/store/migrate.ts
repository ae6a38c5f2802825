// Copies one store into another and proves that both hold the same: every slot, mark, tally, calendar, due day and
// dead letter. May be broken off and run again: what is there already stays, and a difference is named, never mended.
import { existsSync } from 'node:fs';
import type { MachineId, Slot } from '@nakamawashi/machine-model';
import { openStore } from './openStore.ts';
import type { StoreSettings } from './storeSettings.ts';
import type { TallyQuery, UtilisationStore } from './utilisationStore.ts';

/** What both stores hold. */
export interface Migrated {
  readonly slots: number;
  readonly machines: number;
  readonly tallies: number;
  readonly deadLetters: number;
}

const everything = { from: 0, until: 9_000_000_000_000 };
const everyDate: TallyQuery = { firstDate: '1970-01-01', lastDate: '2200-01-01' };
const groupSlots = 4_000;
const groupTallies = 1_000;
/** Of a day that the source has not; the comparison names it. */
const noPlan = '';
const allLetters = 1_000_000_000;

/** Opens both, copies and compares. */
export async function migrateStores(from: StoreSettings, to: StoreSettings): Promise<Migrated> {
  if ('sqlite' in from && !existsSync(from.sqlite.file))
    throw new Error(`there is no store at ${from.sqlite.file}`);
  const source = await openStore(from);
  try {
    const target = await openStore(to);
    try {
      return await migrate(source, target);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Throws at the first thing that the target does not take or does not hold as the source does. */
async function migrate(source: UtilisationStore, target: UtilisationStore): Promise<Migrated> {
  await copySlots(source, target);
  const deadLetters = (await source.deadLetters(allLetters)).toReversed();
  await copyRecords(source, target);
  await target.commit({ slots: [], marks: await source.marks(), deadLetters, days: [] });
  return compare(source, target);
}

async function copySlots(source: UtilisationStore, target: UtilisationStore): Promise<void> {
  let group: Slot[] = [];
  const write = async (): Promise<void> => {
    const refused = await target.commit({ slots: group, marks: new Map(), deadLetters: [], days: [] });
    const [first] = refused;
    if (first !== undefined) {
      const { machine, start } = first.slot;
      throw new Error(`the target takes no slot of ${machine} at ${timeText(start)}: ${first.reason}`);
    }
    group = [];
  };
  for await (const slot of source.slots(everything)) {
    group.push(slot);
    if (group.length >= groupSlots) await write();
  }
  await write();
}

/**
 * Tallies before calendars: a calendar that is another one to the target makes no day due whose plan is the source's.
 */
async function copyRecords(source: UtilisationStore, target: UtilisationStore): Promise<void> {
  const tallies = await source.tallies(everyDate);
  for (let first = 0; first < tallies.length; first += groupTallies) {
    const group = tallies.slice(first, first + groupTallies);
    const due = new Map(
      (await target.dueBetween(everyDate)).map((day) => [`${day.machine} ${day.date}`, day]),
    );
    const put = group.map((each) => {
      const { machine, date } = each.tally;
      return { ...each, due: due.get(`${machine} ${date}`) ?? { machine, date, stamp: -1 } };
    });
    await target.putTallies(put);
  }
  const plans = new Map(tallies.map(({ tally, plan }) => [`${tally.machine} ${tally.date}`, plan]));
  await target.noteBases(
    await source.bases(),
    ({ machine, date }) => plans.get(`${machine} ${date}`) ?? noPlan,
  );
  const days = await source.dueBetween(everyDate);
  await target.commit({ slots: [], marks: new Map(), deadLetters: [], days });
}

async function compare(source: UtilisationStore, target: UtilisationStore): Promise<Migrated> {
  const machines = new Set<MachineId>();
  const mine = source.slots(everything)[Symbol.asyncIterator]();
  const other = target.slots(everything)[Symbol.asyncIterator]();
  let slots = 0;
  while (true) {
    const [{ value: one }, { value: two }] = await Promise.all([mine.next(), other.next()]);
    same('slot', one, two);
    if (one === undefined) break;
    slots += 1;
    machines.add(one.machine);
  }
  sameMaps('mark', await source.marks(), await target.marks());
  sameMaps('calendar', await source.bases(), await target.bases());
  const tallies = sameLists('tally', await source.tallies(everyDate), await target.tallies(everyDate));
  const dayOf = (days: Awaited<ReturnType<UtilisationStore['dueBetween']>>) =>
    days.map(({ machine, date }) => ({ machine, date }));
  sameLists('due day', dayOf(await source.dueBetween(everyDate)), dayOf(await target.dueBetween(everyDate)));
  const letters = [await source.deadLetters(allLetters), await target.deadLetters(allLetters)] as const;
  const texts = letters.map((each) => each.map((letter) => JSON.stringify(letter)).sort());
  const deadLetters = sameLists('dead letter', texts[0] ?? [], texts[1] ?? []);
  return { slots, machines: machines.size, tallies, deadLetters };
}

function sameMaps<T>(what: string, one: ReadonlyMap<MachineId, T>, two: ReadonlyMap<MachineId, T>): void {
  sameLists(what, [...one].sort(), [...two].sort());
}

/** Gives how many there are. */
function sameLists(what: string, one: readonly unknown[], two: readonly unknown[]): number {
  for (let index = 0; index < Math.max(one.length, two.length); index++) same(what, one[index], two[index]);
  return one.length;
}

function same(what: string, one: unknown, two: unknown): void {
  const [source, target] = [JSON.stringify(one), JSON.stringify(two)];
  if (source === target) return;
  throw new Error(
    `the stores differ in a ${what}: the source has ${source ?? 'no more'}, the target ${target ?? 'no more'}`,
  );
}

function timeText(at: number): string {
  return new Date(at).toISOString();
}
