// Pure: how a machine's account goes on after the agent was away: the open slot is built again from the history.
// Promise: what was known before stays known, the time away is unknown, and time from before a machine was shared is
// left out; a slot that nobody saw any part of is not made (absent is unknown).
import {
  accountInterval,
  closeThrough,
  type Interval,
  type MachineId,
  openSlotAt,
  type SlotStep,
  type TimestampMs,
} from '@nakamawashi/machine-model';

/** What is known of a machine when its account is taken up again at `at`. */
export interface Interruption {
  readonly machine: MachineId;
  readonly lengthMs: number;
  readonly at: TimestampMs;
  /** End of the history, null when there is none. */
  readonly knownThrough: TimestampMs | null;
  /** The history of the slot in which it ends. */
  readonly intervals: readonly Interval[];
  readonly sharedSince: TimestampMs;
}

/** Start of the slot in which `at` lies. */
export function slotStart(at: TimestampMs, lengthMs: number): TimestampMs {
  return Math.floor(at / lengthMs) * lengthMs;
}

/** The slot to go on with, and the unfinished older one if there was one; `at` must not lie before `knownThrough`. */
export function resumeAccount(interruption: Interruption): SlotStep {
  const { machine, lengthMs, at, knownThrough, intervals, sharedSince } = interruption;
  const fresh = { open: openSlotAt(machine, at, lengthMs), closed: [] };
  if (knownThrough === null || knownThrough <= sharedSince) return fresh;
  const start = slotStart(knownThrough, lengthMs);
  if (start === knownThrough) return fresh;
  let open = openSlotAt(machine, start, lengthMs);
  for (const { from, until, state, inferred } of intervals) {
    const known = { from: Math.max(from, sharedSince, start), until, state, inferred };
    if (known.from < known.until) open = accountInterval(open, known).open;
  }
  const end = start + lengthMs;
  if (at < end) return closeThrough(open, at);
  return { ...fresh, closed: closeThrough(open, end).closed };
}
