// A clock that a test turns by hand: nothing passes by itself, and sleepers wake in the order of their time.
import type { Clock } from '@nakamawashi/runtime';

/** A clock and the hand that turns it. */
export interface ManualClock extends Clock {
  /** Lets time pass, waking whoever waits for it, and lets what they begin run. */
  pass(ms: number): Promise<void>;
  /** Sets the wall clock alone, as a time server would. */
  setWall(at: number): void;
}

interface Sleeper {
  readonly dueMs: number;
  wake(): void;
}

/** A clock that shows `start`. */
export function manualClock(start: number): ManualClock {
  let wall = start;
  let monotonic = 0;
  let sleepers: Sleeper[] = [];
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper = { dueMs: monotonic + ms, wake: resolve };
      sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        sleepers = sleepers.filter((each) => each !== sleeper);
        reject(signal.reason);
      });
    });
  return {
    now: () => wall,
    monotonicMs: () => monotonic,
    sleep,
    setWall: (at) => {
      wall = at;
    },
    pass: async (ms) => {
      const end = monotonic + ms;
      for (;;) {
        await settle();
        const next = sleepers.filter(({ dueMs }) => dueMs <= end).toSorted((a, b) => a.dueMs - b.dueMs)[0];
        if (next === undefined) break;
        sleepers = sleepers.filter((each) => each !== next);
        wall += Math.max(0, next.dueMs - monotonic);
        monotonic = Math.max(monotonic, next.dueMs);
        next.wake();
      }
      wall += end - monotonic;
      monotonic = end;
      await settle();
    },
  };
}
