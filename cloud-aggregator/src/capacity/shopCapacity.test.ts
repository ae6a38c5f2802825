// The invariants of domain 6.5, over shops of any shape: free hours never below nothing or above the plan, a booking
// never raises them, less data never raises confidence, others never see more than the owner, people cap them all.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Booking, entrySchemas, type Stance, type Workshop } from '../directory/entryKinds.ts';
import { datePlus, mondayOf, weekdayOf } from '../directory/localDates.ts';
import { sharingLevels } from '../directory/sharing.ts';
import { defaultCapacitySettings as settings } from './capacitySettings.ts';
import { hourMs } from './freeHours.ts';
import type { Half, HalfDay } from './halfDays.ts';
import { type ShopFacts, shopCapacity, type WindowName } from './shopCapacity.ts';
import { shownTo } from './shownTo.ts';
import { type HalfDayRecord, usualLoad } from './usualLoad.ts';

const today = '2026-11-18';
const at = (date: string, hour: number): number => Date.parse(`${date}T00:00:00+09:00`) + hour * hourMs;
const names: readonly WindowName[] = ['today', 'week', 'nextWeek'];

/** A calendar of 8:30 to 17:30 with an hour's break, on the weekdays that are open. */
function halfDaysOf(open: ReadonlySet<number>): readonly HalfDay[] {
  return Array.from({ length: 12 }, (_, day) => datePlus(today, day)).flatMap((date) =>
    (['morning', 'afternoon'] as const).map((half): HalfDay => {
      const span = half === 'morning' ? [8.5, 12] : [13, 17.5];
      const [from = 0, until = 0] = span.map((hour) => at(date, hour));
      const weekday = weekdayOf(date);
      return { date, weekday, half, planned: open.has(weekday) ? [{ from, until }] : [] };
    }),
  );
}

