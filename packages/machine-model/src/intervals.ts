// Pure: spans of time and the intervals in which a machine is in one state, both half-open.
// Promise: a machine's intervals never overlap and leave no hole (standards D.4, D.7).
import type { MachineState } from './machineState.ts';
import type { TimestampMs } from './reading.ts';

/** The time from `from` (included) until `until` (excluded). */
export interface Span {
  readonly from: TimestampMs;
  readonly until: TimestampMs;
}

/** A span in which a machine was in one state; `inferred` when the state was concluded and not told. */
export interface Interval {
  readonly from: TimestampMs;
  readonly until: TimestampMs;
  readonly state: MachineState;
  readonly inferred: boolean;
}

/** The length of a span in milliseconds. */
export function lengthOf(span: Span): number {
  return span.until - span.from;
}

/** The part two spans have in common, or null when they have none. */
export function overlapOf(a: Span, b: Span): Span | null {
  const from = Math.max(a.from, b.from);
  const until = Math.min(a.until, b.until);
  return from < until ? { from, until } : null;
}

/** The same time as sorted, disjoint spans: overlapping and touching ones are joined, empty ones left out. */
export function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const sorted = spans.filter((span) => span.from < span.until).sort((a, b) => a.from - b.from);
  const merged: Span[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && span.from <= last.until) {
      merged[merged.length - 1] = { from: last.from, until: Math.max(last.until, span.until) };
    } else {
      merged.push(span);
    }
  }
  return merged;
}

/** The same account in as few intervals as possible: neighbours that say the same are joined. */
export function joinIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const joined: Interval[] = [];
  for (const interval of intervals) {
    const last = joined.at(-1);
    const continues =
      last !== undefined &&
      last.until === interval.from &&
      last.state === interval.state &&
      last.inferred === interval.inferred;
    if (continues) {
      joined[joined.length - 1] = { ...last, until: interval.until };
    } else {
      joined.push(interval);
    }
  }
  return joined;
}
