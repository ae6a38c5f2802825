// Pure: the free hours of single half-days, for a week on one sheet (domain 6.1, B2). Promise: the cells of a week are
// together never more than the free hours that stand beside them, and nothing planned is no cell at all.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { CapacitySettings } from './capacitySettings.ts';
import { type MachineTime, roundDown, timeLeft } from './freeHours.ts';
import { plannedMs, within } from './halfDays.ts';

/** What is left of one half-day: its plan and what of it is likely free, in milliseconds. */
export interface HalfDayLeft {
  readonly date: string;
  readonly planMs: number;
  readonly leftMs: number;
}

/** Every half-day from now on, two for each date; a margin belongs to a whole window, so there is none here. */
export function halfDaysLeft(
  machine: MachineTime,
  now: TimestampMs,
  settings: CapacitySettings,
): readonly HalfDayLeft[] {
  const bare = { ...settings, marginHours: 0, marginShare: 0 };
  return within(machine.halfDays, { from: now, until: Number.MAX_SAFE_INTEGER }).map((halfDay) => {
    const from = halfDay.planned[0]?.from ?? now;
    const until = halfDay.planned.at(-1)?.until ?? now;
    const { leftMs } = timeLeft(machine, { from, until }, bare);
    return { date: halfDay.date, planMs: plannedMs([halfDay]), leftMs };
  });
}

/** What an owner sees: each half-day in his own steps, until the week's free hours are used up. */
export function ownCells(
  left: readonly HalfDayLeft[],
  weekMs: number,
  stepMs: number,
): readonly (number | null)[] {
  let budget = weekMs;
  return left.map(({ planMs, leftMs }) => {
    if (planMs === 0) return null;
    const cell = roundDown(Math.min(leftMs, budget), stepMs);
    budget -= cell;
    return cell;
  });
}

/** What others see: whole half-days or nothing, so that a cell tells no more than the coarse hours of the week. */
export function othersCells(left: readonly HalfDayLeft[], weekMs: number): readonly (number | null)[] {
  let budget = weekMs;
  let carried = 0;
  return left.map(({ planMs, leftMs }) => {
    if (planMs === 0) return null;
    carried += leftMs;
    if (carried < planMs || budget < planMs) return 0;
    carried -= planMs;
    budget -= planMs;
    return planMs;
  });
}
