// On a Saturday evening the board says that the week is over, and not that everybody is full.
import { expect, it } from 'vitest';
import { madeUpCapacity } from '../../../../tests/browser/madeUpCapacity.ts';
import { isWeekOver, weekEnd } from './weekOver.ts';

const [line] = madeUpCapacity;
if (line === undefined) throw new Error('BUG: no made-up capacity');
const closed = Array.from({ length: 28 }, () => null);
const at = (firstDate: string, row: Partial<typeof line>) =>
  isWeekOver({
    at: 0,
    timeZone: 'Asia/Tokyo',
    firstDate,
    isWhole: true,
    rows: [{ ...line, isOpenNow: false, cells: closed, ...row }],
  });

it('is over when nobody works any more before Monday', () => {
  expect(at('2026-11-21', {})).toBe(true);
  expect(at('2026-11-22', {})).toBe(true);
  expect(at('2026-11-22', { cells: null })).toBe(true);
  // Monday is next week's.
  expect(at('2026-11-22', { cells: [null, null, 4, 4] })).toBe(true);
});

it('is not over on a Friday, while somebody is open, or before a shift on Sunday, however full they are', () => {
  expect(at('2026-11-20', {})).toBe(false);
  expect(at('2026-11-21', { isOpenNow: true })).toBe(false);
  expect(at('2026-11-21', { cells: [null, null, 0, null] })).toBe(false);
});

it('ends on Sunday', () => {
  expect(['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'].map(weekEnd)).toEqual([
    null,
    'saturday',
    'sunday',
    null,
  ]);
});
