// Of any number of aggregators on one database exactly one makes the months' files; with a file each, nobody does.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StoreSettings } from '../store/storeSettings.ts';
import { monthDuty } from './monthDuty.ts';

const file: StoreSettings = { sqlite: { file: 'store.sqlite' } };
const database: StoreSettings = { influx1: { url: 'http://db:8086', database: 'ota' } };
const count = fc.integer({ min: 2, max: 9 });
const indexes = (last: number): readonly number[] => Array.from({ length: last }, (_, at) => at + 1);

it('is one of them where all write into one database, and the reserve of it is another', () => {
  fc.assert(
    fc.property(count, (last) => {
      const duties = indexes(last).map((index) =>
        monthDuty({ shard: { index, count: last }, isStandBy: false, store: database }),
      );
      expect(duties.filter((each) => each === 'ours')).toHaveLength(1);
      expect(duties.filter((each) => each === 'another')).toHaveLength(last - 1);
      const reserves = indexes(last).map((index) =>
        monthDuty({ shard: { index, count: last }, isStandBy: true, store: database }),
      );
      expect(new Set(reserves)).toEqual(new Set(['another']));
    }),
  );
});

it('is none of them where each has a file of its own', () => {
  fc.assert(
    fc.property(count, (last) => {
      for (const index of indexes(last))
        expect(monthDuty({ shard: { index, count: last }, isStandBy: false, store: file })).toBe('nobody');
    }),
  );
});

it('is the only one there is', () => {
  for (const store of [file, database]) {
    expect(monthDuty({ shard: undefined, isStandBy: false, store })).toBe('ours');
    expect(monthDuty({ shard: { index: 1, count: 1 }, isStandBy: false, store })).toBe('ours');
    expect(monthDuty({ shard: undefined, isStandBy: true, store })).toBe('another');
  }
});
