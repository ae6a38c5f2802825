// Ratios stay between 0 and 1, agree with each other, and less knowledge never makes them look surer.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, ratiosOf } from './ratios.ts';
import { noTime } from './timeElements.ts';

const ms = fc.nat(86_400_000);
const elements = fc.record({
  unknown: ms,
  off: ms,
  idle: ms,
  setup: ms,
  production: ms,
  fault: ms,
  maintenance: ms,
});

describe('ratios', () => {
  it('are those of the printed definitions', () => {
    const ratios = ratiosOf({ ...noTime, production: 40, setup: 10, idle: 30, fault: 10, unknown: 10 });
    expect(ratios).toMatchObject({
      coverage: 0.9,
      availabilityAtLeast: 0.4,
      availabilityAtMost: 0.5,
      production: 40 / 90,
      productionAndSetup: 50 / 90,
      readiness: 80 / 90,
      technicalEfficiency: 0.8,
      setupRate: 0.2,
    });
    expect([0.96, 0.94, 0.4, null].map(printable)).toEqual(['figure', 'bounds', 'hoursOnly', 'hoursOnly']);
  });

  it('divide nothing by zero', () => {
    expect(Object.values(ratiosOf(noTime)).every((ratio) => ratio === null)).toBe(true);
  });

  it('lie between 0 and 1, and availability is allocation times utilisation', () => {
    fc.assert(
      fc.property(elements, (inPlan) => {
        const ratios = ratiosOf(inPlan);
        for (const ratio of Object.values(ratios)) {
          if (ratio === null) continue;
          expect(ratio).toBeGreaterThanOrEqual(0);
          expect(ratio).toBeLessThanOrEqual(1);
        }
        const { availabilityAtLeast, allocation, utilisation } = ratios;
        if (availabilityAtLeast === null || allocation === null || utilisation === null) return;
        expect(allocation * utilisation).toBeCloseTo(availabilityAtLeast, 9);
      }),
    );
  });

  it('of which the true availability lies between its bounds, whatever the unknown time was', () => {
    fc.assert(
      fc.property(elements, fc.double({ min: 0, max: 1, noNaN: true }), (inPlan, share) => {
        const found = Math.round(inPlan.unknown * share);
        const known = ratiosOf({
          ...inPlan,
          unknown: 0,
          production: inPlan.production + found,
          idle: inPlan.idle + inPlan.unknown - found,
        });
        const { availabilityAtLeast, availabilityAtMost } = ratiosOf(inPlan);
        expect(known.availabilityAtLeast ?? 0).toBeGreaterThanOrEqual(availabilityAtLeast ?? 0);
        expect(known.availabilityAtLeast ?? 0).toBeLessThanOrEqual(availabilityAtMost ?? 0);
      }),
    );
  });
});
