// Pure: a month as it is known at one moment: milliseconds of every machine and what is written down of its workshop.
// All editions and formats of a version are made of these facts and of nothing else, so they can be made again.
import type { DayTally, TimeElements, TimestampMs } from '@nakamawashi/machine-model';
import { addTime, noTime, totalMs } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import { datePlus, mondayOf } from '../directory/localDates.ts';

export interface MachineFacts {
  /** Within its workshop. */
  readonly id: string;
  readonly name: Bilingual;
  readonly class: Bilingual | null;
  /** The main process first. */
  readonly processes: readonly string[];
  readonly inPlan: TimeElements;
  readonly outsidePlan: TimeElements;
  /** Planned and unknown planned time by week, as `weeksOf` lists them. */
  readonly weeks: readonly WeekTime[];
  /** All data through this instant have arrived, at most the month's end; null where none of the month has. */
  readonly through: TimestampMs | null;
  /** Absent in facts that were kept before there was the word. */
  readonly desk?: DeskView;
}

/** Whether the desk could see the machine's hours when the month's first file was made (domain 6.7). */
export type DeskView = 'open' | 'paused' | 'closed';

interface WeekTime {
  readonly plannedMs: number;
  readonly unknownMs: number;
}

export interface WorkshopFacts {
  readonly id: string;
  readonly name: Bilingual;
  readonly region: Bilingual | null;
  /** Whether it is written down in the directory. */
  readonly isRegistered: boolean;
  /** Whether it agreed to monthly totals under a code when the facts were gathered. */
  readonly isAgreed: boolean;
  /** Held, booked or blocked time of the month. */
  readonly bookedMs: number;
  /** Whether its calendar has any plan, for each date of the month. */
  readonly isOpen: readonly boolean[];
  /** Planned time of all its machines, for each date of the month. */
  readonly plannedMs: readonly number[];
  readonly machines: readonly MachineFacts[];
}

export interface MonthFacts {
  /** 'YYYY-MM' in the time zone. */
  readonly month: string;
  readonly timeZone: string;
  /** By id. */
  readonly workshops: readonly WorkshopFacts[];
}

/** The dates of a month. */
export function datesOf(month: string): readonly string[] {
  const dates: string[] = [];
  for (let date = `${month}-01`; date.startsWith(month); date = datePlus(date, 1)) dates.push(date);
  return dates;
}

/** The Mondays of the weeks that a month touches; the first and the last week count with their days of the month. */
export function weeksOf(month: string): readonly string[] {
  return [...new Set(datesOf(month).map(mondayOf))];
}

/** What a machine's tallies of a month come to. */
export function machineSums(
  month: string,
  tallies: readonly DayTally[],
): Pick<MachineFacts, 'inPlan' | 'outsidePlan' | 'weeks'> {
  let [inPlan, outsidePlan] = [noTime, noTime];
  const weeks = new Map(weeksOf(month).map((monday) => [monday, { plannedMs: 0, unknownMs: 0 }]));
  for (const tally of tallies) {
    inPlan = addTime(inPlan, tally.inPlan);
    outsidePlan = addTime(outsidePlan, tally.outsidePlan);
    const week = weeks.get(mondayOf(tally.date));
    if (week === undefined) continue;
    week.plannedMs += tally.plannedMs;
    week.unknownMs += tally.inPlan.unknown;
  }
  return { inPlan, outsidePlan, weeks: [...weeks.values()] };
}

/** Sums of machines: inside and outside the plan, and inside the plan of those alone that report alarms. */
export interface TimeSum {
  readonly inPlan: TimeElements;
  readonly outsidePlan: TimeElements;
  readonly alarmed: TimeElements;
}

/** The sum of some machines; a machine reports alarms when it has one on record. */
export function timeSum(machines: readonly MachineFacts[]): TimeSum {
  return machines.reduce<TimeSum>(
    (sum, { inPlan, outsidePlan }) => ({
      inPlan: addTime(sum.inPlan, inPlan),
      outsidePlan: addTime(sum.outsidePlan, outsidePlan),
      alarmed: inPlan.fault + outsidePlan.fault > 0 ? addTime(sum.alarmed, inPlan) : sum.alarmed,
    }),
    { inPlan: noTime, outsidePlan: noTime, alarmed: noTime },
  );
}

/** Observed planned time over planned time; null without a plan. */
export function coverageOf(inPlan: TimeElements): number | null {
  const planned = totalMs(inPlan);
  return planned === 0 ? null : (planned - inPlan.unknown) / planned;
}

/** The shops with a machine whose coverage of the month is enough to count it as at work (domain 8.2). */
export function activeShops({ workshops }: MonthFacts, leastCoverage: number): readonly string[] {
  return workshops
    .filter(({ machines }) => machines.some(({ inPlan }) => (coverageOf(inPlan) ?? 0) >= leastCoverage))
    .map(({ id }) => id);
}
