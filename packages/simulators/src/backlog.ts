// Pure: the slots of one machine that a simulated workshop has to hand over, in the place of an outbox. Follows the
// edge's half of the wire contract, "Parcels and receipts", by the delivery rule of the sparkplug package.
import type { Slot, TimestampMs } from '@nakamawashi/machine-model';
import {
  canSend,
  type Delivery,
  endOf,
  newSession,
  type Parcel,
  received,
  sent,
  startDelivery,
  tick,
} from '@nakamawashi/sparkplug';

export interface Backlog {
  /** Contiguous, oldest first; what the host refused is not among them any more. */
  readonly slots: readonly Slot[];
  /** How many of them, from the oldest, are durable at the host. */
  readonly acknowledged: number;
  readonly refused: number;
  readonly delivery: Delivery;
}

/** `at` is monotonic, in milliseconds, here and below. */
export function openBacklog(slots: readonly Slot[], at: number): Backlog {
  return { slots, acknowledged: 0, refused: 0, delivery: startDelivery(at) };
}

/** Whether nothing is left to hand over. */
export function isDelivered(backlog: Backlog): boolean {
  return backlog.acknowledged === backlog.slots.length;
}

/** The next parcel of at most `limit` slots, or null when the window is full or everything is on its way. */
export function nextParcel({ slots, acknowledged, delivery }: Backlog, limit: number): Parcel | null {
  const oldest = slots[acknowledged];
  if (oldest === undefined || !canSend(delivery)) return null;
  const from = Math.max(acknowledged, countThrough(slots, delivery.sendAfter));
  const first = slots[from];
  if (first === undefined) return null;
  return {
    machine: first.machine,
    follows: from === 0 ? null : first.start,
    oldest: oldest.start,
    slots: slots.slice(from, from + limit),
  };
}

/** After a parcel went out. */
export function parcelSent(backlog: Backlog, parcel: Parcel, at: number): Backlog {
  return { ...backlog, delivery: sent(backlog.delivery, parcel, at) };
}

/** After a receipt. One beyond the newest slot is about a later history at the host, which holds ours already. */
export function receiptCame(backlog: Backlog, receipt: TimestampMs, at: number): Backlog {
  const newest = backlog.slots.at(-1);
  if (newest === undefined) return backlog;
  const through = Math.min(receipt, endOf(newest));
  const { delivery, acknowledge } = received(
    backlog.delivery,
    { through, appendedThrough: endOf(newest) },
    at,
  );
  const acknowledged = acknowledge === null ? 0 : countThrough(backlog.slots, acknowledge);
  return { ...backlog, delivery, acknowledged: Math.max(backlog.acknowledged, acknowledged) };
}

/** After the host refused slots that lie in its future: those from `from` on are given up. */
export function refusalCame(backlog: Backlog, from: TimestampMs, at: number): Backlog {
  const slots = backlog.slots.filter(({ start }, index) => start < from || index < backlog.acknowledged);
  const refused = backlog.refused + backlog.slots.length - slots.length;
  return { ...backlog, slots, refused, delivery: newSession(backlog.delivery, at) };
}

/** After a new session. */
export function sessionCame(backlog: Backlog, at: number): Backlog {
  return { ...backlog, delivery: newSession(backlog.delivery, at) };
}

/** After time has passed. */
export function timePassed(backlog: Backlog, at: number): Backlog {
  return { ...backlog, delivery: tick(backlog.delivery, at) };
}

/** How many slots end at or before an instant. */
function countThrough(slots: readonly Slot[], through: TimestampMs | null): number {
  const [first] = slots;
  if (first === undefined || through === null) return 0;
  return Math.min(slots.length, Math.max(0, Math.floor((through - first.start) / first.lengthMs)));
}
