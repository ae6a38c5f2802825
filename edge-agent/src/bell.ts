// A bell that one side rings and the other waits for: what was rung while nobody waited is not missed.
import type { Clock } from '@nakamawashi/runtime';

/** Rung by anybody, waited for by one. */
export interface Bell {
  ring(): void;
  /** Resolves when the bell has rung since the last wait (true), or after `ms` or an abort (false). */
  wait(ms: number, signal: AbortSignal): Promise<boolean>;
}

/** A bell that has not rung. */
export function hangBell(clock: Clock): Bell {
  let hasRung = false;
  let waiting: AbortController | null = null;
  return {
    ring: () => {
      hasRung = true;
      waiting?.abort();
    },
    wait: async (ms, signal) => {
      if (!hasRung && !signal.aborted) {
        waiting = new AbortController();
        await clock.sleep(ms, AbortSignal.any([waiting.signal, signal])).catch(() => undefined);
        waiting = null;
      }
      const rang = hasRung;
      hasRung = false;
      return rang;
    },
  };
}
