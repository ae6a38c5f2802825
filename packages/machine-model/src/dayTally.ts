// Pure: one machine, one local date: planned time, and the time elements inside and outside the plan (standards D.6).
// Promise: inside and outside together are the date's time to the millisecond, and the dates together are all time; a
// slot that is absent is unknown.
import type { DayPiece } from './dayPieces.ts';
import { lengthOf } from './intervals.ts';
import type { TimestampMs } from './reading.ts';
import type { MachineId, Slot } from './slot.ts';
import type { TimeElements } from './timeElements.ts';
import { addTime, noTime, splitTime, timeIn } from './timeElements.ts';

/** Planned time of half a date: all of it, what of it is not unknown, and what of that was production or setup. */
export interface HalfTally {
  readonly plannedMs: number;
  readonly observedMs: number;
  readonly busyMs: number;
}

/** A machine's date; `inPlan` sums to `plannedMs`, `outsidePlan` to the rest of its time. */
export interface DayTally {
  readonly machine: MachineId;
  readonly date: string;
  readonly plannedMs: number;
  readonly inPlan: TimeElements;
  readonly outsidePlan: TimeElements;
  /** Before noon; what is left of the date's plan is its afternoon. */
  readonly morning: HalfTally;
}

/** What a tally is made of: the date's pieces (`dayPieces`), and slots in any order. */
export interface DayRecord {
  readonly machine: MachineId;
  readonly date: string;
  readonly pieces: readonly DayPiece[];
  readonly slots: readonly Slot[];
}

/** A half-day in which nothing is planned. */
export const noHalf: HalfTally = { plannedMs: 0, observedMs: 0, busyMs: 0 };

/** Sums a date; a slot across an edge of the plan or of the date is divided in proportion, alike from both sides. */
export function tallyDay({ machine, date, pieces, slots }: DayRecord): DayTally {
  let [inPlan, outsidePlan, morning] = [noTime, noTime, noTime];
  const add = (piece: DayPiece, elements: TimeElements): void => {
    if (!piece.isOwn) return;
    if (!piece.isPlanned) outsidePlan = addTime(outsidePlan, elements);
    else {
      inPlan = addTime(inPlan, elements);
      if (piece.isMorning) morning = addTime(morning, elements);
    }
  };
  let index = 0;
  let through: TimestampMs = pieces[0]?.from ?? 0;
  const count = (until: TimestampMs, elements: TimeElements | null): void => {
    let rest = elements;
    for (let piece = pieces[index]; piece !== undefined && through < until; piece = pieces[index]) {
      const stop = Math.min(until, piece.until);
      const [part, left] =
        rest === null ? [timeIn('unknown', stop - through), null] : splitTime(rest, stop - through);
      add(piece, part);
      rest = left;
      through = stop;
      if (stop === piece.until) index += 1;
    }
  };
  for (const slot of slots.toSorted((a, b) => a.start - b.start)) {
    const end = slot.start + slot.lengthMs;
    if (end <= through) continue;
    count(slot.start, null);
    const [, rest] = splitTime(slot.elements, Math.max(0, through - slot.start));
    count(end, rest);
  }
  count(pieces.at(-1)?.until ?? through, null);
  const own = pieces.filter(({ isOwn, isPlanned }) => isOwn && isPlanned);
  const plannedMs = own.reduce((sum, piece) => sum + lengthOf(piece), 0);
  return { machine, date, plannedMs, inPlan, outsidePlan, morning: halfOf(morning) };
}

/** The plan's time elements as a half-day counts them. */
export function halfOf(elements: TimeElements): HalfTally {
  const plannedMs = Object.values(elements).reduce((sum, ms) => sum + ms, 0);
  return {
    plannedMs,
    observedMs: plannedMs - elements.unknown,
    busyMs: elements.production + elements.setup,
  };
}

/** The other half of a date's plan. */
export function afternoonOf({ inPlan, morning }: Pick<DayTally, 'inPlan' | 'morning'>): HalfTally {
  const whole = halfOf(inPlan);
  return {
    plannedMs: whole.plannedMs - morning.plannedMs,
    observedMs: whole.observedMs - morning.observedMs,
    busyMs: whole.busyMs - morning.busyMs,
  };
}
