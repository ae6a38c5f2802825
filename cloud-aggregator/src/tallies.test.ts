// Tallies kept current by commits in any order equal a computation from scratch, also after calendars were changed; and
// a change of calendars makes exactly the days due whose plan it changes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DayPiece,
  type DayTally,
  dayBounds,
  noTime,
  ownMs,
  type Shift,
  type ShiftCalendar,
  type Slot,
  tallyDay,
  totalMs,
} from '@nakamawashi/machine-model';
import { systemClock } from '@nakamawashi/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Directory, emptyDirectory, planBasis } from './directory/directory.ts';
import { entrySchemas } from './directory/entryKinds.ts';
import { datePlus } from './directory/localDates.ts';
import { openPlanBook } from './directory/planBook.ts';
import { admitAll } from './ingest/admission.ts';
import { openSqliteStore } from './store/sqliteStore.ts';
import type { MachineDay, UtilisationStore } from './store/utilisationStore.ts';
import { countDay, currentTallies, datesBetween, keepTallies } from './tallies.ts';

const lengthMs = 300_000;
const machines = ['kamata/a', 'kamata/b', 'nowhere/x', 'rokugo/a'];
/** New York puts its clocks back on the second of them. */
const range = { firstDate: '2026-10-31', lastDate: '2026-11-02', machines };
const everyDate = { firstDate: '2026-01-01', lastDate: '2026-12-31' };
const keyOf = ({ machine, date }: MachineDay): string => `${machine} ${date}`;

const shift: fc.Arbitrary<Shift> = fc.constantFrom(
  { from: '08:30', until: '17:30', breaks: [{ from: '12:00', until: '13:00' }] },
  { from: '22:30', until: '01:32', breaks: [] },
  { from: '14:00', until: '24:00', breaks: [] },
  { from: '23:40', until: '08:30', breaks: [{ from: '00:10', until: '01:00' }] },
);
const shifts = fc.array(shift, { maxLength: 2 });
const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const week = fc.record(Object.fromEntries(names.map((name) => [name, shifts])), { requiredKeys: [] });
const someDate = fc.constantFrom(...datesBetween('2026-10-29', '2026-11-04'));
const exception = fc
  .tuple(someDate, someDate, shifts)
  .map(([one, two, own]) => ({ from: one < two ? one : two, through: one < two ? two : one, shifts: own }));
const calendarIn = (timeZone: string): fc.Arbitrary<ShiftCalendar> =>
  fc.record({
    timeZone: fc.constant(timeZone),
    patterns: fc
      .tuple(week, fc.option(fc.tuple(someDate, week)))
      .map(([first, next]) => [
        { from: '0001-01-01', week: first },
        ...(next === null ? [] : [{ from: next[0], week: next[1] }]),
      ]),
    exceptions: fc.array(exception, { maxLength: 2 }),
  });

/** The consortium's, and the one of its second calendar. */
interface Zones {
  readonly timeZone: string;
  readonly elsewhere: string;
}
const zones = fc.constantFrom<Zones[]>(
  { timeZone: 'Asia/Tokyo', elsewhere: 'Asia/Tokyo' },
  { timeZone: 'America/New_York', elsewhere: 'America/New_York' },
  { timeZone: 'Asia/Tokyo', elsewhere: 'Pacific/Auckland' },
  { timeZone: 'Asia/Tokyo', elsewhere: 'Europe/Berlin' },
);

/** Two calendars, and which of them each of two workshops has; null: the workshop is not written down. */
const directoryIn = ({ timeZone, elsewhere }: Zones): fc.Arbitrary<Directory> => {
  const name = fc.constantFrom('one', 'two');
  return fc
    .record({
      one: calendarIn(timeZone),
      two: calendarIn(elsewhere),
      kamata: name,
      rokugo: fc.option(name),
    })
    .map(({ one, two, ...calendars }) => ({
      ...emptyDirectory(timeZone),
      calendars: new Map(Object.entries({ one, two })),
      workshops: new Map(
        Object.entries(calendars).flatMap(([id, calendar]) => {
          const body = { id, name: { ja: id, en: id }, calendar };
          return calendar === null ? [] : [[id, entrySchemas.workshop.parse(body)] as const];
        }),
      ),
    }));
};

/** What is written down first, and after somebody changed it: all of it, one calendar, or one exception more. */
const changed = zones.chain((where) =>
  fc
    .record({
      before: directoryIn(where),
      after: directoryIn(where),
      extra: exception,
      how: fc.constantFrom('all', 'one calendar', 'one exception'),
    })
    .map(({ before, after, extra, how }) => {
      if (how === 'all') return { before, after };
      const next = how === 'one calendar' ? after.calendars.get('one') : before.calendars.get('one');
      if (next === undefined) throw new Error('BUG: no calendar');
      const one = how === 'one calendar' ? next : { ...next, exceptions: [extra, ...next.exceptions] };
      return { before, after: { ...before, calendars: new Map([...before.calendars, ['one', one]]) } };
    }),
);

const piece = fc.record({
  machine: fc.constantFrom(...machines),
  index: fc.nat(3 * 288 - 1),
  count: fc.integer({ min: 1, max: 20 }),
  idle: fc.nat(lengthMs),
});

