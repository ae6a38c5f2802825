// Supervision with a clock of our own: no real waiting.
import { describe, expect, it } from 'vitest';
import type { Clock } from './clock.ts';
import { supervise } from './supervise.ts';

/** A clock on which every sleep passes at once and is written down. */
function steppingClock(sleeps: number[]): Clock & { step(ms: number): void } {
  let time = 0;
  return {
    now: () => time,
    monotonicMs: () => time,
    step: (ms) => {
      time += ms;
    },
    sleep: async (ms) => {
      sleeps.push(ms);
      time += ms;
    },
  };
}

describe('supervise', () => {
  it('waits longer after each failure, jittered, up to the maximum', async () => {
    const stop = new AbortController();
    const sleeps: number[] = [];
    let runs = 0;
    await supervise(
      async () => {
        runs += 1;
        if (runs === 9) stop.abort();
        throw new Error('no contact');
      },
      {
        signal: stop.signal,
        clock: steppingClock(sleeps),
        backoff: { firstMs: 100, maxMs: 1_000 },
        onFailure: () => {},
      },
    );
    expect(sleeps).toHaveLength(8);
    sleeps.forEach((ms, index) => {
      const nominal = Math.min(100 * 2 ** index, 1_000);
      expect(ms).toBeGreaterThanOrEqual(nominal / 2);
      expect(ms).toBeLessThanOrEqual(nominal * 1.5);
    });
  });

  it('starts the waits anew after a run that lasted', async () => {
    const stop = new AbortController();
    const sleeps: number[] = [];
    const clock = steppingClock(sleeps);
    let runs = 0;
    await supervise(
      async () => {
        runs += 1;
        if (runs === 6) clock.step(5_000);
        if (runs === 7) stop.abort();
        throw new Error('no contact');
      },
      { signal: stop.signal, clock, backoff: { firstMs: 100, maxMs: 1_000 }, onFailure: () => {} },
    );
    expect(sleeps.at(-1)).toBeLessThanOrEqual(150);
  });

  it('tells a run that ends by itself as a failure, and lets programming errors through', async () => {
    const stop = new AbortController();
    const failures: unknown[] = [];
    const options = {
      signal: stop.signal,
      clock: steppingClock([]),
      onFailure: (error: unknown) => {
        failures.push(error);
        stop.abort();
      },
    };
    await supervise(async () => {}, options);
    expect(failures).toHaveLength(1);
    const bug = supervise(
      async () => {
        throw new Error('BUG: seq without birth');
      },
      { ...options, signal: new AbortController().signal },
    );
    await expect(bug).rejects.toThrow('BUG:');
  });
});
