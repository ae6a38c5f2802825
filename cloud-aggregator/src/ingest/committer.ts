// The one writer of slots: takes parcels from the queue, admits and commits them in groups, and only then tells what is
// durable (wire.md, rule 4). A failed commit leaves the queue as it was; whoever supervises opens the store again.
import { setImmediate as otherWork } from 'node:timers/promises';
import type { MachineId, TimestampMs } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { CommitBatch, DeadLetter, UtilisationStore } from '../store/utilisationStore.ts';
import { admitAll, type Outcome } from './admission.ts';
import { openLetterBook } from './letterBook.ts';
import type { ParcelQueue } from './parcelQueue.ts';

export interface CommitterOptions {
  readonly store: UtilisationStore;
  readonly queue: ParcelQueue;
  /** What is durable; changed only after a commit. */
  readonly marks: Map<MachineId, TimestampMs>;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly signal: AbortSignal;
  onCommitted(done: Committed): void;
}

/** One group that has become durable. */
export interface Committed {
  readonly outcomes: readonly Outcome[];
  readonly batch: CommitBatch;
  /** What the store itself would not take, put aside there. */
  readonly refused: readonly DeadLetter[];
  readonly tookMs: number;
  /** Dead letters that were not kept, because enough of their machines are. */
  readonly lettersLeftOut: number;
}

/** How long the first parcel of a group waits for company, in milliseconds. */
const gatherMs = 200;
/** A group of this many slots holds the event loop for less than 50 ms, also in a grown file. */
const groupSlots = 4_000;

/** Turns of the event loop between two groups: what has come is read first, and with it the live states. */
const turnsBetween = 4;

/** Commits until `signal` is aborted, then what is still waiting; throws when the store fails. */
export async function commitParcels(options: CommitterOptions): Promise<void> {
  const { queue, signal } = options;
  const keeps = openLetterBook();
  while (!signal.aborted) {
    await queue.ready(signal).catch(() => undefined);
    await gather(options);
    await commitGroup(options, keeps);
    for (let turn = 0; turn < turnsBetween; turn++) await otherWork();
  }
  while (queue.slots() > 0) await commitGroup(options, keeps);
}

/** Waits until a group is full, or for a little while. */
async function gather({ queue, clock, signal }: CommitterOptions): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const full = queue.ready(either, groupSlots);
  const late = clock.sleep(gatherMs, either);
  await Promise.race([full, late]).catch(() => undefined);
  over.abort();
  await Promise.allSettled([full, late]);
}

async function commitGroup(
  options: CommitterOptions,
  keeps: ReturnType<typeof openLetterBook>,
): Promise<void> {
  const { store, queue, marks, clock, timeZone, onCommitted } = options;
  const parcels = queue.take(groupSlots);
  if (parcels.length === 0) return;
  const { batch: admitted, outcomes } = admitAll(marks, parcels, clock.now(), timeZone);
  const deadLetters = admitted.deadLetters.filter(keeps);
  const batch = { ...admitted, deadLetters };
  const startedMs = clock.monotonicMs();
  let refused: readonly DeadLetter[] = [];
  if (batch.slots.length > 0 || batch.deadLetters.length > 0 || batch.marks.size > 0) {
    try {
      refused = await store.commit(batch);
    } catch (error) {
      queue.putBack(parcels);
      throw error;
    }
  }
  for (const [machine, mark] of batch.marks) marks.set(machine, mark);
  const lettersLeftOut = admitted.deadLetters.length - deadLetters.length;
  onCommitted({ outcomes, batch, refused, tookMs: clock.monotonicMs() - startedMs, lettersLeftOut });
}
