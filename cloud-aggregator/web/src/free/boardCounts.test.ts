// A machine counts as free now for good reasons only, and the figures are sums of what the rows show.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { madeUpCapacity } from '../../../../tests/browser/madeUpCapacity.ts';
import { madeUpMachines, noted } from '../../../../tests/browser/madeUpMachines.ts';
import { shownStates } from '../live/machineRow.ts';
import { boardCounts } from './boardCounts.ts';

const [row] = madeUpCapacity;
const [live] = madeUpMachines;
if (row === undefined || live === undefined) throw new Error('nothing is made up');
const minuteMs = 60_000;

it('counts a machine as free now after ten minutes of waiting, open, shared, fresh and not full', () => {
  fc.assert(
    fc.property(
      fc.record({
        state: fc.constantFrom(...shownStates),
        freshness: fc.constantFrom('live' as const, 'late' as const, 'stale' as const),
        minutes: fc.integer({ min: 0, max: 20 }),
        level: fc.constantFrom('live' as const, 'hours' as const, 'mark' as const),
        mark: fc.constantFrom('plenty' as const, 'ask' as const, 'full' as const),
        isOpenNow: fc.boolean(),
      }),
      ({ state, freshness, minutes, level, mark, isOpenNow }) => {
        const machine = { ...live, state, freshness, since: noted - minutes * minuteMs };
        const { machinesFree } = boardCounts([{ ...row, level, mark, isOpenNow }], () => machine, noted);
        const isWaiting = state === 'idle' && freshness === 'live' && minutes >= 10;
        expect(machinesFree).toBe(isWaiting && level === 'live' && mark !== 'full' && isOpenNow ? 1 : 0);
      },
    ),
  );
});

it('adds up hours, and counts silent companies once', () => {
  const liveOf = (id: string) => madeUpMachines.find((each) => each.id === id);
  expect(boardCounts(madeUpCapacity, liveOf, noted)).toEqual({
    machinesFree: 1,
    todayHours: 4,
    weekHours: 20,
    silentShops: 1,
  });
  const allSilent = (id: string) => ({ ...(liveOf(id) ?? live), freshness: 'stale' as const });
  expect(boardCounts(madeUpCapacity, allSilent, noted).silentShops).toBe(3);
  expect(boardCounts(madeUpCapacity, () => undefined, noted).silentShops).toBe(0);
});
