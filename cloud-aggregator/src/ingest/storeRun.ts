// One life of the store: opened, asked for its marks, written to until it fails or the run ends, closed. What it could
// not take stays in the queue for its next life; nothing but this file knows that a store can die.
import { setImmediate as otherWork } from 'node:timers/promises';
import type { MachineId, TimestampMs } from '@nakamawashi/machine-model';
import { localDate } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { Board } from '../board/board.ts';
import type { CapacityBook } from '../capacity/capacityBook.ts';
import { type Directory, machinesOf, planBasis } from '../directory/directory.ts';
import type { PlanBook } from '../directory/planBook.ts';
import type { Measures } from '../measures.ts';
import type { MachineDay, UtilisationStore } from '../store/utilisationStore.ts';
import { type CountedTally, countDay, keepTallies } from '../tallies.ts';
import type { Outcome } from './admission.ts';
import { type Committed, commitParcels } from './committer.ts';
import type { ParcelQueue } from './parcelQueue.ts';

export interface StoreRunOptions {
  readonly openStore: () => Promise<UtilisationStore>;
  readonly directory: () => Directory;
  readonly plans: PlanBook;
  readonly board: Board;
  readonly capacity: CapacityBook;
  readonly queue: ParcelQueue;
  /** What is durable; filled from the store when it opens. */
  readonly marks: Map<MachineId, TimestampMs>;
  readonly measures: Measures;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told the store once it may be used, and null when it is closed. */
  onOpen(store: UtilisationStore | null): void;
  onCommitted(outcomes: readonly Outcome[]): void;
}

const lookMs = 1_000;

/**
 * The directory whose calendars the store has noted. Tallies are made with these: were they made with a calendar that
 * is taken back before it is noted, they would stay.
 */
interface Noted {
  directory: Directory;
  readonly plans: PlanBook;
}

/** Runs until the signal is aborted and everything that waited is durable; throws when the store fails. */
export async function runStore(options: StoreRunOptions): Promise<void> {
  const { marks, board, signal, onOpen } = options;
  const store = await options.openStore();
  const failed = new AbortController();
  try {
    const durable = await store.marks();
    marks.clear();
    for (const [machine, through] of durable) marks.set(machine, through);
    const noted: Noted = {
      directory: options.directory(),
      plans: options.plans.of(() => noted.directory),
    };
    board.remember(durable);
    onOpen(store);
    const either = AbortSignal.any([signal, failed.signal]);
    const tasks = [
      commit(store, options, either),
      count(store, { ...options, plans: noted.plans }, either),
      followCalendars(store, { ...options, noted }, either),
    ];
    for (const task of tasks) task.catch(() => failed.abort());
    const outcomes = await Promise.allSettled(tasks);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  } finally {
    onOpen(null);
    await store.close();
  }
}

function commit(store: UtilisationStore, options: StoreRunOptions, signal: AbortSignal): Promise<void> {
  const { queue, marks, clock, plans, measures, onCommitted } = options;
  const note = ({ outcomes, batch, refused, tookMs, lettersLeftOut }: Committed): void => {
    measures.deadLettersLeftOut.inc(lettersLeftOut);
    measures.slotsStored.inc(batch.slots.length - refused.length);
    measures.commitSeconds.observe(tookMs / 1_000);
    for (const { reason } of batch.deadLetters) measures.deadLetters.inc({ reason });
    if (refused.length > 0) measures.deadLetters.inc({ reason: 'refused by the store' }, refused.length);
    onCommitted(outcomes);
  };
  return commitParcels({ store, queue, marks, clock, timeZone: plans.timeZone, signal, onCommitted: note });
}

async function count(store: UtilisationStore, options: StoreRunOptions, signal: AbortSignal): Promise<void> {
  const { plans, clock, board, capacity, marks } = options;
  const date = localDate(clock.now(), plans.timeZone);
  for (const [machine, through] of [...marks]) {
    if (signal.aborted) return;
    if (through <= plans.day(machine, date).bounds.from) continue;
    board.counted(await countDay(store, plans, { machine, date }));
    await otherWork();
  }
  await capacity.fill(store, [...marks.keys()], clock.now());
  const onCounted = (counted: CountedTally): void => {
    board.counted(counted);
    capacity.counted(counted.tally);
  };
  await keepTallies({ store, plans, clock, signal, onCounted });
}

/**
 * A calendar that somebody changed makes the days due whose plan is another one with it. Nobody waits for that: whoever
 * reads tallies compares their plans himself.
 */
async function followCalendars(
  store: UtilisationStore,
  options: StoreRunOptions & { readonly noted: Noted },
  signal: AbortSignal,
): Promise<void> {
  const { directory, clock, noted } = options;
  await noteCalendars(store, options, signal);
  while (!signal.aborted) {
    await clock.sleep(lookMs, signal).catch(() => undefined);
    const now = directory();
    const { workshops, calendars } = noted.directory;
    if (now.workshops === workshops && now.calendars === calendars) continue;
    noted.directory = now;
    await noteCalendars(store, options, signal);
  }
}

/** Given up when the run ends: what is not noted by then is compared by the next one. */
async function noteCalendars(
  store: UtilisationStore,
  { noted: { directory, plans }, marks }: StoreRunOptions & { readonly noted: Noted },
  signal: AbortSignal,
): Promise<void> {
  const machines = new Set([...machinesOf(directory), ...marks.keys()]);
  const bases = new Map([...machines].map((machine) => [machine, planBasis(directory, machine)]));
  const planNow = ({ machine, date }: MachineDay): string => {
    signal.throwIfAborted();
    return plans.day(machine, date).digest;
  };
  await store.noteBases(bases, planNow).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