/** Notes the calendars and counts until nothing is due; gives what was due then, and what was counted. */
async function settle(
  store: UtilisationStore,
  directory: Directory,
): Promise<{ readonly due: readonly string[]; readonly counted: readonly string[] }> {
  const stop = new AbortController();
  const plans = openPlanBook(() => directory);
  const bases = new Map(machines.map((machine) => [machine, planBasis(directory, machine)]));
  await store.noteBases(bases, ({ machine, date }) => plans.day(machine, date).digest);
  const due = (await store.dueDays(1_000)).map(keyOf);
  const counted: string[] = [];
  const onCounted = ({ tally }: { tally: DayTally }): void => void counted.push(keyOf(tally));
  const run = keepTallies({ store, plans, clock: systemClock, signal: stop.signal, onCounted });
  while ((await store.dueDays(1)).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  await run;
  return { due, counted };
}

async function fromScratch(
  store: UtilisationStore,
  directory: Directory,
  days: readonly MachineDay[],
): Promise<DayTally[]> {
  const plans = openPlanBook(() => directory);
  const slots: Slot[] = [];
  for await (const slot of store.slots({ from: 0, until: 9e12 })) slots.push(slot);
  return days.map(({ machine, date }) => {
    const own = slots.filter((slot) => slot.machine === machine);
    return tallyDay({ machine, date, pieces: plans.day(machine, date).pieces, slots: own });
  });
}

/** Whether every slot is counted alike. */
function isSamePlan(one: readonly DayPiece[], two: readonly DayPiece[]): boolean {
  return (
    one.length === two.length &&
    one.every((a, index) => {
      const b = two[index];
      if (b === undefined || a.from !== b.from || a.until !== b.until || a.isOwn !== b.isOwn) return false;
      if (!a.isOwn) return true;
      return a.isPlanned === b.isPlanned && (!a.isPlanned || a.isMorning === b.isMorning);
    })
  );
}

const wantedDays = machines.flatMap((machine) =>
  datesBetween(range.firstDate, range.lastDate).map((date) => ({ machine, date })),
);

describe('day tallies', () => {
  it('equal a computation from scratch, and a change makes due exactly the days whose plan differs', async () => {
    await fc.assert(
      fc.asyncProperty(
        changed,
        fc.array(fc.tuple(piece, fc.boolean()), { minLength: 1, maxLength: 8 }),
        async ({ before, after }, pieces) => {
          const folder = mkdtempSync(join(tmpdir(), 'tallies-'));
          const store = openSqliteStore(join(folder, 'store.sqlite'));
          await commitAll(store, before, pieces);
          const sources = { store, plans: openPlanBook(() => before) };
          const wanted = await fromScratch(store, before, wantedDays);
          expect(await currentTallies(sources, range)).toEqual(wanted);
          await settle(store, before);
          expect(await currentTallies(sources, range)).toEqual(wanted);
          for (const tally of wanted) {
            const own = ownMs(sources.plans.day(tally.machine, tally.date).pieces);
            expect(totalMs(tally.inPlan) + totalMs(tally.outsidePlan)).toBe(own);
            expect(totalMs(tally.inPlan)).toBe(tally.plannedMs);
          }
          const plans = openPlanBook(() => after);
          const later = await fromScratch(store, after, wantedDays);
          expect(await currentTallies({ store, plans }, range)).toEqual(later);
          const stored = (await store.tallies(everyDate)).map(({ tally }) => tally);
          const concerned = stored.filter(({ machine, date }) => {
            const [one, two] = [sources.plans.day(machine, date), plans.day(machine, date)];
            return !isSamePlan(one.pieces, two.pieces);
          });
          const { due, counted } = await settle(store, after);
          expect([...due].sort()).toEqual(concerned.map(keyOf).sort());
          // A day beside is counted again with a day, where its plan reaches into it.
          const beside = concerned.flatMap(({ machine, date }) =>
            [-1, 1].map((days) => keyOf({ machine, date: datePlus(date, days) })),
          );
          expect(new Set(due).difference(new Set(counted))).toEqual(new Set());
          expect(new Set(counted).difference(new Set([...due, ...beside]))).toEqual(new Set());
          expect(await currentTallies({ store, plans }, range)).toEqual(later);
          const kept = await store.tallies(everyDate);
          const days = kept.map(({ tally }) => tally);
          expect(days).toEqual(await fromScratch(store, after, days));
          for (const { tally, plan } of kept) expect(plan).toBe(plans.day(tally.machine, tally.date).digest);
          await store.close();
          rmSync(folder, { recursive: true });
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);

  it('of a store of an older version, which does not say their plan, are all counted again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tallies-'));
    const store = openSqliteStore(join(folder, 'store.sqlite'));
    const day = { machine: 'nowhere/x', date: '2026-11-01' };
    const directory = emptyDirectory('Asia/Tokyo');
    const { plan: _, ...counted } = await countDay(
      store,
      openPlanBook(() => directory),
      day,
    );
    await store.noteBases(new Map([[day.machine, 'Asia/Tokyo none']]), () => '');
    await store.putTallies([{ due: { ...day, stamp: -1 }, ...counted, plan: '' }]);
    expect(await settle(store, directory)).toEqual({ due: [keyOf(day)], counted: [keyOf(day)] });
    expect((await settle(store, directory)).due).toEqual([]);
    await store.close();
    rmSync(folder, { recursive: true });
  });
});

async function commitAll(
  store: UtilisationStore,
  directory: Directory,
  pieces: readonly (readonly [{ machine: string; index: number; count: number; idle: number }, boolean])[],
): Promise<void> {
  const { timeZone } = directory;
  const { from } = dayBounds(range.firstDate, timeZone);
  for (const [{ machine, index, count, idle }, settleNow] of pieces) {
    const slots = Array.from({ length: count }, (_, each) => ({
      machine,
      start: from + (index + each) * lengthMs,
      lengthMs,
      elements: { ...noTime, idle, production: lengthMs - idle },
    }));
    const parcel = { machine, follows: null, oldest: 0, slots };
    const { batch } = admitAll(new Map(), [parcel], from + 5 * 86_400_000, timeZone);
    await store.commit(batch);
    if (settleNow) await settle(store, directory);
  }
}
