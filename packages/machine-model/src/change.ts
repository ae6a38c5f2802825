// Pure: what a signal tells, and how far into time it has spoken.
// Promise: changes come in order of time and are never taken back.
import type { TimestampMs, Value } from './reading.ts';

/** From `at` on the signal says `value`; null when there is no data. */
export interface Change {
  readonly at: TimestampMs;
  readonly value: Value;
}

/** A signal's memory after it heard a reading, and the changes that became certain. */
export interface Told<Track> {
  readonly track: Track;
  readonly changes: readonly Change[];
}

/** Nothing more was heard before `through`; when it is `last`, contact ends there and what is open must be closed. */
export interface Horizon {
  readonly through: TimestampMs;
  readonly last: boolean;
}

/** What a horizon made certain; before `certain` (at most the horizon) nothing can change any more. */
export interface Decided<Track> {
  readonly track: Track;
  readonly changes: readonly Change[];
  readonly certain: TimestampMs;
}
