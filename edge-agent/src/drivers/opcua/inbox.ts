// Where a subscription's callbacks leave readings for the generator that yields them.
// Promise: nothing left here before a failure is lost, and silence longer than allowed is a failure too.
import type { Reading } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';

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
  let left: Reading[] | null = null;
  let failure: Error | null = null;
  let arrived = (): void => {};
  const arrival = async (silenceMs: number, signal: AbortSignal): Promise<void> => {
    const waiting = new AbortController();
    const ended = AbortSignal.any([waiting.signal, signal]);
    arrived = () => waiting.abort();
    const isSilent = await clock.sleep(silenceMs, ended).then(
      () => true,
      () => false,
    );
    if (isSilent) failure ??= new Error(`silent for ${Math.round(silenceMs / 1_000)} s although connected`);
  };
  return {
    put: (readings) => {
      left = [...(left ?? []), ...readings];
      arrived();
    },
    fail: (reason) => {
      failure ??= reason;
      arrived();
    },
    take: async (silenceMs, signal) => {
      if (left === null && failure === null) await arrival(silenceMs, signal);
      if (left === null && failure !== null) throw failure;
      const taken = left ?? [];
      left = null;
      return taken;
    },
  };
}