function recordsOf(weeks: readonly { readonly load: number; readonly seen: number }[]): HalfDayRecord[] {
  const monday = mondayOf(today);
  return weeks.flatMap(({ load, seen }, back) =>
    Array.from({ length: 5 }, (_, day) => datePlus(monday, day - 7 * (back + 1))).flatMap((date) =>
      (['morning', 'afternoon'] as const).map((half: Half) => {
        const plannedMs = (half === 'morning' ? 3.5 : 4.5) * hourMs;
        const observedMs = Math.round(plannedMs * seen);
        return { date, half, plannedMs, observedMs, busyMs: Math.round(observedMs * load) };
      }),
    ),
  );
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const week = fc.record({ load: share, seen: share });
const booking: fc.Arbitrary<Booking> = fc
  .record({
    machine: fc.constantFrom(null, 'm0', 'm1'),
    start: fc.integer({ min: -48, max: 240 }),
    length: fc.integer({ min: 1, max: 80 }),
    hours: fc.double({ min: 0.5, max: 60, noNaN: true }),
  })
  .map(({ machine, start, length, hours }) => ({
    workshop: 'kamata',
    machine,
    from: at(today, start),
    until: at(today, start + length),
    hours,
    kind: 'hold' as const,
  }));
const stance: fc.Arbitrary<Stance | null> = fc.option(
  fc.record({
    answer: fc.constantFrom('open', 'depends', 'full'),
    week: fc.constantFrom(mondayOf(today), '2026-11-09'),
    at: fc.integer({ min: at('2026-11-05', 0), max: at(today, 10) }),
  }),
  { nil: null },
);
/** With the records that the loads follow from. */
interface RecordedShop extends ShopFacts {
  readonly machines: readonly (ShopFacts['machines'][number] & {
    readonly records: readonly HalfDayRecord[];
  })[];
}
const loadOf = (records: readonly HalfDayRecord[], { usualLoad: owner }: Workshop) =>
  usualLoad(records, today, owner, settings);
const shop: fc.Arbitrary<RecordedShop> = fc
  .record({
    open: fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
    machines: fc.array(
      fc.record({
        hasDevice: fc.boolean(),
        weeks: fc.array(week, { maxLength: 9 }),
        coverage: fc.option(share, { nil: null }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    bookings: fc.array(booking, { maxLength: 3 }),
    stance,
    staffing: fc.option(
      fc.record({ people: fc.integer({ min: 0, max: 4 }), machinesPerPerson: share.map((s) => s + 0.5) }),
      {
        nil: null,
      },
    ),
    usualLoad: fc.constantFrom(null, 'nearlyFree', 'half', 'nearlyFull'),
    hour: fc.integer({ min: 0, max: 23 }),
    calendarAt: fc.option(fc.integer({ min: at('2026-09-01', 0), max: at(today, 0) }), { nil: null }),
  })
  .map((made) => ({
    workshop: entrySchemas.workshop.parse({
      id: 'kamata',
      name: { ja: '蒲田精密', en: 'Kamata Seimitsu' },
      calendar: 'days',
      staffing: made.staffing,
      usualLoad: made.usualLoad,
      calendarConfirmedAt: made.calendarAt,
    }),
    made,
    halfDays: halfDaysOf(new Set(made.open)),
    bookings: made.bookings,
    stance: made.stance,
    today,
    now: at(today, made.hour),
  }))
  .map(({ made, ...facts }) => ({
    ...facts,
    machines: made.machines.map(({ hasDevice, weeks, coverage }, index) => {
      const records = hasDevice ? recordsOf(weeks) : [];
      const load = loadOf(records, facts.workshop);
      return { machine: `m${index}`, hasDevice, records, load, coverage: hasDevice ? coverage : null };
    }),
  }));

const of = (facts: ShopFacts) => shopCapacity(facts, settings);

describe('the capacity of a shop', () => {
  it('is never below nothing and never above the plan, in every window', () => {
    fc.assert(
      fc.property(shop, (facts) => {
        for (const { windows } of of(facts)) {
          for (const name of names) {
            const { freeMs, sum } = windows[name];
            expect(freeMs).toBeGreaterThanOrEqual(0);
            expect(freeMs).toBeLessThanOrEqual(sum.leftMs);
            expect(sum.leftMs).toBeLessThanOrEqual(sum.planMs);
            expect(sum.leftMs).toBe(
              Math.max(0, sum.planMs - Math.max(sum.bookedMs, sum.usualMs) - sum.marginMs),
            );
          }
        }
      }),
    );
  });

  it('is never raised by a booking, for any machine of the shop', () => {
    fc.assert(
      fc.property(shop, booking, (facts, more) => {
        const before = of(facts);
        const after = of({ ...facts, bookings: [...facts.bookings, more] });
        for (const [index, { windows }] of after.entries()) {
          for (const name of names) {
            expect(windows[name].freeMs).toBeLessThanOrEqual(before[index]?.windows[name].freeMs ?? -1);
          }
        }
      }),
    );
  });

  it('is together never more than the people of the shop can mind', () => {
    fc.assert(
      fc.property(shop, (facts) => {
        const { staffing } = facts.workshop;
        if (staffing === null) return;
        const capacities = of(facts);
        for (const name of names) {
          const attended = Math.max(0, ...capacities.map(({ windows }) => windows[name].sum.planMs));
          const cap = attended * staffing.people * staffing.machinesPerPerson;
          expect(capacities.reduce((sum, { windows }) => sum + windows[name].freeMs, 0)).toBeLessThanOrEqual(
            cap,
          );
        }
      }),
    );
  });

  it('is never surer for less data, and ◎ and ○ need A or B', () => {
    const rank = { A: 2, B: 1, C: 0 };
    fc.assert(
      fc.property(shop, share, fc.nat(8), (facts, factor, kept) => {
        const poorer = {
          ...facts,
          machines: facts.machines.map((machine) => ({
            ...machine,
            coverage: machine.coverage === null ? null : machine.coverage * factor,
            load: loadOf(machine.records.slice(0, kept * 10), facts.workshop),
          })),
        };
        const before = of(facts);
        for (const [index, { confidence, mark }] of of(poorer).entries()) {
          expect(rank[confidence]).toBeLessThanOrEqual(rank[before[index]?.confidence ?? 'C']);
          if (mark.mark === 'plenty' || mark.mark === 'some') expect(confidence).not.toBe('C');
        }
      }),
    );
  });

  it('is full when the owner says so, whatever the record says; no device is at most △', () => {
    fc.assert(
      fc.property(shop, (facts) => {
        const full: Stance = { answer: 'full', week: mondayOf(today), at: facts.now };
        for (const { mark } of of({ ...facts, stance: full })) expect(mark.mark).toBe('full');
        for (const [index, { mark }] of of(facts).entries()) {
          if (facts.machines[index]?.hasDevice === false)
            expect(['ask', 'full', 'none']).toContain(mark.mark);
        }
      }),
    );
  });

  it('is shown to others as no more than the owner sees, and of a lower level nothing more than of a higher', () => {
    fc.assert(
      fc.property(shop, (facts) => {
        for (const capacity of of(facts)) {
          const own = shownTo('own', capacity, 'live', settings);
          for (const level of sharingLevels) {
            const shown = shownTo('desk', capacity, level, settings);
            expect(shown.lines).toBeNull();
            expect(shown.mayShowLive).toBe(level === 'live');
            if (level === 'none') expect(shown).toMatchObject({ mark: 'none', confidence: null });
            if (level === 'none' || level === 'mark')
              expect(shown).toMatchObject({ freeMs: null, next: null });
            for (const name of names) {
              expect(shown.freeMs?.[name] ?? 0).toBeLessThanOrEqual(own.freeMs?.[name] ?? -1);
              expect((shown.freeMs?.[name] ?? 0) % (settings.othersStepHours * hourMs)).toBe(0);
            }
          }
        }
      }),
    );
  });

  it('is the same for the same facts', () => {
    fc.assert(
      fc.property(shop, (facts) => {
        expect(of(facts)).toEqual(of(structuredClone(facts)));
      }),
    );
  });
});
