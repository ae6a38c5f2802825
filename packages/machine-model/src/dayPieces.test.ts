// The text of a day's pieces: where it is the same, every slot is counted alike, however different the calendars are;
// and what changes on one date changes the text of no other date that only lies beside it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayPieces, openDayPieces, piecesText } from './dayPieces.ts';
import { tallyDay } from './dayTally.ts';
import { dayBounds, type Shift, type ShiftCalendar, weekdays } from './shiftCalendar.ts';
import { noTime } from './timeElements.ts';

const date = '2026-11-01';
const shift: fc.Arbitrary<Shift> = fc.constantFrom(
  { from: '08:30', until: '17:30', breaks: [{ from: '12:00', until: '13:00' }] },
  { from: '08:30', until: '17:30', breaks: [{ from: '12:10', until: '13:00' }] },
  { from: '14:00', until: '24:00', breaks: [] },
  { from: '22:30', until: '01:32', breaks: [] },
  { from: '23:40', until: '06:00', breaks: [] },
);
const calendarIn = (timeZone: string): fc.Arbitrary<ShiftCalendar> =>
  fc
    .tuple(
      fc.array(shift, { maxLength: 2 }),
      fc.array(shift, { maxLength: 1 }),
      fc.integer({ min: -2, max: 2 }),
    )
    .map(([usual, other, away]) => ({
      timeZone,
      patterns: [{ from: '0001-01-01', week: Object.fromEntries(weekdays.map((day) => [day, usual])) }],
      exceptions: [{ from: plus(away), through: plus(away), shifts: other }],
    }));
const plus = (days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
const two = fc
  .constantFrom('Asia/Tokyo', 'America/New_York')
  .chain((timeZone) => fc.tuple(fc.constant(timeZone), calendarIn(timeZone), calendarIn(timeZone)));

describe('pieces of many dates', () => {
  it('are those of each date alone, in whatever order they are asked for', () => {
    const away = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(two, away, ([timeZone, calendar], asked) => {
        const piecesOf = openDayPieces(timeZone, calendar);
        for (const days of asked)
          expect(piecesOf(plus(days))).toEqual(dayPieces(plus(days), timeZone, calendar));
      }),
      { numRuns: 50 },
    );
  });
});

describe('the text of a day’s pieces', () => {
  it('is the same only where every slot is counted alike', () => {
    let alike = 0;
    fc.assert(
      fc.property(
        two,
        fc.array(fc.tuple(fc.integer({ min: -1_500, max: 1_500 }), fc.nat(3_600_000)), { maxLength: 40 }),
        ([timeZone, one, other], given) => {
          const pieces = [one, other].map((calendar) => dayPieces(date, timeZone, calendar));
          const [first = [], second = []] = pieces;
          if (piecesText(first) !== piecesText(second)) return;
          alike += 1;
          const noon = dayBounds(date, timeZone).from + 12 * 3_600_000;
          const slots = given.map(([at, idle]) => ({
            machine: 'm',
            start: noon + at * 60_000 + (idle % 7),
            lengthMs: 3_600_000,
            elements: { ...noTime, idle, production: 3_600_000 - idle },
          }));
          const tallies = pieces.map((each) => tallyDay({ machine: 'm', date, pieces: each, slots }));
          expect(tallies[0]).toEqual(tallies[1]);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(alike).toBeGreaterThan(20);
  });

  it('is another one where a break is ten minutes later, and the same where the neighbour only closes', () => {
    const textOf = (exceptions: ShiftCalendar['exceptions']): string => {
      const late = [{ from: '14:00', until: '24:00', breaks: [] }];
      const week = Object.fromEntries(weekdays.map((day) => [day, late]));
      const timeZone = 'Asia/Tokyo';
      const calendar = { timeZone, patterns: [{ from: '0001-01-01', week }], exceptions };
      return piecesText(dayPieces(date, timeZone, calendar));
    };
    const closed = (away: number) => ({ from: plus(away), through: plus(away), shifts: [] });
    const pause = (from: string) => ({
      from: date,
      through: date,
      shifts: [{ from: '14:00', until: '24:00', breaks: [{ from, until: '19:00' }] }],
    });
    for (const away of [-2, -1, 1, 2]) expect(textOf([closed(away)])).toBe(textOf([]));
    expect(textOf([closed(0)])).not.toBe(textOf([]));
    expect(textOf([pause('18:10')])).not.toBe(textOf([pause('18:00')]));
  });
});
