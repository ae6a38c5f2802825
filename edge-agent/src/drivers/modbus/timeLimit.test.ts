// How long to wait: always within its bounds, longer after silence, near what the unit needs after many answers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answeredIn,
  learnedMs,
  limitFloorMs,
  newTimeLimit,
  stayedSilent,
  type TimeLimit,
} from './timeLimit.ts';

const ceilings = fc.integer({ min: 50, max: 60_000 });
const events = fc.array(fc.option(fc.double({ min: 0, max: 60_000, noNaN: true })), { maxLength: 60 });

function after(ceilingMs: number, all: readonly (number | null)[]): TimeLimit {
  return all.reduce<TimeLimit>(
    (limit, tookMs) =>
      tookMs === null ? stayedSilent(limit, ceilingMs) : answeredIn(limit, tookMs, ceilingMs),
    newTimeLimit(ceilingMs),
  );
}

describe('the time limit', () => {
  it('stays within its bounds whatever happens, and never shrinks by silence', () => {
    fc.assert(
      fc.property(ceilings, events, (ceilingMs, all) => {
        const limit = after(ceilingMs, all);
        for (const ms of [limit.limitMs, learnedMs(limit, ceilingMs) ?? ceilingMs]) {
          expect(ms).toBeGreaterThanOrEqual(limitFloorMs);
          expect(ms).toBeLessThanOrEqual(ceilingMs);
        }
        const silent = stayedSilent(limit, ceilingMs);
        expect(silent.limitMs).toBeGreaterThanOrEqual(limit.limitMs);
        expect(learnedMs(silent, ceilingMs)).toBe(learnedMs(limit, ceilingMs));
      }),
    );
  });

  it('comes down to twice what a steady unit needs, and reaches any unit that answers within the ceiling', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), (tookMs) => {
        const steady = after(1_000, new Array<number>(200).fill(tookMs));
        expect(Math.abs(steady.limitMs - Math.min(1_000, Math.max(limitFloorMs, 2 * tookMs)))).toBeLessThan(
          10,
        );
        const slowed = after(1_000, [...new Array<number>(50).fill(5), ...new Array<null>(6).fill(null)]);
        expect(slowed.limitMs).toBe(1_000);
      }),
    );
  });
});
