// One machine's account as it grows: settled intervals become slots, wait in memory to be dated while the time is in
// doubt, and wait there to be written while the disk refuses them. Promise: no time is accounted for twice, and a file
// that cannot be read only keeps it waiting.
import {
  accountInterval,
  type Interval,
  joinIntervals,
  type LiveState,
  liveState,
  type MachineModel,
  type MachineState,
  type ModelStep,
  type OpenSlot,
  openSlotAt,
  type Slot,
  settledThrough,
  shiftModel,
  shiftSpan,
  startModel,
  type TimestampMs,
} from '@nakamawashi/machine-model';
import { type Clock, type Log, messageOf } from '@nakamawashi/runtime';
import { resumeAccount, slotStart } from './account.ts';
import type { Machine } from './config.ts';
import type { Driver } from './drivers/driver.ts';
import type { IntervalHistory } from './history/intervalHistory.ts';
import type { Outbox } from './outbox/outbox.ts';
import { isWhollyWithheld, type Withholding, withoutWithheld } from './sharing/withholding.ts';

/** What a collector works with. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly driver: (protocol: string) => Promise<Driver>;
  readonly outbox: Outbox;
  readonly history: IntervalHistory;
  readonly slotLengthMs: number;
  /** Whether anything of this machine may leave the building. */
  isShared(machine: Machine): boolean;
  /** The times whose account never leaves. */
  withheld(): readonly Withholding[];
  /** Whether what settles now may be dated; else it is kept until `date`. */
  isTimeTrusted(): boolean;
  /** Called when the live state is another. */
  onLive(): void;
}

/** What is kept in memory of each machine while the disk refuses it: ten days of slots, a busy week of changes. */
const bound = { slots: 2_880, intervals: 5_000 };

/** All that is known of one machine in this process. */
export interface MachineAccount {
  model: MachineModel;
  /** Null until the time was trusted for the first time, and the file could be read since. */
  open: OpenSlot | null;
  /** Settled while the time was in doubt. */
  undated: readonly Interval[];
  /** Dated, and waiting for the account to begin. */
  dated: readonly Interval[];
  intervals: Interval[];
  slots: Slot[];
  /** How many of them the last `settled` gave out. */
  given: { intervals: number; slots: number };
  givenUp: number;
  writtenState: MachineState | null;
  shown: LiveState;
  /** Whether that stays so until something is read or contact is lost. */
  shownLasts: boolean;
  lastContact: TimestampMs | null;
  isConnected: boolean;
  problem: string | null;
  /** A clock that was behind the history from the start proves nothing: boxes without a battery start in the past. */
  mayTakeBack: boolean;
  reading: AbortController;
}

function begun(model: MachineModel): MachineAccount {
  return {
    model,
    open: null,
    undated: [],
    dated: [],
    intervals: [],
    slots: [],
    given: { intervals: 0, slots: 0 },
    givenUp: 0,
    writtenState: null,
    shown: liveState(model),
    shownLasts: false,
    lastContact: null,
    isConnected: false,
    problem: null,
    mayTakeBack: false,
    reading: new AbortController(),
  };
}

/** The account from now on. It begins when the time is trusted and the file can be read; until then all of it waits. */
export function openAccount(machine: Machine, surroundings: Surroundings): MachineAccount {
  const { clock, log } = surroundings;
  const waiting = begun(startModel(machine.profile, clock.now()));
  if (!surroundings.isTimeTrusted()) return waiting;
  try {
    return takeUp(machine, surroundings);
  } catch (error) {
    const problem = messageOf(error);
    if (problem.startsWith('BUG:')) throw error;
    log.error({ machine: machine.id, problem }, 'the account cannot begin yet');
    return waiting;
  }
}

/** The account from now on; what the history does not know of the time before is unknown. */
function takeUp(machine: Machine, surroundings: Surroundings): MachineAccount {
  const { clock, history } = surroundings;
  const now = clock.now();
  // A clock that is behind our own history has to catch up first: that time has been accounted for.
  const at = Math.max(now, history.knownThrough(machine.id) ?? now);
  const state = begun(startModel(machine.profile, at));
  return { ...state, ...resumed(machine, surroundings, at), mayTakeBack: at === now };
}

/** The account at `at`, not before the end of the history, and the slot that was left unfinished. */
function resumed(
  machine: Machine,
  surroundings: Surroundings,
  at: TimestampMs,
): Pick<MachineAccount, 'open' | 'slots'> {
  const { history, slotLengthMs: lengthMs, isShared } = surroundings;
  const knownThrough = history.knownThrough(machine.id);
  const sharedSince = noteSharing(machine, surroundings, at) ?? at;
  const from = slotStart(knownThrough ?? at, lengthMs);
  const withheld = surroundings.withheld();
  const intervals = withoutWithheld(withheld, history.read(machine.id, { from, until: from + lengthMs }));
  const account = resumeAccount({ machine: machine.id, lengthMs, at, knownThrough, intervals, sharedSince });
  const shared = isShared(machine) ? account.closed.filter((slot) => !isWhollyWithheld(withheld, slot)) : [];
  return { open: account.open, slots: shared };
}

