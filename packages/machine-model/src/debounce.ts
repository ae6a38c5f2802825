// Pure: a change of state counts once it has lasted its minimum, and then from its onset; a shorter one belongs to the
// state before (standards D.7).
// Promise: no time is lost or made; neither to nor from `unknown` is anything smoothed over; unknown is never absorbed.
import type { Interval } from './intervals.ts';
import { joinIntervals } from './intervals.ts';
import type { MachineState } from './machineState.ts';
import type { Profile } from './profile.ts';
import type { TimestampMs } from './reading.ts';

/** The state that holds since `since`, and what may replace it; everything before `settled` is final. */
export interface Debounced {
  readonly state: MachineState;
  readonly inferred: boolean;
  readonly since: TimestampMs;
  readonly settled: TimestampMs;
  /** Consecutive intervals of one other state, from `settled` on; empty when nothing is in question. */
  readonly candidate: readonly Interval[];
}

/** The debounced state after a step and the intervals that became final. */
export interface DebounceStep {
  readonly debounced: Debounced;
  readonly settled: readonly Interval[];
}

/** Nothing is known yet at `at`. */
export function startDebounce(at: TimestampMs): Debounced {
  return { state: 'unknown', inferred: false, since: at, settled: at, candidate: [] };
}

/** Takes in the next derived interval; it must begin where the one before ended. */
export function debounce(before: Debounced, next: Interval, minimumMs: Profile['minimumMs']): DebounceStep {
  if (before.candidate.length === 0) return take(before, next, minimumMs[next.state] ?? 0);
  const cut = before.candidate[0]?.state !== next.state;
  const first = cut ? endCandidate(before, next) : { debounced: before, settled: [] };
  const second = take(first.debounced, next, minimumMs[next.state] ?? 0);
  return { debounced: second.debounced, settled: [...first.settled, ...second.settled] };
}

/** A candidate that did not last: nobody can say that it would not have, when data ended; else it was a blink. */
function endCandidate(before: Debounced, next: Interval): DebounceStep {
  if (next.state === 'unknown') return accept(before.candidate);
  return extend({ ...before, candidate: [] }, next.from, before.inferred);
}

function take(before: Debounced, next: Interval, minimumMs: number): DebounceStep {
  if (next.state === before.state) return extend(before, next.until, next.inferred);
  const candidate = joinIntervals([...before.candidate, next]);
  const lasted = next.until - (candidate[0]?.from ?? next.from);
  const atOnce = before.state === 'unknown' || next.state === 'unknown';
  if (atOnce || lasted >= minimumMs) return accept(candidate);
  return { debounced: { ...before, candidate }, settled: [] };
}

function extend(before: Debounced, until: TimestampMs, inferred: boolean): DebounceStep {
  const { state, settled: from } = before;
  const settled = from < until ? [{ from, until, state, inferred }] : [];
  return { debounced: { ...before, inferred, settled: until }, settled };
}

function accept(candidate: readonly Interval[]): DebounceStep {
  const [first, last] = [candidate[0], candidate.at(-1)];
  if (first === undefined || last === undefined) throw new Error('BUG: no candidate to accept');
  const { state, inferred } = last;
  const debounced = { state, inferred, since: first.from, settled: last.until, candidate: [] };
  return { debounced, settled: candidate };
}
