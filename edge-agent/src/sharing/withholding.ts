// Pure: the times in which the owner withholds his machines: paused for a day or a week, or sending stopped.
// Promise: what fell into such a time never leaves, also not afterwards: it is unknown in a slot that it shares with
// other time, and a slot that lies wholly in it is not made (product page, "Sharing"; absent is unknown).
import {
  type Interval,
  mergeSpans,
  overlapOf,
  type Slot,
  type Span,
  type TimestampMs,
} from '@nakamawashi/machine-model';

/** One time of withholding; a pause ends by itself at `until`, a stop has no end (null) until it is lifted. */
export interface Withholding {
  readonly kind: 'pause' | 'stop';
  readonly from: TimestampMs;
  readonly until: TimestampMs | null;
}

/** What is sent at an instant: everything shared, only the box itself, or nothing at all. */
export type SendingMode = 'open' | 'paused' | 'stopped';

/** The mode with its times. */
export interface Sending {
  readonly mode: SendingMode;
  /** Since when it is so; null while it is `open`. */
  readonly since: TimestampMs | null;
  /** When a pause ends by itself; null otherwise. */
  readonly until: TimestampMs | null;
}

/** How long ended times are remembered: longer than any account stays open. */
const rememberedMs = 40 * 86_400_000;

/** How it is at `at`; only the end of the newest time counts, so that a clock set back cannot lift it. */
export function sendingAt(times: readonly Withholding[], at: TimestampMs): Sending {
  const last = times.at(-1);
  if (last === undefined || (last.until !== null && last.until <= at))
    return { mode: 'open', since: null, until: null };
  const { kind, from: since, until } = last;
  return { mode: kind === 'stop' ? 'stopped' : 'paused', since, until };
}

/** Paused until `until`; a pause is made longer and never shorter, and what is stopped stays stopped. */
export function pauseAt(
  times: readonly Withholding[],
  at: TimestampMs,
  until: TimestampMs,
): readonly Withholding[] {
  const now = sendingAt(times, at);
  if (now.mode === 'stopped' || until <= at) return times;
  if (now.mode === 'open') return remembered([...times, { kind: 'pause', from: at, until }], at);
  return withLast(times, (last) => ({ ...last, until: Math.max(until, last.until ?? until) }));
}

/** Stopped until somebody lifts it. */
export function stopAt(times: readonly Withholding[], at: TimestampMs): readonly Withholding[] {
  const now = sendingAt(times, at);
  if (now.mode === 'stopped') return times;
  if (now.mode === 'open') return remembered([...times, { kind: 'stop', from: at, until: null }], at);
  return withLast(times, (last) => ({ kind: 'stop', from: last.from, until: null }));
}

/** Everything shared is sent again from `at` on. */
export function resumeAt(times: readonly Withholding[], at: TimestampMs): readonly Withholding[] {
  if (sendingAt(times, at).mode === 'open') return times;
  return withLast(times, (last) => ({ ...last, until: Math.max(at, last.from) }));
}

/** The clock shows a time before the one that still holds began: it holds from there on. */
export function reachBack(times: readonly Withholding[], at: TimestampMs): readonly Withholding[] {
  const { since } = sendingAt(times, at);
  return since === null || since <= at ? times : withLast(times, (last) => ({ ...last, from: at }));
}

/** The withheld parts of `span`, sorted and disjoint. */
export function withheldIn(times: readonly Withholding[], span: Span): readonly Span[] {
  const parts = times.flatMap(
    ({ from, until }) => overlapOf({ from, until: until ?? span.until }, span) ?? [],
  );
  return mergeSpans(parts);
}

/** The same account, with the withheld time unknown. */
export function withoutWithheld(
  times: readonly Withholding[],
  intervals: readonly Interval[],
): readonly Interval[] {
  if (times.length === 0) return intervals;
  return intervals.flatMap((interval) => {
    const parts: Interval[] = [];
    let { from } = interval;
    for (const hidden of withheldIn(times, interval)) {
      if (from < hidden.from) parts.push({ ...interval, from, until: hidden.from });
      parts.push({ ...hidden, state: 'unknown', inferred: false });
      from = hidden.until;
    }
    return from < interval.until ? [...parts, { ...interval, from }] : parts;
  });
}

/** Whether every instant of the slot is withheld. */
export function isWhollyWithheld(times: readonly Withholding[], { start, lengthMs }: Slot): boolean {
  const span = { from: start, until: start + lengthMs };
  const [first] = withheldIn(times, span);
  return first?.from === span.from && first.until === span.until;
}

/** When a state began, as far as others may know: a time withheld hides how it was before and within. */
export function sinceSent(times: readonly Withholding[], since: TimestampMs, at: TimestampMs): TimestampMs {
  const ends = times.map(({ until }) => until ?? at).filter((until) => until <= at);
  return Math.max(since, ...ends);
}

function withLast(
  times: readonly Withholding[],
  change: (last: Withholding) => Withholding,
): readonly Withholding[] {
  const last = times.at(-1);
  return last === undefined ? times : [...times.slice(0, -1), change(last)];
}

function remembered(times: readonly Withholding[], at: TimestampMs): readonly Withholding[] {
  return times.filter(({ until }) => until === null || until > at - rememberedMs);
}
