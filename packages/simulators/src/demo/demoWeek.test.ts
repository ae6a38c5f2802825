// The demo's own week: wherever the clock stands, its people are at work, and plan and machines agree.
import { localDate, plannedSpans, shiftCalendarSchema } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segments } from '../script.ts';
import { demoConsortium } from './consortium.ts';
import { demoAheadMs, demoCalendars } from './demoWeek.ts';

const timeZone = 'Asia/Tokyo';
const instant = fc.integer({ min: Date.parse('2026-01-01T00:00Z'), max: Date.parse('2027-12-31T00:00Z') });
const weekMs = 7 * 86_400_000;

describe('demo week', () => {
  it('leaves the clock alone while people are at work', () => {
    expect(demoAheadMs(Date.parse('2026-11-18T10:00:00+09:00'), timeZone)).toBe(0);
    expect(demoAheadMs(Date.parse('2026-11-21T11:45:00+09:00'), timeZone)).toBe(
      -25 * 3_600_000 - 25 * 60_000,
    );
  });

  it('is always a weekday between nine and half past three', () => {
    fc.assert(
      fc.property(instant, (now) => {
        const there = now + demoAheadMs(now, timeZone);
        const local = new Date(there + 9 * 3_600_000);
        expect([1, 2, 3, 4, 5]).toContain(local.getUTCDay());
        expect(local.getUTCHours()).toBeGreaterThanOrEqual(9);
        expect(local.getUTCHours()).toBeLessThan(16);
        expect(localDate(there, timeZone)).toBe(local.toISOString().slice(0, 10));
      }),
    );
  });

  it('moves the plan without changing how much is planned, and every calendar is a valid one', () => {
    fc.assert(
      fc.property(instant, (now) => {
        const moved = demoCalendars(timeZone, demoAheadMs(now, timeZone));
        const usual = demoCalendars(timeZone, 0);
        const plannedMs = (calendar: unknown): number =>
          plannedSpans(shiftCalendarSchema.parse(calendar), { from: now, until: now + weekMs }).reduce(
            (sum, { from, until }) => sum + until - from,
            0,
          );
        for (const name of Object.keys(usual)) expect(plannedMs(moved[name])).toBe(plannedMs(usual[name]));
      }),
      { numRuns: 30 },
    );
  });

  it('moves the machines with the plan: most production lies inside it', () => {
    const now = Date.parse('2026-11-21T22:00:00+09:00');
    const aheadMs = demoAheadMs(now, timeZone);
    const span = { from: now - weekMs, until: now };
    const calendar = shiftCalendarSchema.parse(demoCalendars(timeZone, aheadMs)['eight-to-five']);
    const planned = plannedSpans(calendar, span);
    const lathe = demoConsortium.workshops[0]?.machines[0]?.script;
    if (lathe?.kind !== 'day') throw new Error('BUG: the demo has no lathe');
    const production = segments({ ...lathe, aheadMs }, span).filter(({ state }) => state === 'production');
    const total = production.reduce((sum, { from, until }) => sum + until - from, 0);
    const inside = production
      .flatMap((each) =>
        planned.map((plan) => Math.min(plan.until, each.until) - Math.max(plan.from, each.from)),
      )
      .reduce((sum, ms) => sum + Math.max(0, ms), 0);
    expect(inside / total).toBeGreaterThan(0.8);
  });
});
