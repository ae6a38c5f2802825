// Tallies kept current by commits in any order equal a computation from scratch, also after the calendar was changed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DayTally,
  noTime,
  ownMs,
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
import { openPlanBook } from './directory/planBook.ts';
import { admitAll } from './ingest/admission.ts';
import { openSqliteStore } from './store/sqliteStore.ts';
import type { UtilisationStore } from './store/utilisationStore.ts';
import { currentTallies, datesBetween, keepTallies } from './tallies.ts';

const timeZone = 'Asia/Tokyo';
const lengthMs = 300_000;
const from = Date.parse('2026-11-20T00:00:00+09:00');
const machines = ['kamata/a', 'kamata/b', 'nowhere/x'];
const range = { firstDate: '2026-11-20', lastDate: '2026-11-22', machines };

function directoryOf(until: string): Directory {
  const shifts = [
    { from: '08:30', until, breaks: [{ from: '12:00', until: '13:00' }] },
    { from: '22:30', until: '01:32', breaks: [] },
  ];
  const week = Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, shifts]),
  );
  const calendar: ShiftCalendar = { timeZone, patterns: [{ from: '0001-01-01', week }], exceptions: [] };
  const name = { ja: '蒲田', en: 'Kamata' };
  const workshop = entrySchemas.workshop.parse({ id: 'kamata', name, calendar: 'days' });
  return {
    ...emptyDirectory(timeZone),
    workshops: new Map([['kamata', workshop]]),
    calendars: new Map([['days', calendar]]),
  };
}

const slotAt = (machine: string, index: number, idle: number): Slot => ({
  machine,
  start: from + index * lengthMs,
  lengthMs,
  elements: { ...noTime, idle, production: lengthMs - idle },
});

async function settle(store: UtilisationStore, directory: Directory): Promise<void> {
  const stop = new AbortController();
  await store.setBases(new Map(machines.map((machine) => [machine, planBasis(directory, machine)])));
  const run = keepTallies({
    store,
    plans: openPlanBook(() => directory),
    clock: systemClock,
    signal: stop.signal,
    onCounted: () => undefined,
  });
  while ((await store.dueDays(1)).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  await run;
}

async function fromScratch(store: UtilisationStore, directory: Directory): Promise<DayTally[]> {
  const plans = openPlanBook(() => directory);
  const slots: Slot[] = [];
  for await (const slot of store.slots({ from: 0, until: 9e12 })) slots.push(slot);
  return machines.flatMap((machine) =>
    datesBetween(range.firstDate, range.lastDate).map((date) => {
      const own = slots.filter((slot) => slot.machine === machine);
      return tallyDay({ machine, date, pieces: plans.day(machine, date).pieces, slots: own });
    }),
  );
}

const piece = fc.record({
  machine: fc.constantFrom(...machines),
  index: fc.nat(3 * 288 - 1),
  count: fc.integer({ min: 1, max: 20 }),
  idle: fc.nat(lengthMs),
});

describe('day tallies', () => {
  it('equal a computation from scratch, whatever came in whatever order and however far they are kept', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(piece, fc.boolean()), { minLength: 1, maxLength: 8 }),
        async (pieces) => {
          const folder = mkdtempSync(join(tmpdir(), 'tallies-'));
          const store = openSqliteStore(join(folder, 'store.sqlite'));
          const directory = directoryOf('17:30');
          for (const [{ machine, index, count, idle }, settleNow] of pieces) {
            const slots = Array.from({ length: count }, (_, each) => slotAt(machine, index + each, idle));
            const parcel = { machine, follows: null, oldest: 0, slots };
            const { batch } = admitAll(new Map(), [parcel], from + 4 * 86_400_000, timeZone);
            await store.commit(batch);
            if (settleNow) await settle(store, directory);
          }
          const sources = { store, plans: openPlanBook(() => directory), directory };
          const wanted = await fromScratch(store, directory);
          expect(await currentTallies(sources, range)).toEqual(wanted);
          await settle(store, directory);
          expect(await currentTallies(sources, range)).toEqual(wanted);
          for (const tally of wanted) {
            const own = ownMs(sources.plans.day(tally.machine, tally.date).pieces);
            expect(totalMs(tally.inPlan) + totalMs(tally.outsidePlan)).toBe(own);
            expect(totalMs(tally.inPlan)).toBe(tally.plannedMs);
          }
          const longer = directoryOf('20:00');
          const changed = { store, plans: openPlanBook(() => longer), directory: longer };
          const later = await fromScratch(store, longer);
          expect(await currentTallies(changed, range)).toEqual(later);
          await settle(store, longer);
          expect(await currentTallies(changed, range)).toEqual(later);
          await store.close();
          rmSync(folder, { recursive: true });
        },
      ),
      { numRuns: 12 },
    );
  });
});
