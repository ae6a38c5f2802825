// Every workshop has one aggregator, the work is shared evenly, and one more aggregator takes its part from each.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOurs, readShard, shardOf } from './shard.ts';

const name = fc.stringMatching(/^[a-z0-9-]{1,20}$/);

describe('shards', () => {
  it('give each workshop to exactly one', () => {
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 9 }), (workshop, count) => {
        const owners = Array.from({ length: count }, (_, at) => isOurs({ index: at + 1, count }, workshop));
        expect(owners.filter((each) => each)).toHaveLength(1);
      }),
    );
    expect(isOurs(undefined, 'kamata')).toBe(true);
  });

  it('keep a workshop where it is when one is added, unless the new one takes it', () => {
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 9 }), (workshop, count) => {
        expect([shardOf(workshop, count), count + 1]).toContain(shardOf(workshop, count + 1));
      }),
    );
  });

  it('are about equal for the names of a ward', () => {
    const sizes = new Map<number, number>();
    for (let at = 0; at < 4_200; at++) {
      const shard = shardOf(`w${String(at).padStart(4, '0')}`, 3);
      sizes.set(shard, (sizes.get(shard) ?? 0) + 1);
    }
    for (const size of sizes.values()) expect(Math.abs(size - 1_400)).toBeLessThan(140);
  });

  it('are written I/N', () => {
    expect(readShard('2/3')).toEqual({ index: 2, count: 3 });
    for (const wrong of ['', '0/3', '4/3', '1', '1/0', 'a/b', '1/3x'])
      expect(readShard(wrong), wrong).toBeNull();
  });
});
