// A search that takes long says what it has and that it is not done, and comes to the same as one without a pause.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import { findRows, noFilter } from '../../../src/search/filter.ts';
import { openSearch } from './openSearch.ts';

const rows = Array.from(
  { length: 5_000 },
  (_, index) => ({ id: String(index), workshop: { id: `shop-${index}` } }) as unknown as CapacityRow,
);
const scene = { firstDate: '2026-11-18', foldedOf: ({ id }: CapacityRow) => id };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it('has the first hits at once and all of them at the end', () => {
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  // Each look at a row takes a tenth of a millisecond on the page's clock.
  const slow = {
    ...scene,
    foldedOf: (row: CapacityRow) => {
      nowMs += 0.1;
      return row.id;
    },
  };
  const filter = { ...noFilter, text: '7' };
  const whole = findRows(rows, filter, slow);
  const search = openSearch(rows, filter, slow);
  expect(search.found.value.isDone).toBe(false);
  const early = search.found.value.fits;
  expect(early.length).toBeGreaterThan(0);
  expect(whole.fits.slice(0, early.length)).toEqual(early);
  vi.runAllTimers();
  expect(search.found.value).toEqual({ ...whole, isDone: true });
  // What was shown is not changed behind the page's back.
  expect(early.length).toBeLessThan(whole.fits.length);
});

it('is done with the letter where there is little to search, and stops when it is told to', () => {
  const filter = { ...noFilter, text: '7' };
  const quick = openSearch(rows.slice(0, 100), filter, scene);
  expect(quick.found.value.isDone).toBe(true);
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    nowMs += 50;
    return nowMs;
  });
  const stopped = openSearch(rows, filter, scene);
  stopped.stop();
  vi.runAllTimers();
  expect(stopped.found.value.isDone).toBe(false);
});
