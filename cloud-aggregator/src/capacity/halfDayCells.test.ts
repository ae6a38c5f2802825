// A week's cells are together never more than the hours beside them, and nothing planned is no cell.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { othersCells, ownCells } from './halfDayCells.ts';

const half = fc
  .record({ planMs: fc.constantFrom(0, 210, 240, 270), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ planMs, share }) => ({ date: '2026-11-18', planMs, leftMs: Math.floor(planMs * share) }));
const week = fc.array(half, { maxLength: 14 });
const sum = (cells: readonly (number | null)[]): number =>
  cells.reduce<number>((all, each) => all + (each ?? 0), 0);

it('never shows more than the week has, nor more than a half-day plans', () => {
  fc.assert(
    fc.property(week, fc.nat(3_000), (left, weekMs) => {
      const own = ownCells(left, weekMs, 30);
      for (const cells of [own, othersCells(left, weekMs)]) {
        expect(sum(cells)).toBeLessThanOrEqual(weekMs);
        expect(cells.map((each) => each === null)).toEqual(left.map(({ planMs }) => planMs === 0));
        for (const [index, cell] of cells.entries())
          expect(cell ?? 0).toBeLessThanOrEqual(left[index]?.planMs ?? 0);
      }
      for (const cell of own) expect((cell ?? 0) % 30).toBe(0);
    }),
  );
});

it('tells others of whole half-days alone, and of no more time than there is', () => {
  fc.assert(
    fc.property(week, fc.nat(3_000), (left, weekMs) => {
      const cells = othersCells(left, weekMs);
      for (const [index, cell] of cells.entries()) expect([null, 0, left[index]?.planMs]).toContain(cell);
      for (const count of left.keys()) {
        const there = left.slice(0, count + 1).reduce((all, { leftMs }) => all + leftMs, 0);
        expect(sum(cells.slice(0, count + 1))).toBeLessThanOrEqual(there);
      }
    }),
  );
});

it('gives a free week half-day by half-day', () => {
  const left = [240, 240, 0, 240].map((planMs) => ({ date: '2026-11-18', planMs, leftMs: planMs }));
  expect(othersCells(left, 480)).toEqual([240, 240, null, 0]);
  expect(ownCells(left, 600, 30)).toEqual([240, 240, null, 120]);
});
