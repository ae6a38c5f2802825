// A ratio is never printed as more certain than its coverage allows, and a range never narrower than it is.
import { noTime, ratiosOf } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { percent, ratioText } from './ratioText.ts';

const told = (production: number, unknown: number) => {
  const ratios = ratiosOf({ ...noTime, production, idle: 1_000 - production - unknown, unknown });
  return ratioText(ratios.production, ratios.coverage);
};

it('prints a value with its bounds, a range, a range in brackets, or nothing', () => {
  expect([told(500, 0), told(500, 30), told(500, 100), told(200, 450), told(200, 600)]).toEqual([
    { text: '50 %', bounds: null },
    { text: '52 %', bounds: '50–53 %' },
    { text: '50–60 %', bounds: null },
    { text: '(20–65 %)', bounds: null },
    null,
  ]);
  expect([percent(0.999), percent(1), percent(0)]).toEqual(['99 %', '100 %', '0 %']);
});

it('never prints a range narrower than it is', () => {
  const parts = fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 }));
  fc.assert(
    fc.property(parts, ([production, unknown]) => {
      const text = told(production, unknown);
      if (text === null) return;
      const [from = Number.NaN, until = from] = ((text.bounds ?? text.text).match(/\d+/g) ?? []).map(Number);
      if (text.bounds === null && !text.text.includes('–')) return;
      expect(from).toBeLessThanOrEqual(production / 10);
      expect(until).toBeGreaterThanOrEqual((production + unknown) / 10);
    }),
  );
});
