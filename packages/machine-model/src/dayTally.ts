// Pure: one machine, one local day: planned time, and the time elements inside and outside the plan (standards D.6).
// Promise: inside and outside together are the day, to the millisecond; a slot that is absent is unknown.
import type { Span } from './intervals.ts';
import { lengthOf, overlapOf } from './intervals.ts';
import type { TimestampMs } from './reading.ts';
import type { MachineId, Slot } from './slot.ts';
import type { TimeElements } from './timeElements.ts';
import { addTime, noTime, splitTime, timeIn } from './timeElements.ts';

/** A machine's day; `inPlan` sums to `plannedMs`, `outsidePlan` to the rest of the day. */
export interface DayTally {
  readonly machine: MachineId;
  readonly date: string;
  readonly plannedMs: number;
  readonly inPlan: TimeElements;
  readonly outsidePlan: TimeElements;
}

/** What a tally is made of; planned spans sorted and disjoint, slots in any order. */
export interface DayRecord {
  readonly machine: MachineId;
  readonly date: string;
  readonly bounds: Span;
  readonly planned: readonly Span[];
  readonly slots: readonly Slot[];
}

/** Sums a day; a slot across the end of the day or of a planned span is divided in proportion. */
export function tallyDay(day: DayRecord): DayTally {
  const { bounds, planned } = day;
  let inPlan = noTime;
  let outsidePlan = noTime;
  const add = (span: Span, elements: TimeElements): void => {
    const [inside, outside] = splitTime(elements, plannedMsOf(planned, span));
    inPlan = addTime(inPlan, inside);
    outsidePlan = addTime(outsidePlan, outside);
  };
  let through: TimestampMs = bounds.from;
  for (const slot of day.slots.toSorted((a, b) => a.start - b.start)) {
    const whole = { from: slot.start, until: slot.start + slot.lengthMs };
    const part = overlapOf(whole, { from: through, until: bounds.until });
    if (part === null) continue;
    add({ from: through, until: part.from }, timeIn('unknown', part.from - through));
    add(part, splitTime(slot.elements, lengthOf(part))[0]);
    through = part.until;
  }
  add({ from: through, until: bounds.until }, timeIn('unknown', bounds.until - through));
  const plannedMs = plannedMsOf(planned, bounds);
  return { machine: day.machine, date: day.date, plannedMs, inPlan, outsidePlan };
}

function plannedMsOf(planned: readonly Span[], span: Span): number {
  return planned.reduce((sum, each) => {
    const common = overlapOf(each, span);
    return common === null ? sum : sum + lengthOf(common);
  }, 0);
}