/** A full disk must not keep the account from beginning: then the next start notes since when it is shared. */
function noteSharing(
  machine: Machine,
  { outbox, isShared, log }: Surroundings,
  at: TimestampMs,
): TimestampMs | null {
  try {
    return outbox.noteSharing(machine.id, isShared(machine), at);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('BUG:')) throw error;
    log.error({ machine: machine.id, problem: String(error) }, 'sharing could not be noted');
    return null;
  }
}

/** Lays what was told in doubt on the line of true time; the file is not asked, so that this cannot fail. */
export function dateAll(
  machine: Machine,
  { state, surroundings, byMs }: { state: MachineAccount; surroundings: Surroundings; byMs: number },
): void {
  const undated = state.undated.map((interval) => shiftSpan(interval, byMs));
  state.undated = [];
  const isBegun = state.open !== null || state.dated.length > 0;
  if (isBegun && byMs < 0) return;
  const model = shiftModel(state.model, byMs);
  state.lastContact = state.lastContact === null ? null : state.lastContact + byMs;
  account(machine, { state, surroundings, step: { model, settled: undated } });
  state.shown = liveState(model);
  state.shownLasts = false;
}

/**
 * Begins an account that waited for its time, or for a file that can be read; throws while it cannot be.
 * When the time turns out to be before what has been accounted for, that account stands, and the machine waits or
 * begins anew as after any clock that was set back.
 */
export function beginAccount(
  machine: Machine,
  { state, surroundings }: { state: MachineAccount; surroundings: Surroundings },
): void {
  if (state.open !== null || !surroundings.isTimeTrusted()) return;
  const from = state.dated[0]?.from ?? settledThrough(state.model);
  const known = surroundings.history.knownThrough(machine.id);
  if (known !== null && known > from) {
    const { reading } = state;
    Object.assign(state, { ...takeUp(machine, surroundings), reading });
    reading.abort();
    return;
  }
  Object.assign(state, resumed(machine, surroundings, from), { mayTakeBack: true });
  const settled = state.dated;
  state.dated = [];
  account(machine, { state, surroundings, step: { model: state.model, settled } });
}

/**
 * From now on the machine is shared, or is not: time from before it was shared never becomes a slot. A box that waits
 * for its time has no account yet, and notes it when it begins one.
 */
export function beginSharing(
  machine: Machine,
  { state, surroundings }: { state: MachineAccount; surroundings: Surroundings },
): void {
  if (state.open === null) return;
  const at = settledThrough(state.model);
  noteSharing(machine, surroundings, at);
  if (surroundings.isShared(machine)) state.open = openSlotAt(machine.id, at, surroundings.slotLengthMs);
}

/** Takes in what a step settled: into slots, or into what is yet to be dated. */
export function account(
  machine: Machine,
  { state, surroundings, step }: { state: MachineAccount; surroundings: Surroundings; step: ModelStep },
): void {
  const { isTimeTrusted, withheld: withheldTimes } = surroundings;
  const { model, settled } = step;
  state.model = model;
  if (settled.length === 0) return;
  if (!isTimeTrusted()) {
    state.undated = joinIntervals([...state.undated, ...settled]).slice(-bound.intervals);
    return;
  }
  if (state.open === null) {
    state.dated = joinIntervals([...state.dated, ...settled]).slice(-bound.intervals);
    return;
  }
  const withheld = withheldTimes();
  const isShared = surroundings.isShared(machine);
  for (const interval of withoutWithheld(withheld, settled)) {
    const { open, closed } = accountInterval(state.open, interval);
    state.open = open;
    if (isShared) state.slots.push(...closed.filter((slot) => !isWhollyWithheld(withheld, slot)));
  }
  state.intervals.push(...joinIntervals([...state.intervals.splice(-1), ...settled]));
  state.intervals.splice(0, state.intervals.length - bound.intervals);
  state.givenUp += state.slots.splice(0, state.slots.length - bound.slots).length;
}

/**
 * The clock was set back. When every slot appended so far is over by the corrected clock too, the account begins anew
 * now, and what was dated beyond is taken back; otherwise time stands still until it is, or until the host has refused
 * the slots of the future and they are set aside.
 */
export function clockWentBack(
  machine: Machine,
  { state, surroundings, now }: { state: MachineAccount; surroundings: Surroundings; now: TimestampMs },
): void {
  const { history, outbox, log } = surroundings;
  const appended = outbox.lastAppendedEnd(machine.id);
  const isBeyond = (appended !== null && appended > now) || state.slots.length > 0;
  if (isBeyond || !state.mayTakeBack) return;
  log.warn(
    { machine: machine.id, byMs: state.model.now - now },
    'the clock was set back; the account begins anew',
  );
  history.extend(machine.id, state.intervals);
  history.cutOff(machine.id, now);
  // The driver has to begin anew as well: a subscription tells nothing twice.
  state.reading.abort();
  const { reading, givenUp } = state;
  Object.assign(state, { ...takeUp(machine, surroundings), reading, givenUp });
}
