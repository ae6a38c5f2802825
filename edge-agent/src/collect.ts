// One machine, from its driver to settled intervals and closed slots. A driver that fails is tried again for ever, and
// meanwhile the machine is unknown: loss of contact is a value in the data. Nothing here waits for disk or network.
import {
  advance,
  type Interval,
  type LiveState,
  lookAtLive,
  loseContact,
  type ModelStep,
  observe,
  type Slot,
  type TimestampMs,
} from '@nakamawashi/machine-model';
import { messageOf, supervise } from '@nakamawashi/runtime';
import type { Machine } from './config.ts';
import {
  account,
  beginAccount,
  beginSharing,
  clockWentBack,
  dateAll,
  type MachineAccount,
  openAccount,
  type Surroundings,
} from './machineAccount.ts';

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
  /** As the configuration has it now. */
  readonly machine: Machine;
  live(): LiveState;
  contact(): Contact;
  /** Reads the machine until aborted, whatever happens to it. */
  run(signal: AbortSignal): Promise<void>;
  /** Time passed; called about once a second. Throws while the file cannot be read, losing nothing. */
  tick(): void;
  /** What is to be written down; the same again until `written`. */
  settled(): Settled;
  /** The last `settled` is on disk. */
  written(): void;
  /** Slots given up because the disk refused them for too long; the oldest go first. */
  givenUp(): number;
  /** The time can be trusted from now on: what was told in doubt lies `byMs` later, accounted for by the next tick. */
  date(byMs: number): void;
  /** The host says that our clock was ahead: what it dated in the future may be taken back. */
  clockWasAhead(): void;
  /** Goes on reading as before, under another name or shared otherwise. */
  retune(machine: Machine): void;
  /** Ends the account: what is known through the last contact is settled. */
  finish(): void;
}

/** With half as much again for jitter, and an attempt under way, a machine should be back within 30 s of answering. */
const backoff = { firstMs: 500, maxMs: 10_000 };
/** A clock that is set back by less is waited for; the machine's time stands still meanwhile. */
const clockToleranceMs = 2_000;
/** Who was heard within this time has brought its account up to date already. */
const freshMs = 1_000;

/** Takes up the machine's account where the history ends; the time since then is unknown. */
export function openCollector(first: Machine, surroundings: Surroundings): Collector {
  let machine = first;
  let isShared = surroundings.isShared(first);
  const { clock, onLive } = surroundings;
  const state = openAccount(machine, surroundings);
  const step = (result: ModelStep): void => {
    account(machine, { state, surroundings, step: result });
    showLive(state, onLive);
  };
  return {
    get machine() {
      return machine;
    },
    live: () => state.shown,
    contact: () => ({ isConnected: state.isConnected, last: state.lastContact, problem: state.problem }),
    run: (signal) => read(machine, { state, surroundings, step, signal }),
    tick: () => {
      beginAccount(machine, { state, surroundings });
      const now = clock.now();
      if (now + clockToleranceMs < state.model.now) clockWentBack(machine, { state, surroundings, now });
      else if (now - state.model.now >= freshMs) {
        account(machine, { state, surroundings, step: advance(state.model, now) });
        if (!state.shownLasts || state.model.contact === null) showLive(state, onLive);
      }
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
    date: (byMs) => {
      dateAll(machine, { state, surroundings, byMs });
      onLive();
    },
    clockWasAhead: () => {
      state.mayTakeBack = true;
    },
    retune: (next) => {
      const before = isShared;
      machine = next;
      isShared = surroundings.isShared(next);
      if (isShared !== before) beginSharing(machine, { state, surroundings });
      onLive();
    },
    finish: () => step(loseContact(state.model, clock.now())),
  };
}

/** Works out the live state again, and says when it is another. */
function showLive(state: MachineAccount, onLive: () => void): void {
  const { live, lasts } = lookAtLive(state.model);
  const { shown: before } = state;
  state.shownLasts = lasts;
  if (live.state === before.state && live.inferred === before.inferred && live.since === before.since) return;
  state.shown = live;
  onLive();
}

interface Reading {
  readonly state: MachineAccount;
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
      const problem = messageOf(error);
      if (state.isConnected || problem !== state.problem) {
        log.warn({ machine: machine.id, problem, nextAttemptMs }, 'no contact');
      }
      state.isConnected = false;
      state.problem = problem;
      step(loseContact(state.model, clock.now()));
    },
  });
}
