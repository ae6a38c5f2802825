// The only reader of real time. Everything that waits or dates takes a Clock, so tests can bring their own.

export interface Clock {
  /** Milliseconds since the epoch, UTC, whole numbers; may step when the system's clock is set. */
  now(): number;
  /** Milliseconds of a clock that never steps back; its zero has no meaning. */
  monotonicMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep,
};

/** The platform's own promise of a timeout costs more than twice as much; an agent waits a hundred times a second. */
function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const giveUp = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    }, ms);
    signal?.addEventListener('abort', giveUp, { once: true });
  });
}
