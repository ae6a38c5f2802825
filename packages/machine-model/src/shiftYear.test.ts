// A year of plans, date by date: the shifts of each date put together are the plan of the year, none of it twice and
// none missing, in zones with and without summer time; and each local day is its plan and the rest of it.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayPieces } from './dayPieces.ts';
import { lengthOf, mergeSpans } from './intervals.ts';
import { dayBounds, plannedOn, plannedSpans, shiftCalendarSchema, weekdays } from './shiftCalendar.ts';

const hour = 3_600_000;
const clock = fc
  .tuple(fc.nat(23), fc.constantFrom('00', '20', '30'))
  .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${minutes}`);
const shift = fc.record({
  from: clock,
  until: clock,
  breaks: fc.array(fc.record({ from: clock, until: clock }), { maxLength: 2 }),
});
const week = fc.dictionary(fc.constantFrom(...weekdays), fc.array(shift, { maxLength: 2 }), { maxKeys: 7 });
const zone = fc.constantFrom('Asia/Tokyo', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');

function datesOf(year: number): readonly string[] {
  const first = Date.UTC(year, 0, 1);
  const days = (Date.UTC(year + 1, 0, 1) - first) / (24 * hour);
  return Array.from({ length: days }, (_, day) =>
    new Date(first + day * 24 * hour).toISOString().slice(0, 10),
  );
}

it('is the plans of its dates and nothing else, and each day is 23, 24 or 25 hours of plan and rest', () => {
  fc.assert(
    fc.property(week, zone, fc.constantFrom(2026, 2027, 2028), (each, timeZone, year) => {
      const exceptions = [{ from: `${year}-08-13`, through: `${year}-08-16` }];
      const calendar = shiftCalendarSchema.parse({ timeZone, patterns: [{ week: each }], exceptions });
      const dates = datesOf(year);
      const spans = dates.flatMap((date) => plannedOn(calendar, date));
      const sorted = spans.toSorted((a, b) => a.from - b.from);
      sorted.forEach((span, index) => {
        if (index > 0) expect(span.from).toBeGreaterThanOrEqual(sorted[index - 1]?.until ?? Infinity);
      });
      // What began on the last date of the year before and what ends in the next year lie at the edges.
      const before = plannedOn(calendar, `${year - 1}-12-31`);
      const span = {
        from: before.at(-1)?.until ?? dayBounds(`${year}-01-01`, timeZone).from,
        until: dayBounds(`${year}-12-31`, timeZone).until,
      };
      const within = sorted.flatMap(({ from, until }) =>
        from < span.until && until > span.from
          ? [{ from: Math.max(from, span.from), until: Math.min(until, span.until) }]
          : [],
      );
      expect(mergeSpans(within)).toEqual(plannedSpans(calendar, span));
      for (const date of ['03-29', '03-30', '08-14', '10-25', '12-31'].map((day) => `${year}-${day}`)) {
        const own = dayPieces(date, timeZone, calendar).filter(({ isOwn }) => isOwn);
        const sum = own.reduce((total, piece) => total + lengthOf(piece), 0);
        const planned = own
          .filter(({ isPlanned }) => isPlanned)
          .reduce((total, one) => total + lengthOf(one), 0);
        expect(sum).toBeGreaterThan(0);
        expect(planned).toBe(plannedOn(calendar, date).reduce((total, one) => total + lengthOf(one), 0));
        // Without shifts over midnight the day is the local day.
        if (planned === 0 && plannedOn(calendar, previous(date)).length === 0)
          expect(sum).toBe(lengthOf(dayBounds(date, timeZone)));
      }
    }),
    { numRuns: 12 },
  );
});

function previous(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - 24 * hour).toISOString().slice(0, 10);
}
