// What is asked for is done: the first time at once, the last time within the while, and never more often than it may.
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { spaced } from './spaced.ts';

const whileMs = 200;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('is done at once, after the last time it was asked, and not too often', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(450), { minLength: 1 }), (pauses) => {
      const done: number[] = [];
      const { ask } = spaced(whileMs, () => done.push(Date.now()));
      let askedAt = 0;
      for (const pause of pauses) {
        ask();
        askedAt = Date.now();
        expect(done.length).toBeGreaterThan(0);
        vi.advanceTimersByTime(pause);
      }
      vi.advanceTimersByTime(whileMs);
      expect(done.at(-1)).toBeGreaterThanOrEqual(askedAt);
      for (const [index, at] of done.entries())
        expect(at - (done[index - 1] ?? at - whileMs)).toBeGreaterThanOrEqual(whileMs);
      vi.advanceTimersByTime(whileMs);
      expect(vi.getTimerCount()).toBe(0);
    }),
  );
});

it('is not done any more when that is forgotten', () => {
  let done = 0;
  const { ask, forget } = spaced(whileMs, () => {
    done += 1;
  });
  ask();
  ask();
  forget();
  vi.advanceTimersByTime(whileMs);
  expect(done).toBe(1);
});
