// One machine, from its driver to settled intervals and closed slots. A driver that fails is tried again for ever, and
// meanwhile the machine is unknown: loss of contact is a value in the data. Nothing here waits for disk or network.
import {
  accountInterval,
  advance,
  type Interval,
  joinIntervals,
  type LiveState,
  liveState,
  loseContact,
  type MachineModel,
  type MachineState,
  type ModelStep,
  type OpenSlot,
  observe,
  type Slot,
  startModel,
  type TimestampMs,
} from '@nakamawashi/machine-model';
import { type Clock, type Log, supervise } from '@nakamawashi/runtime';
import { resumeAccount, slotStart } from './account.ts';
import type { Machine } from './config.ts';
import type { Driver } from './drivers/driver.ts';
import type { IntervalHistory } from './history/intervalHistory.ts';
import type { Outbox } from './outbox/outbox.ts';

/** What became certain since it was last written down. */
export interface Settled {
  readonly machine: string;
  readonly intervals: readonly Interval[];
  readonly slots: readonly Slot[];
  /** Whether the machine has changed its state since. */
  readonly isChange: boolean;
}

/** How the connection to a machine is. */
export interface Contact {
  readonly isConnected: boolean;
  /** The last proof of contact by our clock, or null. */
  readonly last: TimestampMs | null;
  /** Why the last attempt failed, or null while all is well. */
  readonly problem: string | null;
}

/** One machine being read. */
export interface Collector {
  readonly machine: Machine;
  live(): LiveState;
  contact(): Contact;
  /** Reads the machine until aborted, whatever happens to it. */
  run(signal: AbortSignal): Promise<void>;
  /** Time passed; called about once a second. */
  tick(): void;
  /** What is to be written down; the same again until `written`. */
  settled(): Settled;
  /** The last `settled` is on disk. */
  written(): void;
  /** Slots given up because the disk refused them for too long; the oldest go first. */
  givenUp(): number;
  /** The host says that our clock was ahead: what it dated in the future may be taken back. */
  clockWasAhead(): void;
  /** Ends the account: what is known through the last contact is settled. */
  finish(): void;
}

/** What a collector works with. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly driver: (protocol: string) => Promise<Driver>;
  readonly outbox: Outbox;
  readonly history: IntervalHistory;
  readonly slotLengthMs: number;
  readonly isShared: boolean;
  /** Called when the live state is another. */
  onLive(): void;
}

const backoff = { firstMs: 500, maxMs: 15_000 };
/** A clock that is set back by less is waited for; the machine's time stands still meanwhile. */
const clockToleranceMs = 2_000;

/** What is kept in memory of each machine while the disk refuses it: ten days of slots, a busy week of changes. */
const bound = { slots: 2_880, intervals: 5_000 };

interface State {
  model: MachineModel;
  open: OpenSlot;
  intervals: Interval[];
  slots: Slot[];
  /** How many of them the last `settled` gave out. */
  given: { intervals: number; slots: number };
  givenUp: number;
  writtenState: MachineState | null;
  shown: LiveState;
  lastContact: TimestampMs | null;
  isConnected: boolean;
  problem: string | null;
  /** A clock that was behind the history from the start proves nothing: boxes without a battery start in the past. */
  mayTakeBack: boolean;
  reading: AbortController;
}

