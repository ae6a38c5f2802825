// The order is the same rows, best mark first; among equals each shop is first on some day.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allSteps } from '../allSteps.ts';
import { datePlus } from '../directory/localDates.ts';
import { fairOn, inOrder, mergedInSteps, type Ordered } from './fairOrder.ts';
import type { Mark } from './mark.ts';

const marks: readonly Mark[] = ['plenty', 'some', 'ask', 'full', 'none'];
const row = fc
  .record({
    shop: fc.constantFrom('a', 'b', 'c', 'd'),
    machine: fc.nat(3),
    mark: fc.constantFrom(...marks),
    week: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
  })
  .map(({ shop, machine, mark, week }) => ({
    id: `${shop}/${machine}`,
    mark,
    workshop: { id: shop },
    freeMs: week === null ? null : { week },
  }));
const fairOrder = <T extends Ordered>(given: readonly T[], date: string): readonly T[] =>
  allSteps(
    inOrder(
      given,
      fairOn(
        date,
        given.map(({ workshop }) => workshop.id),
      ),
    ),
  );
const rows = fc.uniqueArray(row, { selector: ({ id }) => id });

it('keeps every row, never puts a worse mark or fewer hours first, and does not depend on the order before', () => {
  fc.assert(
    fc.property(rows, fc.nat(400), (given, day) => {
      const date = datePlus('2026-01-01', day);
      const ordered = fairOrder(given, date);
      expect(new Set(ordered)).toEqual(new Set(given));
      expect(fairOrder(given.toReversed(), date)).toEqual(ordered);
      for (const [index, { mark, freeMs }] of ordered.slice(1).entries()) {
        const before = ordered[index];
        const worse = marks.indexOf(mark) - marks.indexOf(before?.mark ?? 'none');
        expect(worse).toBeGreaterThanOrEqual(0);
        if (worse === 0) expect(freeMs?.week ?? 0).toBeLessThanOrEqual(before?.freeMs?.week ?? 0);
      }
    }),
  );
});

it('lets each of several equal shops be first on one of as many days', () => {
  const equal = ['a', 'b', 'c'].map((id) => ({
    id: `${id}/1`,
    mark: 'plenty' as const,
    workshop: { id },
    freeMs: { week: 8 },
  }));
  const first = [0, 1, 2].map((day) => fairOrder(equal, datePlus('2026-11-18', day))[0]?.id);
  expect(new Set(first)).toEqual(new Set(['a/1', 'b/1', 'c/1']));
});

it('puts any number in order as a sort does, and what changed among the rest, with a pause after every few', () => {
  const numbers = fc.array(fc.nat(5_000), { maxLength: 40_000, size: 'max' });
  const byNumber = (a: number, b: number): number => a - b;
  const pausesOf = (
    work: Generator<void, readonly number[]>,
  ): { pauses: number; made: readonly number[] } => {
    for (let pauses = 0; ; pauses += 1) {
      const step = work.next();
      if (step.done === true) return { pauses, made: step.value };
    }
  };
  fc.assert(
    fc.property(numbers, numbers, (one, other) => {
      const sorted = pausesOf(inOrder(one, byNumber));
      expect(sorted.made).toEqual(one.toSorted(byNumber));
      expect(sorted.pauses).toBeGreaterThanOrEqual(Math.floor(one.length / 8_000));
      const merged = mergedInSteps(one.toSorted(byNumber), other.toSorted(byNumber), byNumber);
      expect(allSteps(merged)).toEqual([...one, ...other].sort(byNumber));
    }),
    { numRuns: 10 },
  );
});
