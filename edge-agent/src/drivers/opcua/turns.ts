// Who may open a session now: where many servers wait at once, a few are opened at a time, so that the first are there
// soon and none runs into its time limit behind the others. Promise: a turn ends by itself after a while, so that
// servers that do not answer hold up the others little.
import type { Clock } from '@nakamawashi/runtime';

/** Turns to open sessions, in the order in which they were asked for. */
export interface Turns {
  /** Waits for a turn; call what it resolves to when the session is open. Rejects when aborted. */
  take(clock: Clock, signal: AbortSignal): Promise<() => void>;
}

/** So many at once; each turn ends after `longestMs` at the latest. */
export function openTurns(atOnce: number, longestMs: number): Turns {
  const waiting = new Set<() => void>();
  let free = atOnce;
  const giveBack = (): void => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  };
  const wait = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(go);
        reject(signal.reason);
      };
      const go = (): void => {
        waiting.delete(go);
        signal.removeEventListener('abort', leave);
        resolve();
      };
      waiting.add(go);
      signal.addEventListener('abort', leave, { once: true });
    });
  return {
    take: async (clock, signal) => {
      signal.throwIfAborted();
      if (free > 0) free -= 1;
      else await wait(signal);
      const ended = new AbortController();
      // Also when all is aborted: whoever waits then is aborted by a signal of its own.
      const tooLong = clock.sleep(longestMs, AbortSignal.any([signal, ended.signal]));
      tooLong.catch(() => undefined).finally(giveBack);
      return () => ended.abort();
    },
  };
}
