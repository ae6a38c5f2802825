// Whatever the milliseconds: the parts of a row sum exactly to its plan and its month, and none is off by a tenth.
import type { TimeElements } from '@nakamawashi/machine-model';
import { totalMs } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hoursRow, stateOrder } from './hours.ts';

const ms = fc.integer({ min: 0, max: 3_000_000_000 });
const elements: fc.Arbitrary<TimeElements> = fc.record({
  unknown: ms,
  off: ms,
  idle: ms,
  setup: ms,
  production: ms,
  fault: ms,
  maintenance: ms,
});

describe('hoursRow', () => {
  it('sums exactly and is off by less than a tenth', () => {
    fc.assert(
      fc.property(elements, elements, (inPlan, outsidePlan) => {
        const { total, planned, inPlan: parts, outside } = hoursRow(inPlan, outsidePlan);
        expect(total).toBe(Math.round((totalMs(inPlan) + totalMs(outsidePlan)) / 360_000));
        expect(stateOrder.reduce((sum, state) => sum + parts[state], 0)).toBe(planned);
        expect(planned + outside.production + outside.other + outside.unknown).toBe(total);
        for (const state of stateOrder) {
          expect(Math.abs(parts[state] - inPlan[state] / 360_000)).toBeLessThan(1);
          expect(parts[state]).toBeGreaterThanOrEqual(0);
        }
        expect(Math.abs(outside.production - outsidePlan.production / 360_000)).toBeLessThanOrEqual(1);
        expect(Math.abs(outside.unknown - outsidePlan.unknown / 360_000)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
