// Pure: the account of one machine for one clock-aligned span (architecture 4).
// Promise: a slot's elements sum to its length, always; what nobody accounted for is `unknown`.
import type { Interval } from './intervals.ts';
import type { TimestampMs } from './reading.ts';
import type { TimeElements } from './timeElements.ts';
import { addTime, timeIn } from './timeElements.ts';

/** At the edge the machine's id; in the cloud `workshop/machine`. */
export type MachineId = string;

/** One machine's closed account; `start` is a multiple of `lengthMs`, the elements sum to `lengthMs`. */
export interface Slot {
  readonly machine: MachineId;
  readonly start: TimestampMs;
  readonly lengthMs: number;
  readonly elements: TimeElements;
}

/** The usual length of a slot: five minutes. */
export const slotLengthMs = 300_000;

/** The slot being filled: everything before `through` is in its elements. */
export interface OpenSlot {
  readonly machine: MachineId;
  readonly start: TimestampMs;
  readonly lengthMs: number;
  readonly through: TimestampMs;
  readonly elements: TimeElements;
}

/** An open slot and the slots that were completed on the way to it, oldest first. */
export interface SlotStep {
  readonly open: OpenSlot;
  readonly closed: readonly Slot[];
}

/** Opens the slot in which `at` lies; the part of it before `at` is unknown. */
export function openSlotAt(machine: MachineId, at: TimestampMs, lengthMs: number): OpenSlot {
  const start = Math.floor(at / lengthMs) * lengthMs;
  return { machine, start, lengthMs, through: at, elements: timeIn('unknown', at - start) };
}

/** Adds an interval; a hole before it is unknown, and what lies before the open slot's knowledge is left as it is. */
export function accountInterval(open: OpenSlot, interval: Interval): SlotStep {
  const hole = fill(open, interval.from, 'unknown');
  const filled = fill(hole.open, interval.until, interval.state);
  return { open: filled.open, closed: [...hole.closed, ...filled.closed] };
}

/** Adds unknown time up to `at`, and so closes every slot that ends at or before it. */
export function closeThrough(open: OpenSlot, at: TimestampMs): SlotStep {
  return fill(open, at, 'unknown');
}

function fill(from: OpenSlot, until: TimestampMs, state: Interval['state']): SlotStep {
  const closed: Slot[] = [];
  let open = from;
  while (open.through < until) {
    const end = open.start + open.lengthMs;
    const through = Math.min(until, end);
    const elements = addTime(open.elements, timeIn(state, through - open.through));
    if (through === end) {
      closed.push({ machine: open.machine, start: open.start, lengthMs: open.lengthMs, elements });
      open = openSlotAt(open.machine, end, open.lengthMs);
    } else {
      open = { ...open, through, elements };
    }
  }
  return { open, closed };
}
