// Pure: one local day of one machine in a small shop, as a machinist would tell it: warm-up, set-ups, pieces, tea,
// lunch, broken tools, now and then a longer fault, overtime, a night on bar stock. The segments cover the day exactly
// and follow from the seed alone. Public holidays are worked like any other day; Sundays are not.
import type { MachineState, TimestampMs } from '@nakamawashi/machine-model';
import { dayBounds } from '@nakamawashi/machine-model';
import { type SeededRandom, seededRandom } from './seededRandom.ts';
import type { Segment } from './segment.ts';
import { type Range, type WorkHabits, type WorkKind, workHabits } from './workHabits.ts';

export interface ShiftScriptRequest {
  readonly seed: number;
  readonly kind: WorkKind;
  /** Local date, `2026-11-21`. */
  readonly date: string;
  /** IANA name; the day may have 23, 24 or 25 hours. */
  readonly timeZone: string;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The segments of the local day: contiguous, the first begins and the last ends with the day. */
export function shiftScript(request: ShiftScriptRequest): readonly Segment[] {
  const day = dayBounds(request.date, request.timeZone);
  const yesterday = { ...request, date: dateAfter(request.date, -1) };
  const worked = [...workedDay(yesterday), ...workedDay(request)];
  const all: Segment[] = [];
  let at = day.from;
  const add = (from: TimestampMs, until: TimestampMs, state: MachineState, cause: string): void => {
    if (from > at) all.push({ from: at, until: from, state: 'off', cause: 'switched off' });
    if (until > from) all.push({ from, until, state, cause });
    at = Math.max(at, until);
  };
  for (const { from, until, state, cause } of worked) {
    if (until > day.from && from < day.until) {
      add(Math.max(from, day.from), Math.min(until, day.until), state, cause);
    }
  }
  add(day.until, day.until, 'off', 'switched off');
  return all;
}

/** What the machine is meant to do on a day; times are instants. */
interface DayPlan {
  readonly powerOn: TimestampMs;
  /** Nobody starts anything new after this. */
  readonly workEnds: TimestampMs;
  readonly breaks: readonly Break[];
  readonly upkeepFrom: TimestampMs | null;
  readonly breakdownAt: TimestampMs | null;
  readonly nightRunUntil: TimestampMs | null;
}

interface Break {
  readonly from: TimestampMs;
  readonly until: TimestampMs;
  readonly cause: string;
}

/** From power on to power off, which may lie after midnight; empty on a day off. */
function workedDay(request: ShiftScriptRequest): readonly Segment[] {
  const random = seededRandom(`${request.seed}/${request.kind}/${request.date}`);
  const habits = busyHabits(request);
  const plan = planDay(request, habits, random);
  return plan === null ? [] : weave(plan, habits, random);
}

/** Some machines always have less to do than others, and every machine has slack weeks. */
function busyHabits({ seed, kind, date }: ShiftScriptRequest): WorkHabits {
  const habits = workHabits[kind];
  const week = Math.floor((Date.parse(`${date}T00:00:00Z`) / dayMs + 3) / 7);
  const slack = seededRandom(`${seed}/${kind}`).next() + seededRandom(`${seed}/${kind}/${week}`).next();
  const [low, high] = habits.waitingMs;
  const waitingMs: Range = [low, Math.round(high * (0.6 + slack))];
  return { ...habits, waitingMs, waitingChance: habits.waitingChance * (0.5 + slack / 2) };
}

function planDay(request: ShiftScriptRequest, habits: WorkHabits, random: SeededRandom): DayPlan | null {
  const weekday = weekdayOf(request.date);
  if (weekday === 0 || (weekday === 6 && !random.chance(habits.saturdayChance))) return null;
  // Counted back from the day's end, because the clock is set, where it is set at all, in the small hours.
  const midnight = dayBounds(request.date, request.timeZone).until;
  const clock = (hour: number, minute = 0): TimestampMs =>
    midnight - (24 - hour) * hourMs + minute * minuteMs;
  const halfDay = weekday === 6 && random.chance(0.5);
  const upkeep = weekday === 5 && random.chance(habits.serviceChance);
  const overtime = !halfDay && !upkeep && random.chance(habits.overtimeChance);
  const workEnds = halfDay ? clock(12) : clock(17) + (overtime ? random.between(60, 180) * minuteMs : 0);
  const nightRun = !halfDay && !upkeep && weekday !== 6 && random.chance(habits.nightRunChance);
  const nightRunUntil = Math.min(workEnds + draw(random, habits.nightRunMs), clock(30, 30));
  const breakdown = random.chance(habits.breakdownChance);
  return {
    powerOn: clock(7, random.between(44, 57)) + random.between(0, 59) * 1000,
    workEnds,
    breaks: [
      { from: clock(10), until: clock(10, 10), cause: 'tea' },
      { from: clock(12), until: clock(13), cause: 'lunch' },
      { from: clock(15), until: clock(15, 10), cause: 'tea' },
    ],
    upkeepFrom: upkeep ? workEnds - draw(random, habits.serviceMs) : null,
    breakdownAt: breakdown ? clock(8, random.between(15, 480)) : null,
    nightRunUntil: nightRun ? nightRunUntil : null,
  };
}

/** Something that takes time at the machine; what needs a hand waits for breaks and stops when work ends. */
interface Activity {
  readonly state: MachineState;
  readonly cause: string;
  readonly ms: number;
  readonly needsHand: boolean;
}

function weave(plan: DayPlan, habits: WorkHabits, random: SeededRandom): readonly Segment[] {
  const day = startDay(plan.powerOn);
  const handsUntil = plan.upkeepFrom ?? plan.workEnds;
  let broken = plan.breakdownAt === null;
  for (const activity of activities(habits, random)) {
    if (day.at() >= handsUntil) break;
    if (!broken && day.at() >= (plan.breakdownAt ?? 0)) {
      broken = true;
      const ms = draw(random, habits.breakdownMs);
      attend(day, plan, handsUntil, { state: 'fault', cause: 'breakdown', ms, needsHand: true });
    }
    if (activity.needsHand) attend(day, plan, handsUntil, activity);
    else day.write(activity.state, activity.cause, day.at() + activity.ms);
  }
  if (plan.upkeepFrom !== null) day.write('maintenance', 'upkeep', plan.workEnds);
  if (plan.nightRunUntil === null) {
    day.write('idle', 'cleaning', day.at() + random.between(8 * minuteMs, 15 * minuteMs));
  } else {
    runThroughNight(day, plan.nightRunUntil, habits, random);
  }
  return day.written;
}

/** Writes an activity in the pieces that breaks leave of it, up to `handsUntil`. A fault stays a fault in a break. */
function attend(day: WrittenDay, plan: DayPlan, handsUntil: TimestampMs, activity: Activity): void {
  let leftMs = activity.ms;
  while (leftMs > 0 && day.at() < handsUntil) {
    const at = day.at();
    const pause = plan.breaks.find(({ from, until }) => at >= from && at < until);
    if (pause !== undefined) {
      if (activity.state === 'fault') day.write('fault', activity.cause, pause.until);
      else day.write('idle', pause.cause, pause.until);
      continue;
    }
    const nextBreak = plan.breaks.find(({ from }) => from > at)?.from ?? handsUntil;
    const until = Math.min(at + leftMs, nextBreak, handsUntil);
    day.write(activity.state, activity.cause, until);
    leftMs -= until - at;
  }
}

/** Bar after bar until the stock or the plan ends, or something jams; then the control switches itself off. */
function runThroughNight(
  day: WrittenDay,
  until: TimestampMs,
  habits: WorkHabits,
  random: SeededRandom,
): void {
  day.write('setup', 'night run prepared', day.at() + random.between(8 * minuteMs, 20 * minuteMs));
  const cycleMs = draw(random, habits.cycleMs);
  const jamsAt = random.chance(0.15) ? day.at() + random.between(hourMs, 6 * hourMs) : until;
  const runsUntil = Math.min(until, jamsAt);
  while (day.at() < runsUntil) {
    day.write('production', 'cutting', day.at() + cycleMs);
    day.write('idle', 'bar feed', day.at() + draw(random, habits.loadingMs));
  }
  const waitsMs = random.between(20 * minuteMs, 40 * minuteMs);
  if (jamsAt < until) day.write('fault', 'chip jam', day.at() + waitsMs);
  else day.write('idle', 'stock used up', day.at() + waitsMs);
}

function* activities(habits: WorkHabits, random: SeededRandom): Generator<Activity, never> {
  yield byHand('idle', 'switched on', draw(random, [minuteMs, 4 * minuteMs]));
  yield byHand('setup', 'warm-up', draw(random, habits.warmUpMs));
  // Half of all mornings go on with yesterday's job.
  let prepared = random.chance(0.5);
  for (;;) {
    if (!prepared) {
      yield byHand('setup', 'set-up', draw(random, habits.setupMs));
      yield byHand('idle', 'first piece measured', draw(random, habits.inspectionMs));
    }
    prepared = false;
    yield* run(habits, random);
    if (random.chance(habits.waitingChance)) {
      yield byHand('idle', 'waiting for work', draw(random, habits.waitingMs));
    }
  }
}

/** One job's pieces. */
function* run(habits: WorkHabits, random: SeededRandom): Generator<Activity, void> {
  const cycleMs = draw(random, habits.cycleMs);
  let leftMs = draw(random, habits.runMs);
  while (leftMs > 0) {
    const loadingMs = draw(random, habits.loadingMs);
    leftMs -= cycleMs + loadingMs;
    if (random.chance(cycleMs / habits.toolBreakEveryMs)) {
      const cutMs = random.between(Math.ceil(cycleMs / 10), cycleMs);
      yield { state: 'production', cause: 'cutting', ms: cutMs, needsHand: false };
      yield byHand('fault', 'broken tool', draw(random, habits.toolBreakMs));
      yield byHand('setup', 'new tool measured', draw(random, [2 * minuteMs, 6 * minuteMs]));
    } else {
      yield { state: 'production', cause: 'cutting', ms: cycleMs, needsHand: false };
    }
    if (random.chance(habits.toolChangeChance)) {
      yield byHand('idle', 'worn tool changed', draw(random, habits.toolChangeMs));
    }
    const cause = habits.handLoaded ? 'loading' : 'bar feed';
    yield { state: 'idle', cause, ms: loadingMs, needsHand: habits.handLoaded };
  }
}

function byHand(state: MachineState, cause: string, ms: number): Activity {
  return { state, cause, ms, needsHand: true };
}

interface WrittenDay {
  readonly written: readonly Segment[];
  at(): TimestampMs;
  /** Writes nothing when `until` has passed already. */
  write(state: MachineState, cause: string, until: TimestampMs): void;
}

function startDay(powerOn: TimestampMs): WrittenDay {
  const written: Segment[] = [];
  let at = powerOn;
  return {
    written,
    at: () => at,
    write: (state, cause, until) => {
      if (until <= at) return;
      written.push({ from: at, until, state, cause });
      at = until;
    },
  };
}

function draw(random: SeededRandom, [low, high]: Range): number {
  return random.between(low, high);
}

/** 0 = Sunday. */
function weekdayOf(date: string): number {
  return (Date.parse(`${date}T00:00:00Z`) / dayMs + 4) % 7;
}

function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}
