// An attacker who knows every printed row and the sum of all rows learns no sum that may not be printed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPrintable, type SummedRow, together, withheldRows } from './smallCells.ts';

const byShop = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...'abcdefghij'), fc.integer({ min: 0, max: 100 })), {
    selector: ([shop]) => shop,
    maxLength: 10,
  })
  .map((parts) => new Map(parts));
const row: fc.Arbitrary<SummedRow> = fc.tuple(byShop, byShop).map((measures) => ({ measures }));
const of = (...parts: readonly number[]): SummedRow => ({
  measures: [new Map(parts.map((part, index) => [`shop ${index}`, part]))],
});

describe('isPrintable', () => {
  it('needs five shops, of which none has more than 60 %', () => {
    expect(isPrintable(of(1, 1, 1, 1))).toBe(false);
    expect(isPrintable(of(1, 1, 1, 1, 1))).toBe(true);
    expect(isPrintable(of(6, 1, 1, 1, 1))).toBe(true);
    expect(isPrintable(of(7, 1, 1, 1, 1))).toBe(false);
    expect(isPrintable(of(1, 1, 1, 1, 0))).toBe(false);
    expect(isPrintable(of(0, 0))).toBe(true);
  });
});

describe('withheldRows', () => {
  it('leaves no printed row that may not be, and nothing to be had by subtraction', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        const withheld = withheldRows(rows);
        for (const [index, each] of rows.entries())
          if (!isPrintable(each)) expect(withheld.has(index)).toBe(true);
        const rest = together([...withheld].map((index) => rows[index]));
        if (withheld.size < rows.length) expect(isPrintable(rest)).toBe(true);
        // The caller prints the sum of all only where it may be printed.
        if (rows.every(isPrintable)) expect(withheld.size).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it('takes the smallest others along', () => {
    const rows = [of(9, 9, 9, 9, 9), of(3, 3), of(2, 2, 2, 2, 2), of(5, 5, 5, 5, 5)];
    expect([...withheldRows(rows)].sort()).toEqual([1, 2]);
  });
});
