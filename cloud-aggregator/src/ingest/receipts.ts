// Which receipts and refusals are to go out now: coalesced to one a second for each machine, the first at once; to
// one in four seconds as the queue before the store fills, which tells the edges to send less at once (delivery.ts).
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
/** The same while the queue is full; between the two an edge's window first stops to grow and then shrinks. */
const fullPauseMs = 4_000;

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
  /** How full the queue before the store is, 0 to 1. */
  fill = 0,
): readonly { readonly machine: MachineId; readonly refusedFrom: TimestampMs | null }[] {
  const leastMs = pauseMs + (fullPauseMs - pauseMs) * fill;
  const due: { machine: MachineId; refusedFrom: TimestampMs | null }[] = [];
  for (const machine of desk.wanted) {
    const last = desk.spokenAt.get(machine);
    if (last !== undefined && monotonicMs - last < leastMs) continue;
    due.push({ machine, refusedFrom: desk.refused.get(machine) ?? null });
    desk.wanted.delete(machine);
    desk.refused.delete(machine);
    desk.spokenAt.set(machine, monotonicMs);
  }
  return due;
}