/** Takes up the machine's account where the history ends; the time since then is unknown. */
export function openCollector(machine: Machine, surroundings: Surroundings): Collector {
  const { clock, onLive } = surroundings;
  const state = takeUp(machine, surroundings);
  const step = (result: ModelStep): void => {
    account(state, surroundings, result);
    const shown = liveState(state.model);
    const { shown: before } = state;
    if (shown.state === before.state && shown.inferred === before.inferred && shown.since === before.since)
      return;
    state.shown = shown;
    onLive();
  };
  return {
    machine,
    live: () => state.shown,
    contact: () => ({ isConnected: state.isConnected, last: state.lastContact, problem: state.problem }),
    run: (signal) => read(machine, { state, surroundings, step, signal }),
    tick: () => {
      const now = clock.now();
      if (now + clockToleranceMs < state.model.now) clockWentBack(machine, { state, surroundings, now });
      else step(advance(state.model, now));
    },
    settled: () => {
      state.given = { intervals: state.intervals.length, slots: state.slots.length };
      const isChange = state.intervals.some((interval) => interval.state !== state.writtenState);
      return { machine: machine.id, intervals: [...state.intervals], slots: [...state.slots], isChange };
    },
    written: () => {
      const written = state.intervals.splice(0, state.given.intervals);
      state.writtenState = written.at(-1)?.state ?? state.writtenState;
      state.slots.splice(0, state.given.slots);
    },
    givenUp: () => state.givenUp,
    clockWasAhead: () => {
      state.mayTakeBack = true;
    },
    finish: () => step(loseContact(state.model, clock.now())),
  };
}

function takeUp(machine: Machine, surroundings: Surroundings): State {
  const { clock, history, outbox, slotLengthMs: lengthMs, isShared } = surroundings;
  const now = clock.now();
  const knownThrough = history.knownThrough(machine.id);
  // A clock that is behind our own history has to catch up first: that time has been accounted for.
  const at = Math.max(now, knownThrough ?? now);
  const sharedSince = outbox.noteSharing(machine.id, isShared, now) ?? at;
  const from = slotStart(knownThrough ?? at, lengthMs);
  const intervals = history.read(machine.id, { from, until: from + lengthMs });
  const resumed = resumeAccount({ machine: machine.id, lengthMs, at, knownThrough, intervals, sharedSince });
  const model = startModel(machine.profile, at);
  return {
    model,
    open: resumed.open,
    intervals: [],
    slots: isShared ? [...resumed.closed] : [],
    given: { intervals: 0, slots: 0 },
    givenUp: 0,
    writtenState: null,
    shown: liveState(model),
    lastContact: null,
    isConnected: false,
    problem: null,
    mayTakeBack: at === now,
    reading: new AbortController(),
  };
}

function account(state: State, { isShared }: Surroundings, { model, settled }: ModelStep): void {
  state.model = model;
  for (const interval of settled) {
    const { open, closed } = accountInterval(state.open, interval);
    state.open = open;
    if (isShared) state.slots.push(...closed);
  }
  state.intervals = joinIntervals([...state.intervals, ...settled]).slice(-bound.intervals);
  state.givenUp += state.slots.splice(0, state.slots.length - bound.slots).length;
}

interface Reading {
  readonly state: State;
  readonly surroundings: Surroundings;
  readonly step: (result: ModelStep) => void;
  readonly signal: AbortSignal;
}

async function read(machine: Machine, { state, surroundings, step, signal }: Reading): Promise<void> {
  const { clock, log, driver } = surroundings;
  const once = async (running: AbortSignal): Promise<void> => {
    state.reading = new AbortController();
    const until = AbortSignal.any([running, state.reading.signal]);
    const source = await driver(machine.protocol);
    for await (const readings of source(machine, clock, until)) {
      if (!state.isConnected) log.info({ machine: machine.id }, 'in contact');
      state.isConnected = true;
      state.problem = null;
      state.lastContact = clock.now();
      step(observe(state.model, readings, state.lastContact));
    }
  };
  await supervise(once, {
    signal,
    clock,
    backoff,
    onFailure: (error, nextAttemptMs) => {
      const problem = error instanceof Error ? error.message : String(error);
      if (state.isConnected || problem !== state.problem) {
        log.warn({ machine: machine.id, problem, nextAttemptMs }, 'no contact');
      }
      state.isConnected = false;
      state.problem = problem;
      step(loseContact(state.model, clock.now()));
    },
  });
}

/**
 * The clock was set back. When every slot appended so far is over by the corrected clock too, the account begins anew
 * now, and what was dated beyond is taken back; otherwise time stands still until it is, or until the host has refused
 * the slots of the future and they are set aside.
 */
function clockWentBack(
  machine: Machine,
  { state, surroundings, now }: { state: State; surroundings: Surroundings; now: TimestampMs },
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
