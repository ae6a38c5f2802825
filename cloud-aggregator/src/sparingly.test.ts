// Once per source and minute, with the number of those left out, and never more memory than its bound.
import type { Clock } from '@nakamawashi/runtime';
import { describe, expect, it } from 'vitest';
import { sparingly } from './sparingly.ts';

describe('sparingly', () => {
  it('lets one through per source and minute and counts the rest', () => {
    let nowMs = 0;
    const clock: Clock = { now: () => nowMs, monotonicMs: () => nowMs, sleep: async () => undefined };
    const quiet = sparingly(clock);
    expect(quiet('a')).toBe(0);
    expect([quiet('a'), quiet('a'), quiet('b')]).toEqual([null, null, 0]);
    nowMs = 60_000;
    expect(quiet('a')).toBe(2);
    for (let source = 0; source < 20_000; source++) quiet(`flood ${source}`);
    expect(quiet('one more')).toBeNull();
    nowMs = 200_000;
    expect(quiet('one more')).not.toBeNull();
  });
});
