// The hand-over of slots from the outbox to the host: which parcel is next, and what a receipt or a refusal does.
// Promise: parcels go in order, nothing is forgotten without a receipt. The rule itself is sparkplug's `delivery`.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Clock, Log } from '@nakamawashi/runtime';
import {
  canSend,
  type Delivery,
  isCatchUp,
  type Metric,
  newSession,
  type Parcel,
  parcelMetrics,
  received,
  sent,
  startDelivery,
  tick,
} from '@nakamawashi/sparkplug';
import { type ClockTrust, isJustified, type Refusal, refusedClock, trustedClock } from './clockTrust.ts';
import type { Outbox } from './outbox/outbox.ts';

/** A parcel ready to go. */
interface ReadyParcel {
  readonly metrics: readonly Metric[];
  /** To be called when it has gone out. */
  sent(): void;
}

/** The hand-over of all shared machines of this process. */
export interface HandOver {
  /** A birth has gone out: everything held is sent again, from the oldest. */
  restart(): void;
  /** The machine's next parcel, or null when there is none or enough are on their way. */
  next(machine: string): ReadyParcel | null;
  receipt(machine: string, through: TimestampMs): void;
  /** Sets the refused slots aside when the host's own clock bears it out. Returns how many there were. */
  refused(machine: string, from: TimestampMs, at: TimestampMs | null): number;
  clock(): ClockTrust;
}

/** Eight hours of five-minute slots: about ten kilobytes. */
const parcelSlots = 96;

/** The hand-over as it is when the process starts. */
export function openHandOver(options: {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Log;
  readonly slotLengthMs: number;
}): HandOver {
  const { outbox, clock, log, slotLengthMs } = options;
  const deliveries = new Map<string, Delivery>();
  let trust: ClockTrust = trustedClock;
  const deliveryOf = (machine: string): Delivery =>
    deliveries.get(machine) ?? startDelivery(clock.monotonicMs());
  const begin = (machine: string): void => {
    deliveries.set(machine, newSession(deliveryOf(machine), clock.monotonicMs()));
  };
  return {
    restart: () => {
      for (const machine of deliveries.keys()) begin(machine);
    },
    next: (machine) => {
      const delivery = tick(deliveryOf(machine), clock.monotonicMs());
      deliveries.set(machine, delivery);
      const parcel = canSend(delivery) ? outbox.read(machine, delivery.sendAfter, parcelSlots) : null;
      if (parcel === null) return null;
      return {
        metrics: parcelMetrics(parcel, isCatchUp(delivery, parcel, clock.now())),
        sent: () => deliveries.set(machine, markSent(delivery, parcel, clock)),
      };
    },
    receipt: (machine, through) => {
      const appendedThrough = outbox.lastAppendedEnd(machine);
      const step = received(deliveryOf(machine), { through, appendedThrough }, clock.monotonicMs());
      deliveries.set(machine, step.delivery);
      if (step.acknowledge === null) return;
      const { acknowledge } = step;
      tolerate(log, () => outbox.acknowledge(machine, acknowledge));
      trust = trustedClock;
    },
    refused: (machine, from, at) => {
      const refusal: Refusal = { from, at, slotLengthMs };
      const now = clock.now();
      if (!isJustified(refusal, now)) {
        log.warn({ machine, from, at }, 'the host refused a slot that is over by its own clock; not heeded');
        return 0;
      }
      const slots = tolerate(log, () => outbox.setAside(machine, from)) ?? 0;
      if (slots === 0) return 0;
      trust = refusedClock(refusal, now);
      begin(machine);
      log.warn(
        { machine, from, slots, aheadMs: trust.offsetMs },
        'slots from the future are set aside: check the clock',
      );
      return slots;
    },
    clock: () => trust,
  };
}

/** What a full disk refuses now comes again: receipts are cumulative, and a slot of the future is refused again. */
function tolerate<T>(log: Log, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('BUG:')) throw error;
    log.warn({ problem: String(error) }, 'the outbox could not be written');
    return null;
  }
}

function markSent(delivery: Delivery, parcel: Parcel, clock: Clock): Delivery {
  return sent(delivery, parcel, clock.monotonicMs());
}
