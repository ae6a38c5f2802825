// A row's folded text is made once, and anew for a row that became other under the same id.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { madeUpCapacity } from '../../../../tests/browser/madeUpCapacity.ts';
import { foldedOf } from '../../../src/search/foldedOf.ts';
import { foldAhead, foldedOnce } from './foldedRows.ts';

vi.mock('../../../src/search/foldedOf.ts', { spy: true });

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.mocked(foldedOf).mockClear();
});

/** Rows that no other case has asked for. */
function fresh(prefix: string) {
  return madeUpCapacity.map((row) => ({ ...row, id: `${prefix}/${row.id}` }));
}

it('is made once, and anew for another row of the same id', () => {
  const [row] = fresh('once');
  if (row === undefined) throw new Error('BUG: no made-up rows');
  expect(foldedOnce(row)).toBe(foldedOnce(row));
  expect(foldedOf).toHaveBeenCalledTimes(1);
  const name = { ja: '別の機械', en: 'another machine' };
  const other = { ...row, machine: { ...row.machine, name } };
  expect(foldedOnce(other)).toContain('別の機械');
  expect(foldedOf).toHaveBeenCalledTimes(2);
});

it('is there before the first letter, and stops being made when nobody needs it', () => {
  const rows = fresh('ahead');
  foldAhead(rows);
  vi.advanceTimersByTime(1_000);
  expect(foldedOf).toHaveBeenCalledTimes(rows.length);
  for (const row of rows) foldedOnce(row);
  expect(foldedOf).toHaveBeenCalledTimes(rows.length);
  expect(vi.getTimerCount()).toBe(0);

  foldAhead(fresh('stopped'))();
  vi.advanceTimersByTime(1_000);
  expect(foldedOf).toHaveBeenCalledTimes(rows.length);
});
