// The rules of standards D.6 as properties: bounds enclose the value, less data never makes it surer.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Ratio, ratiosOf } from './ratios.ts';
import { noTime, type TimeElements } from './timeElements.ts';

const ms = fc.nat(10_000_000);
const elements: fc.Arbitrary<TimeElements> = fc.record({
  unknown: ms,
  off: ms,
  idle: ms,
  setup: ms,
  production: ms,
  fault: ms,
  maintenance: ms,
});

const kinds = ['production', 'productionAndSetup', 'readiness'] as const;
const known = ({ lower, point, upper }: Ratio): number[] =>
  [lower, point, upper].filter((each) => each !== null);

describe('ratiosOf', () => {
  it('gives 稼働率 as production over observed planned time', () => {
    const ratios = ratiosOf({ ...noTime, production: 600, idle: 380, unknown: 20 });
    expect(ratios.coverage).toBe(0.98);
    expect(ratios.production).toEqual({ point: 600 / 980, lower: 0.6, upper: 0.62 });
    expect(ratios.readiness).toEqual({ point: 1, lower: 0.98, upper: 1 });
  });

  it('gives bounds alone below 95 % coverage, and nothing below 50 %', () => {
    const bounds = ratiosOf({ ...noTime, production: 900, unknown: 100 });
    expect(bounds.production).toEqual({ point: null, lower: 0.9, upper: 1 });
    const nothing = ratiosOf({ ...noTime, production: 499, unknown: 501 });
    expect(nothing.production).toEqual({ point: null, lower: null, upper: null });
    expect(ratiosOf(noTime)).toMatchObject({ coverage: null, production: { point: null, lower: null } });
  });

  it('stays between nought and one, with the value between its bounds', () => {
    fc.assert(
      fc.property(elements, (inPlan) => {
        const ratios = ratiosOf(inPlan);
        for (const kind of kinds) {
          const values = known(ratios[kind]);
          expect(values).toEqual(values.toSorted((a, b) => a - b));
          for (const value of values) expect(value >= 0 && value <= 1).toBe(true);
        }
      }),
    );
  });

  it('encloses, with part of the time unknown, what it would have been with all of it known', () => {
    fc.assert(
      fc.property(
        elements,
        fc.constantFrom('production', 'idle', 'setup', 'fault'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, state, share) => {
          const whole = { ...all, unknown: 0 };
          const lost = Math.floor(whole[state] * share);
          const truth = ratiosOf(whole).production.point;
          const { lower, upper } = ratiosOf({
            ...whole,
            [state]: whole[state] - lost,
            unknown: lost,
          }).production;
          if (truth === null || lower === null || upper === null) return;
          expect(lower).toBeLessThanOrEqual(truth + 1e-12);
          expect(upper).toBeGreaterThanOrEqual(truth - 1e-12);
        },
      ),
    );
  });
});
