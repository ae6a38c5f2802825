// Which receipts and refusals are to go out now: coalesced to one a second for each machine, the first at once; to one in
// two seconds while much waits for the store, at which edges send no more at once than they do already.
// Receipts are cumulative, so only the newest mark is ever worth sending (wire.md, "Parcels and receipts").
import type { MachineId, TimestampMs } from '@nakamawashi/machine-model';

/** What waits to be said, and when each machine was last spoken to; times on the monotonic clock. */
export interface ReceiptDesk {
  readonly wanted: Set<MachineId>;
  readonly refused: Map<MachineId, TimestampMs>;
  readonly spokenAt: Map<MachineId, number>;
}

/** The least time between two receipts to one machine, in milliseconds. */
const pauseMs = 1_000;
/** The same while the host is busy; more than what lets an edge widen its window (delivery.ts). */
const busyPauseMs = 2_000;

/** A desk on which nothing waits. */
export function openReceiptDesk(): ReceiptDesk {
  return { wanted: new Set(), refused: new Map(), spokenAt: new Map() };
}

/** Notes that a machine is to be told its mark, and the slot of the future it sent, if it did. */
export function wantReceipt(
  desk: ReceiptDesk,
  machine: MachineId,
  refusedFrom: TimestampMs | null = null,
): void {
  desk.wanted.add(machine);
  if (refusedFrom === null) return;
  const earlier = desk.refused.get(machine);
  desk.refused.set(machine, earlier === undefined ? refusedFrom : Math.min(earlier, refusedFrom));
}

/** Takes off the desk whatever may be said at `monotonicMs`; the mark to send is the one durable now. */
export function dueReceipts(
  desk: ReceiptDesk,
  monotonicMs: number,
  isBusy = false,
): readonly { readonly machine: MachineId; readonly refusedFrom: TimestampMs | null }[] {
  const due: { machine: MachineId; refusedFrom: TimestampMs | null }[] = [];
  for (const machine of desk.wanted) {
    const last = desk.spokenAt.get(machine);
    if (last !== undefined && monotonicMs - last < (isBusy ? busyPauseMs : pauseMs)) continue;
    due.push({ machine, refusedFrom: desk.refused.get(machine) ?? null });
    desk.wanted.delete(machine);
    desk.refused.delete(machine);
    desk.spokenAt.set(machine, monotonicMs);
  }
  return due;
}
