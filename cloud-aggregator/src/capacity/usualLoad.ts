// Pure: how full a machine usually is at a weekday's half-day, from its own record of the last weeks (domain 6.5).
// Promise: a week that is not well enough on record says nothing; without enough weeks the owner's answer counts.
import type { Workshop } from '../directory/entryKinds.ts';
import { datePlus, mondayOf, weekdayOf } from '../directory/localDates.ts';
import type { CapacitySettings } from './capacitySettings.ts';
import type { Half } from './halfDays.ts';

/** What is on record of one machine for one half-day: planned time, what of it was seen, and what of that was work. */
export interface HalfDayRecord {
  readonly date: string;
  readonly half: Half;
  readonly plannedMs: number;
  /** Planned time that is not unknown. */
  readonly observedMs: number;
  /** Production and setup inside the plan. */
  readonly busyMs: number;
}

/** Where the usual load comes from; `assumed` when neither the record nor the owner says anything. */
export type LoadSource = 'record' | 'owner' | 'assumed';

/** The usual load as a share of the plan, 0 to 1. */
export interface UsualLoad {
  readonly source: LoadSource;
  /** How many weeks it rests on. */
  readonly weeks: number;
  /** Of each half-day of a week, Monday's morning first. */
  readonly shares: ArrayLike<number>;
}

const halfDaysOfWeek = 14;

/** The usual load of a half-day; `weekday` is 1 for Monday to 7 for Sunday. */
export function shareOf({ shares }: UsualLoad, weekday: number, half: Half): number {
  return shares[cellOf(weekday, half)] ?? 1;
}

/**
 * The usual load as of a local date, from the whole weeks before it. Weeks that fail the settings' coverage or working
 * days are left out; with too few good weeks it is the owner's answer, and without one nearly full.
 */
export function usualLoad(
  records: readonly HalfDayRecord[],
  today: string,
  owner: Workshop['usualLoad'],
  settings: CapacitySettings,
): UsualLoad {
  const until = mondayOf(today);
  const from = datePlus(until, -7 * settings.weeks);
  const recent = records.filter(({ date }) => date >= from && date < until);
  const weeks = [...Map.groupBy(recent, ({ date }) => mondayOf(date)).values()];
  const goodWeeks = weeks.filter((week) => isGood(week, settings));
  if (goodWeeks.length < settings.goodWeeks) {
    const source = owner === null ? 'assumed' : 'owner';
    const share = settings.usualLoads[owner ?? 'nearlyFull'];
    return { source, weeks: goodWeeks.length, shares: new Float64Array(halfDaysOfWeek).fill(share) };
  }
  const good = goodWeeks.flat();
  const cells = Map.groupBy(good, ({ date, half }) => cellOf(weekdayOf(date), half));
  // A half-day that was never worked before, such as a first Saturday, is taken to be as full as all others together.
  const overall = medianLoad(good) ?? settings.usualLoads.nearlyFull;
  const shares = new Float64Array(halfDaysOfWeek).map(
    (_, cell) => medianLoad(cells.get(cell) ?? []) ?? overall,
  );
  return { source: 'record', weeks: goodWeeks.length, shares };
}

function isGood(week: readonly HalfDayRecord[], settings: CapacitySettings): boolean {
  const planned = week.reduce((sum, each) => sum + each.plannedMs, 0);
  const observed = week.reduce((sum, each) => sum + each.observedMs, 0);
  const days = new Set(week.filter((each) => each.plannedMs > 0).map(({ date }) => date)).size;
  return planned > 0 && observed / planned >= settings.weekCoverage && days >= settings.weekWorkingDays;
}

/** The median of work over observed plan; null when nothing was observed. */
function medianLoad(records: readonly HalfDayRecord[]): number | null {
  const loads = records
    .filter(({ observedMs }) => observedMs > 0)
    .map(({ busyMs, observedMs }) => busyMs / observedMs)
    .sort((a, b) => a - b);
  if (loads.length === 0) return null;
  const middle = (loads.length - 1) / 2;
  return ((loads[Math.floor(middle)] ?? 0) + (loads[Math.ceil(middle)] ?? 0)) / 2;
}

function cellOf(weekday: number, half: Half): number {
  return 2 * (weekday - 1) + (half === 'morning' ? 0 : 1);
}
