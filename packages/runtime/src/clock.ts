// The only reader of real time. Everything that waits or dates takes a Clock, so tests can bring their own.
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since the epoch, UTC, whole numbers; may step when the system's clock is set. */
  now(): number;
  /** Milliseconds of a clock that never steps back; its zero has no meaning. */
  monotonicMs(): number;
  /** Resolves after `ms`; rejects with an AbortError as soon as `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
};
