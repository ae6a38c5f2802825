// Logs what may come in floods: every event is counted elsewhere, and logged once per source and minute with the number
// of those that were left out, so that neither a broken box nor a hostile one can fill a disk.
import type { Clock } from '@nakamawashi/runtime';

const pauseMs = 60_000;
/** Sources beyond this many share one line a minute. */
const mostSources = 10_000;

/** Whether an event of this source is to be written now: null for no, else how many were left out since the last. */
export type Sparingly = (source: string) => number | null;

/** A memory of what was written when; bounded whatever the sources call themselves. */
export function sparingly(clock: Clock): Sparingly {
  const seen = new Map<string, { at: number; leftOut: number }>();
  return (source) => {
    const at = clock.monotonicMs();
    const key = seen.has(source) || seen.size < mostSources ? source : '';
    const last = seen.get(key);
    if (last !== undefined && at - last.at < pauseMs) {
      last.leftOut += 1;
      return null;
    }
    if (seen.size >= mostSources) {
      for (const [each, { at: then }] of seen) if (at - then >= pauseMs) seen.delete(each);
    }
    seen.set(key, { at, leftOut: 0 });
    return last?.leftOut ?? 0;
  };
}
