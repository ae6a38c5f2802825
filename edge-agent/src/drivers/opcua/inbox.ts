// Where a subscription's callbacks leave readings for the generator that yields them.
// Promise: nothing left here before a failure is lost, and silence longer than allowed is a failure too.
import type { Reading } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import { hangBell } from '../../bell.ts';

/** One driver's readings on their way from callbacks to the generator. */
export interface Inbox {
  /** Leaves readings; none at all is a proof of contact. */
  put(readings: readonly Reading[]): void;
  /** Contact is lost; only the first reason counts. */
  fail(reason: Error): void;
  /** Everything left since the last time, waiting for the first. Throws after a failure or `silenceMs` of nothing. */
  take(silenceMs: number, signal: AbortSignal): Promise<readonly Reading[]>;
}

/** An empty inbox. */
export function openInbox(clock: Clock): Inbox {
  const bell = hangBell(clock);
  let left: Reading[] | null = null;
  let failure: Error | null = null;
  return {
    put: (readings) => {
      left = [...(left ?? []), ...readings];
      bell.ring();
    },
    fail: (reason) => {
      failure ??= reason;
      bell.ring();
    },
    take: async (silenceMs, signal) => {
      const rang = await bell.wait(silenceMs, signal);
      if (!rang && !signal.aborted) {
        failure ??= new Error(`silent for ${Math.round(silenceMs / 1_000)} s although connected`);
      }
      const taken = left;
      left = null;
      if (taken === null && failure !== null) throw failure;
      // What came before the failure goes out first; the failure is there for the next call.
      if (failure !== null) bell.ring();
      return taken ?? [];
    },
  };
}
