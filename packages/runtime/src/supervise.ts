// Run, fail, wait longer, run again: the one place for back-off. Nothing else in the house reconnects by itself.
import type { Clock } from './clock.ts';

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

export interface SuperviseOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly backoff?: Backoff;
  /** Called after each failure with the wait before the next attempt; a run that ends by itself counts as one. */
  onFailure(error: unknown, nextAttemptMs: number): void;
}

const defaultBackoff: Backoff = { firstMs: 500, maxMs: 30_000 };

/**
 * Runs `run` until `signal` is aborted. A failed run is repeated after a wait that doubles from `firstMs` to `maxMs`
 * and is jittered by half either way, so that a ward's boxes do not come back in step; a run that lasted longer than
 * `maxMs` starts the waits anew.
 */
export async function supervise(
  run: (signal: AbortSignal) => Promise<void>,
  options: SuperviseOptions,
): Promise<void> {
  const { signal, clock, backoff = defaultBackoff } = options;
  let waitMs = backoff.firstMs;
  while (!signal.aborted) {
    const startedMs = clock.monotonicMs();
    const failure = await outcome(run, signal);
    if (signal.aborted) return;
    if (clock.monotonicMs() - startedMs > backoff.maxMs) waitMs = backoff.firstMs;
    const nextAttemptMs = Math.round(waitMs * (0.5 + Math.random()));
    options.onFailure(failure, nextAttemptMs);
    waitMs = Math.min(waitMs * 2, backoff.maxMs);
    await clock.sleep(nextAttemptMs, signal).catch(() => undefined);
  }
}

async function outcome(run: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<unknown> {
  try {
    await run(signal);
    return new Error('ended without an error');
  } catch (error) {
    if (isBug(error)) throw error;
    return error;
  }
}

/** Programming errors end the process; they are never retried. */
function isBug(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('BUG:');
}
