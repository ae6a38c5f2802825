// Pure: how long to wait for a unit's answer, learned from its answers (after the retransmission timer of RFC 6298).
// Promise: never under the floor, never over the time-out of the configuration, longer after a silence.

/** What is known about the speed of one unit; milliseconds. */
export interface TimeLimit {
  /** Wait this long for the next answer. */
  readonly limitMs: number;
  /** Smoothed time to an answer, or null while none has come. */
  readonly smoothedMs: number | null;
  readonly variationMs: number;
}

/** A shorter wait would measure our own process rather than the unit. */
export const limitFloorMs = 50;

/** A unit that has not answered yet gets all the time there is. */
export function newTimeLimit(ceilingMs: number): TimeLimit {
  return { limitMs: bounded(ceilingMs, ceilingMs), smoothedMs: null, variationMs: 0 };
}

/** An answer came after `tookMs`. The limit comes down slowly, so that a unit that is sometimes slow keeps its time. */
export function answeredIn(limit: TimeLimit, tookMs: number, ceilingMs: number): TimeLimit {
  const { smoothedMs } = limit;
  const next =
    smoothedMs === null
      ? { smoothedMs: tookMs, variationMs: tookMs / 2 }
      : {
          smoothedMs: smoothedMs + (tookMs - smoothedMs) / 8,
          variationMs: limit.variationMs + (Math.abs(tookMs - smoothedMs) - limit.variationMs) / 4,
        };
  const target = wanted({ ...next, limitMs: 0 }, ceilingMs);
  const eased = limit.limitMs - (limit.limitMs - target) / 8;
  return { ...next, limitMs: bounded(Math.max(target, eased), ceilingMs) };
}

/** Nothing came within the limit. */
export function stayedSilent(limit: TimeLimit, ceilingMs: number): TimeLimit {
  return { ...limit, limitMs: bounded(limit.limitMs * 2, ceilingMs) };
}

/** What the answers alone ask for, whatever silences added; null while none has come. */
export function learnedMs(limit: TimeLimit, ceilingMs: number): number | null {
  return limit.smoothedMs === null ? null : wanted(limit, ceilingMs);
}

function wanted({ smoothedMs, variationMs }: TimeLimit, ceilingMs: number): number {
  const mean = smoothedMs ?? ceilingMs;
  return bounded(Math.max(2 * mean, mean + 4 * variationMs), ceilingMs);
}

function bounded(ms: number, ceilingMs: number): number {
  return Math.min(Math.max(Math.ceil(ms), limitFloorMs), Math.max(ceilingMs, limitFloorMs));
}
