// Pure: one value of one data item of one machine, as its driver got it.
// Promise: a value carries its quality and its time; only good values ever become a state.

/** Milliseconds since the epoch (UTC), always an integer. */
export type TimestampMs = number;

/** What a data item can say; null when there is nothing to say. */
export type Value = number | boolean | string | null;

/** How far a value can be trusted; anything but `good` counts as no data (standards B.1). */
export type Quality = 'good' | 'uncertain' | 'bad';

/** One value of one data item with its quality and the time it was true at the machine (architecture 6). */
export interface Reading {
  readonly item: string;
  readonly value: Value;
  readonly quality: Quality;
  readonly at: TimestampMs;
}
