// A day's tally is the day to the millisecond, whatever slots there are and however they lie across the plan.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tallyDay } from './dayTally.ts';
import { lengthOf, mergeSpans } from './intervals.ts';
import { dayBounds } from './shiftCalendar.ts';
import type { Slot } from './slot.ts';
import { addTime, noTime, splitTime, totalMs } from './timeElements.ts';

const minute = 60_000;

function slot(start: number, lengthMs: number, elements: Partial<Slot['elements']>): Slot {
  return { machine: 'm', start, lengthMs, elements: { ...noTime, ...elements } };
}

describe('tallyDay', () => {
  it('counts absent slots as unknown, inside and outside the plan', () => {
    const bounds = { from: 0, until: 60 * minute };
    const tally = tallyDay({
      machine: 'm',
      date: '2026-11-21',
      bounds,
      planned: [{ from: 10 * minute, until: 40 * minute }],
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
    });
  });

  it('divides a slot across the edge of the plan and of the day in proportion', () => {
    const tally = tallyDay({
      machine: 'm',
      date: '2026-11-21',
      bounds: { from: 0, until: 15 },
      planned: [{ from: 3, until: 15 }],
      slots: [slot(0, 10, { production: 5, idle: 5 }), slot(10, 10, { production: 10 })],
    });
    expect(tally.plannedMs).toBe(12);
    expect(totalMs(tally.inPlan)).toBe(12);
    expect(tally.inPlan.production + tally.outsidePlan.production).toBe(10);
  });

  it('counts a slot once even when it comes twice', () => {
    const one = slot(0, 10, { production: 10 });
    const day = { machine: 'm', date: '2026-11-21', bounds: { from: 0, until: 20 }, planned: [] };
    expect(tallyDay({ ...day, slots: [one, one] }).outsidePlan).toEqual({
      ...noTime,
      production: 10,
      unknown: 10,
    });
  });

  it('sums to the day, on days of any length', () => {
    const zone = fc.constantFrom('Asia/Tokyo', 'Europe/Berlin', 'Asia/Kathmandu');
    const date = fc.constantFrom('2026-03-29', '2026-10-25', '2026-11-21');
    const length = fc.constantFrom(300_000, 3_600_000);
    const spans = fc.array(fc.tuple(fc.nat(90_000_000), fc.nat(20_000_000)), { maxLength: 4 });
    const filled = fc.array(fc.tuple(fc.nat(25), fc.nat(), fc.nat()), { maxLength: 20 });
    fc.assert(
      fc.property(fc.tuple(zone, date), length, spans, filled, ([timeZone, day], lengthMs, plan, rows) => {
        const bounds = dayBounds(day, timeZone);
        const first = Math.floor(bounds.from / lengthMs) * lengthMs;
        const slots = rows.map(([index, a, b]) => {
          const [production, rest] = splitTime({ ...noTime, production: lengthMs }, a % (lengthMs + 1));
          const [fault, idle] = splitTime({ ...noTime, fault: rest.production }, b % (rest.production + 1));
          return slot(first + index * lengthMs, lengthMs, {
            production: production.production,
            fault: fault.fault,
            idle: idle.fault,
          });
        });
        const planned = mergeSpans(
          plan.map(([from, ms]) => ({ from: bounds.from + from, until: bounds.from + from + ms })),
        );
        const tally = tallyDay({ machine: 'm', date: day, bounds, planned, slots });
        expect(totalMs(tally.inPlan)).toBe(tally.plannedMs);
        expect(totalMs(addTime(tally.inPlan, tally.outsidePlan))).toBe(lengthOf(bounds));
        expect(
          Math.min(...Object.values(tally.inPlan), ...Object.values(tally.outsidePlan)),
        ).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
