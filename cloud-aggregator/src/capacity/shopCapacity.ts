// Pure: the capacity of all machines of one workshop now: this week's and today's free hours, mark, confidence and next
// free stretch (domain 6.5). What the owner and others are shown of it is `shownTo`'s business.
import type { Span, TimestampMs } from '@nakamawashi/machine-model';
import type { Booking, Stance, Workshop } from '../directory/entryKinds.ts';
import { datePlus, mondayOf } from '../directory/localDates.ts';
import type { CapacitySettings } from './capacitySettings.ts';
import { type Confidence, confidenceOf } from './confidence.ts';
import { capped, hourMs, type MachineTime, type TimeLeft, timeLeft } from './freeHours.ts';
import { type HalfDayLeft, halfDaysLeft } from './halfDayCells.ts';
import { type HalfDay, plannedMs, within } from './halfDays.ts';
import { type MarkGiven, markOf } from './mark.ts';
import { nextStretch, type Stretch } from './nextStretch.ts';
import type { UsualLoad } from './usualLoad.ts';

/** One machine with what follows from its record; without a device the owner's word is all there is. */
interface MachineFacts {
  readonly machine: string;
  readonly hasDevice: boolean;
  readonly load: UsualLoad;
  /** Observed share of the planned time of the last working days, 0 to 1; null without a device. */
  readonly coverage: number | null;
}

/** Everything a workshop's capacity is computed from. */
export interface ShopFacts {
  readonly workshop: Workshop;
  readonly machines: readonly MachineFacts[];
  /** The shop's half-days from today through the end of next week, or later. */
  readonly halfDays: readonly HalfDay[];
  readonly bookings: readonly Booking[];
  readonly stance: Stance | null;
  readonly today: string;
  readonly now: TimestampMs;
}

/** The windows of a board. */
export type WindowName = 'today' | 'week' | 'nextWeek';

/** What is free of one machine in one window. */
interface WindowCapacity {
  readonly sum: TimeLeft;
  /** What the shop itself sees; others see it rounded down further. */
  readonly freeMs: number;
}

/** A machine's capacity, as its owner sees it. */
export interface MachineCapacity {
  readonly machine: string;
  readonly windows: Readonly<Record<WindowName, WindowCapacity>>;
  readonly mark: MarkGiven;
  readonly confidence: Confidence;
  readonly load: Pick<UsualLoad, 'source' | 'weeks'>;
  readonly next: Stretch | null;
  /**
   * Every half-day of this week and of the next, two for each date from today on; none is free when the owner is
   * full.
   */
  readonly halfDays: Readonly<Record<'week' | 'nextWeek', readonly HalfDayLeft[]>>;
}

/** The capacity of every machine of a workshop, in the order of the facts. */
export function shopCapacity(facts: ShopFacts, settings: CapacitySettings): readonly MachineCapacity[] {
  const { workshop, machines, stance, today, now } = facts;
  const current = stance?.week === mondayOf(today) ? stance : null;
  const times = machines.map((machine) => machineTime(facts, machine));
  const windows = windowsOf(facts);
  const capacities = Object.fromEntries(
    Object.entries(windows).map(([name, window]) => [name, freeIn(facts, times, window, settings)]),
  ) as Readonly<Record<WindowName, readonly { sum: TimeLeft; freeMs: number }[]>>;
  return machines.map((machine, index): MachineCapacity => {
    const time = times[index];
    if (time === undefined) throw new Error(`BUG: no time for machine ${machine.machine}`);
    const of = (name: WindowName): WindowCapacity => {
      const found = capacities[name][index];
      if (found === undefined) throw new Error(`BUG: no window ${name} for machine ${machine.machine}`);
      return found;
    };
    const confidence = confidenceOf(
      {
        coverage: machine.coverage,
        loadSource: time.load.source,
        stanceAt: current?.at ?? null,
        calendarAt: workshop.calendarConfirmedAt,
      },
      now,
      settings,
    );
    const week = of('week');
    const freeMs = machine.hasDevice ? week.freeMs : null;
    return {
      machine: machine.machine,
      windows: { today: of('today'), week, nextWeek: of('nextWeek') },
      mark: markOf({ freeMs, confidence, stance: current }, now, settings),
      confidence,
      load: { source: time.load.source, weeks: time.load.weeks },
      next: current?.answer === 'full' ? null : nextStretch(time, now, settings),
      halfDays: weeksLeft(time, facts, settings),
    };
  });
}

function weeksLeft(
  time: MachineTime,
  { today, now }: ShopFacts,
  settings: CapacitySettings,
): MachineCapacity['halfDays'] {
  const left = halfDaysLeft(time, now, settings);
  const monday = mondayOf(today);
  const ofWeek = (first: string): readonly HalfDayLeft[] =>
    left.filter(({ date }) => mondayOf(date) === first);
  return { week: ofWeek(monday), nextWeek: ofWeek(datePlus(monday, 7)) };
}

function machineTime({ halfDays, bookings }: ShopFacts, { machine, load }: MachineFacts): MachineTime {
  return {
    halfDays,
    bookings: bookings.filter((each) => each.machine === null || each.machine === machine),
    load,
  };
}

/** The rest of today, the rest of this week, and next week; weeks start on Monday. */
function windowsOf({ halfDays, today, now }: ShopFacts): Readonly<Record<WindowName, Span>> {
  const monday = mondayOf(today);
  const ends = (isIn: (date: string) => boolean): number =>
    Math.max(
      now,
      ...halfDays.filter(({ date }) => isIn(date)).flatMap(({ planned }) => planned.map((p) => p.until)),
    );
  const untilToday = ends((date) => date <= today);
  const untilWeek = ends((date) => mondayOf(date) <= monday);
  const untilNext = ends((date) => mondayOf(date) <= datePlus(monday, 7));
  return {
    today: { from: now, until: untilToday },
    week: { from: now, until: Math.max(untilToday, untilWeek) },
    nextWeek: { from: Math.max(untilToday, untilWeek), until: Math.max(untilWeek, untilNext) },
  };
}

function freeIn(
  { workshop, halfDays }: ShopFacts,
  times: readonly MachineTime[],
  window: Span,
  settings: CapacitySettings,
): readonly { readonly sum: TimeLeft; readonly freeMs: number }[] {
  const sums = times.map((time) => timeLeft(time, window, settings));
  const offers = sums.map(({ planMs, usualMs, marginMs, leftMs }) => ({
    leftMs,
    unbookedMs: Math.max(0, planMs - usualMs - marginMs),
  }));
  const { staffing } = workshop;
  const attended = plannedMs(within(halfDays, window));
  const minded = staffing === null ? null : attended * staffing.people * staffing.machinesPerPerson;
  const free = capped(offers, minded, settings.ownStepHours * hourMs);
  return sums.map((sum, index) => ({ sum, freeMs: free[index] ?? 0 }));
}
