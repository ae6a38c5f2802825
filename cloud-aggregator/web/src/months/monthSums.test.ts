// Sums lose nothing, and a ratio is never printed as more certain than its coverage allows.
import { noTime, ratiosOf } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { monthSums, percent, ratioText } from './monthSums.ts';

const ms = fc.integer({ min: 0, max: 1_000_000 });
const row = fc
  .record({ month: fc.integer({ min: 1, max: 9 }), production: ms, idle: ms, unknown: ms })
  .map((each) => {
    const inPlan = { ...noTime, production: each.production, idle: each.idle, unknown: each.unknown };
    return {
      key: 'W-AAAA',
      bucket: `2026-0${each.month}`,
      machines: 1,
      plannedMs: each.production + each.idle + each.unknown,
      inPlan,
      outsidePlan: { ...noTime, production: each.idle },
      ratios: ratiosOf(inPlan),
    };
  });

it('has each month once, oldest first, and all of the time in the last line', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), (rows) => {
      const sums = monthSums(rows);
      expect(sums.map(({ month }) => month)).toEqual([
        ...[...new Set(rows.map((each) => each.bucket))].sort(),
        null,
      ]);
      const total = sums.at(-1);
      const months = sums.slice(0, -1);
      expect(months.reduce((sum, each) => sum + each.plannedMs, 0)).toBe(total?.plannedMs);
      expect(months.reduce((sum, each) => sum + each.outsideMs, 0)).toBe(total?.outsideMs);
      expect(rows.reduce((sum, each) => sum + each.inPlan.unknown, 0)).toBe(total?.inPlan.unknown);
    }),
  );
  expect(monthSums([])).toEqual([]);
});

it('prints a value, a range, a range in brackets, or nothing', () => {
  const text = (production: number, unknown: number) =>
    ratioText(ratiosOf({ ...noTime, production, idle: 100 - production - unknown, unknown }));
  expect([text(50, 0), text(50, 10), text(20, 45), text(20, 60)]).toEqual([
    '50 %',
    '50–60 %',
    '(20–65 %)',
    null,
  ]);
  expect(percent(0.999)).toBe('99 %');
  expect(percent(1)).toBe('100 %');
});
