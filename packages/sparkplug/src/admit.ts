// Pure: the host's half of the hand-over: what of a parcel is stored, and how far the receipt may reach.
// Promise: the mark never passes over a parcel that is missing or a slot of the future; history is never rewritten.
// Follows the wire contract, "Parcels and receipts", host rules 1 to 4.

import { machineStates, type Slot, type TimestampMs } from '@nakamawashi/machine-model';
import { endOf, type Parcel } from './parcel.ts';

/** A slot that is not stored, kept with the reason; the same slot for the same reason is one letter. */
export interface DeadLetter {
  readonly slot: Slot;
  readonly reason: 'does not sum' | 'overlaps' | 'in the future';
}

/** The outcome of one parcel. Commit slots, dead letters and mark durably before any receipt goes out. */
export interface Admission {
  /** Slots to store, by (machine, start). */
  readonly fresh: readonly Slot[];
  /** Durable through, ms since the epoch, once `fresh` and `deadLetters` are durable; null: nothing ever was. */
  readonly mark: TimestampMs | null;
  readonly deadLetters: readonly DeadLetter[];
  /** Start of the first slot in the future, to be told to the edge. */
  readonly refusedFrom: TimestampMs | null;
}

/** How far ahead of the host's clock a slot may end, in ms. */
export const futureToleranceMs = 120_000;

/** The host's decision about a parcel, given the machine's mark and the host's time; repeating it changes nothing. */
export function admit(mark: TimestampMs | null, parcel: Parcel, hostNow: TimestampMs): Admission {
  const fresh: Slot[] = [];
  const deadLetters: DeadLetter[] = [];
  let refusedFrom: TimestampMs | null = null;
  let through = mark;
  for (const slot of parcel.slots) {
    const end = endOf(slot);
    if (mark !== null && end <= mark) continue;
    if (end > hostNow + futureToleranceMs) {
      refusedFrom ??= slot.start;
      deadLetters.push({ slot, reason: 'in the future' });
      continue;
    }
    if (!sums(slot)) deadLetters.push({ slot, reason: 'does not sum' });
    else if (through !== null && slot.start < through) deadLetters.push({ slot, reason: 'overlaps' });
    else fresh.push(slot);
    through = end;
  }
  return { fresh, mark: continues(mark, parcel) ? through : mark, deadLetters, refusedFrom };
}

/** Whether nothing can be missing between what is durable and the parcel's first slot. */
function continues(mark: TimestampMs | null, { follows, oldest, slots }: Parcel): boolean {
  if (follows === null || slots[0]?.start === oldest) return true;
  return mark !== null && follows <= mark;
}

function sums({ lengthMs, elements }: Slot): boolean {
  let total = 0;
  for (const state of machineStates) {
    const ms = elements[state];
    if (!Number.isInteger(ms) || ms < 0) return false;
    total += ms;
  }
  return total === lengthMs;
}
