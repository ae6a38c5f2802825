// The dates of a machine together are all its time, to the millisecond, whatever slots there are, however the plan
// lies, over midnight and over clock changes; a shift belongs to the date it began on.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DayPiece, dayPieces, ownMs } from './dayPieces.ts';
import { afternoonOf, tallyDay } from './dayTally.ts';
import { lengthOf } from './intervals.ts';
import { dayBounds, type Shift, type ShiftCalendar, weekdays } from './shiftCalendar.ts';
import type { Slot } from './slot.ts';
import { addTime, noTime, splitTime, totalMs } from './timeElements.ts';

const minute = 60_000;
const piece = (from: number, until: number, isPlanned: boolean): DayPiece => ({
  from,
  until,
  isOwn: true,
  isPlanned,
  isMorning: true,
});

function slot(start: number, lengthMs: number, elements: Partial<Slot['elements']>): Slot {
  return { machine: 'm', start, lengthMs, elements: { ...noTime, ...elements } };
}

function calendarOf(timeZone: string, shifts: readonly Shift[]): ShiftCalendar {
  const week = Object.fromEntries(weekdays.map((day) => [day, shifts]));
  return { timeZone, patterns: [{ from: '0001-01-01', week }], exceptions: [] };
}

describe('tallyDay', () => {
  it('counts absent slots as unknown, inside and outside the plan', () => {
    const tally = tallyDay({
      machine: 'm',
      date: '2026-11-21',
      pieces: [
        piece(0, 10 * minute, false),
        piece(10 * minute, 40 * minute, true),
        piece(40 * minute, 60 * minute, false),
      ],
      slots: [
        slot(5 * minute, 5 * minute, { idle: 5 * minute }),
        slot(10 * minute, 5 * minute, { production: 4 * minute, idle: minute }),
      ],
    });
    expect(tally).toEqual({
      machine: 'm',
      date: '2026-11-21',
      plannedMs: 30 * minute,
      inPlan: { ...noTime, production: 4 * minute, idle: minute, unknown: 25 * minute },
      outsidePlan: { ...noTime, idle: 5 * minute, unknown: 25 * minute },
      morning: { plannedMs: 30 * minute, observedMs: 5 * minute, busyMs: 4 * minute },
    });
  });

  it('counts a slot once even when it comes twice', () => {
    const one = slot(0, 10, { production: 10 });
    const day = { machine: 'm', date: '2026-11-21', pieces: [piece(0, 20, false)] };
    expect(tallyDay({ ...day, slots: [one, one] }).outsidePlan).toEqual({
      ...noTime,
      production: 10,
      unknown: 10,
    });
  });

  it('gives a night shift to the date it began on, also what lies after midnight', () => {
    const night = calendarOf('Asia/Tokyo', [{ from: '22:00', until: '06:00', breaks: [] }]);
    const day = (date: string) => dayPieces(date, 'Asia/Tokyo', night);
    const { from } = dayBounds('2026-11-22', 'Asia/Tokyo');
    const slots = Array.from({ length: 72 }, (_, index) =>
      slot(from + index * 5 * minute, 5 * minute, { production: 5 * minute }),
    );
    const tallyOf = (date: string) => tallyDay({ machine: 'm', date, pieces: day(date), slots });
    expect(tallyOf('2026-11-21').inPlan.production).toBe(6 * 60 * minute);
    expect(tallyOf('2026-11-21').morning.plannedMs).toBe(0);
    expect(tallyOf('2026-11-22').inPlan.production).toBe(0);
    expect(tallyOf('2026-11-22').outsidePlan.production).toBe(0);
  });

  const clock = fc.integer({ min: 0, max: 47 }).map((half) => {
    const hours = String(Math.floor(half / 2)).padStart(2, '0');
    return `${hours}:${half % 2 === 0 ? '00' : '32'}`;
  });
  const shift = fc.record({ from: clock, until: clock, breaks: fc.constant([]) });
  const place = fc.record({
    timeZone: fc.constantFrom('Asia/Tokyo', 'Europe/Berlin', 'Asia/Kathmandu', 'America/New_York'),
    /** Of the workshop's clocks, where they are others. */
    elsewhere: fc.constantFrom(null, 'Pacific/Auckland', 'Asia/Tokyo'),
    first: fc.constantFrom('2026-03-28', '2026-10-24', '2026-11-20', '2026-03-07'),
    shifts: fc.array(shift, { maxLength: 3 }),
    lengthMs: fc.constantFrom(300_000, 900_000, 3_600_000),
  });
  const filled = fc.array(fc.tuple(fc.nat(95), fc.nat(), fc.nat()), { maxLength: 40 });

  it('divides all time among the dates, with nothing lost and nothing twice', () => {
    fc.assert(
      fc.property(place, filled, ({ timeZone, elsewhere, first, shifts, lengthMs }, rows) => {
        const calendar = calendarOf(elsewhere ?? timeZone, shifts);
        const start = Math.floor(dayBounds(first, timeZone).from / lengthMs) * lengthMs + 12 * 3_600_000;
        const slots = [...new Map(rows.map((row) => [row[0], row])).values()].map(([index, a, b]) => {
          const [production, rest] = splitTime({ ...noTime, production: lengthMs }, a % (lengthMs + 1));
          const [fault, idle] = splitTime({ ...noTime, fault: rest.production }, b % (rest.production + 1));
          const elements = { production: production.production, fault: fault.fault, idle: idle.fault };
          return slot(start + Math.floor((index * 1_800_000) / lengthMs) * lengthMs, lengthMs, elements);
        });
        const distinct = [...new Map(slots.map((each) => [each.start, each])).values()];
        const dates = Array.from({ length: 7 }, (_, day) =>
          new Date(Date.parse(first) + (day - 1) * 86_400_000).toISOString().slice(0, 10),
        );
        let sum = noTime;
        let previous: readonly DayPiece[] | null = null;
        for (const date of dates) {
          const pieces = dayPieces(date, timeZone, calendar);
          const tally = tallyDay({ machine: 'm', date, pieces, slots: distinct });
          const both = addTime(tally.inPlan, tally.outsidePlan);
          expect(totalMs(tally.inPlan)).toBe(tally.plannedMs);
          expect(totalMs(both)).toBe(ownMs(pieces));
          expect(Math.min(...Object.values(both))).toBeGreaterThanOrEqual(0);
          for (const half of [tally.morning, afternoonOf(tally)]) {
            expect(half.busyMs).toBeGreaterThanOrEqual(0);
            expect(half.observedMs).toBeGreaterThanOrEqual(half.busyMs);
            expect(half.plannedMs).toBeGreaterThanOrEqual(half.observedMs);
          }
          for (const own of pieces.filter(({ isOwn }) => isOwn)) {
            expect(
              previous?.some((each) => each.isOwn && each.from < own.until && own.from < each.until) ?? false,
            ).toBe(false);
          }
          previous = pieces;
          sum = addTime(sum, both);
        }
        for (const state of ['production', 'fault', 'idle'] as const) {
          expect(sum[state]).toBe(distinct.reduce((all, { elements }) => all + elements[state], 0));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the calendar day where no shift reaches over midnight, on days of any length', () => {
    const office = [{ from: '08:30', until: '17:15', breaks: [{ from: '12:00', until: '12:45' }] }];
    for (const date of ['2026-03-29', '2026-10-25', '2026-11-21']) {
      const bounds = dayBounds(date, 'Europe/Berlin');
      expect(ownMs(dayPieces(date, 'Europe/Berlin', calendarOf('Europe/Berlin', office)))).toBe(
        lengthOf(bounds),
      );
      expect(ownMs(dayPieces(date, 'Europe/Berlin', null), bounds.until - minute)).toBe(minute);
    }
  });
});
