// Pure: the edge's half of the hand-over: which parcel to send next, and what a receipt lets go.
// Promise: parcels go in order within a bounded window, and whatever is lost is sent again.
// Follows the wire contract, "Parcels and receipts". Times called `at` are monotonic ms: a corrected wall clock must
// neither stop nor hurry a resend; times of slots are ms since the epoch.

import type { TimestampMs } from '@nakamawashi/machine-model';
import { endOf, type Parcel } from './parcel.ts';

/** One machine's hand-over within this process; the outbox itself is the durable part. */
export interface Delivery {
  /** Read the outbox after this end next; null: from the oldest held slot. */
  readonly sendAfter: TimestampMs | null;
  /** The parcels that are out without receipt, oldest first. */
  readonly inFlight: readonly { readonly end: TimestampMs; readonly sentAt: number }[];
  /** How many may be out at once for now: receipts that come soon widen it, late ones narrow it. */
  readonly window: number;
  /** The highest receipt accepted. */
  readonly acknowledged: TimestampMs | null;
  /** The highest end ever sent by this process: what is not beyond it is a repeat. */
  readonly highestSent: TimestampMs | null;
  readonly progressAt: number;
  readonly waitMs: number;
}

/** How long the lowest parcel may go without progress, in ms, before everything is sent again. */
export const resendAfterMs = 15_000;
/** The longest such wait after repeated failures, in ms. */
export const longestResendMs = 300_000;
/** Parcels that may ever be out without receipt. */
export const windowParcels = 16;
/** Parcels that may be out before the first receipt. */
const firstWindow = 1;
/** A receipt within this time, in ms, allows one parcel more; the host holds receipts back for up to a second. */
const soonMs = 1_250;
/**
 * A receipt after more than this, in ms, halves the window: the host has more than it can take, and live changes wait.
 */
const lateMs = 2_000;

/** The hand-over of a process that has just started. */
export function startDelivery(at: number): Delivery {
  return {
    sendAfter: null,
    inFlight: [],
    window: firstWindow,
    acknowledged: null,
    highestSent: null,
    progressAt: at,
    waitMs: resendAfterMs,
  };
}

/** From the oldest held slot again: after a new session, and after slots were set aside. */
export function newSession(delivery: Delivery, at: number): Delivery {
  const afresh = {
    sendAfter: null,
    inFlight: [],
    window: firstWindow,
    progressAt: at,
    waitMs: resendAfterMs,
  };
  return { ...delivery, ...afresh };
}

/** Whether another parcel may go out; after a wait without progress one parcel at a time is enough to find out. */
export function canSend(delivery: Delivery): boolean {
  return delivery.inFlight.length < (delivery.waitMs > resendAfterMs ? 1 : delivery.window);
}

/** Whether a parcel repeats or catches up, and so must be flagged historical; `now` is the wall clock. */
export function isCatchUp(delivery: Delivery, parcel: Parcel, now: TimestampMs): boolean {
  const last = parcel.slots.at(-1);
  if (last === undefined || parcel.slots.length > 1) return true;
  const end = endOf(last);
  return (delivery.highestSent !== null && end <= delivery.highestSent) || end + last.lengthMs <= now;
}

/** After a parcel has gone out. */
export function sent(delivery: Delivery, parcel: Parcel, at: number): Delivery {
  const last = parcel.slots.at(-1);
  if (last === undefined) throw new Error('BUG: an empty parcel was sent');
  const end = endOf(last);
  return {
    ...delivery,
    sendAfter: end,
    inFlight: [...delivery.inFlight, { end, sentAt: at }],
    highestSent: Math.max(end, delivery.highestSent ?? end),
    progressAt: delivery.inFlight.length === 0 ? at : delivery.progressAt,
  };
}

/**
 * After a receipt: `acknowledge` is what the outbox may now forget through, or null. A receipt beyond
 * `appendedThrough`, the end of the newest slot ever appended, is of another life of this machine and is ignored.
 */
export function received(
  delivery: Delivery,
  receipt: { readonly through: TimestampMs; readonly appendedThrough: TimestampMs | null },
  at: number,
): { readonly delivery: Delivery; readonly acknowledge: TimestampMs | null } {
  const { through, appendedThrough } = receipt;
  if (appendedThrough === null || through > appendedThrough) return { delivery, acknowledge: null };
  const { acknowledged, sendAfter } = delivery;
  if (acknowledged === null || through > acknowledged) {
    const progressed: Delivery = {
      ...delivery,
      acknowledged: through,
      sendAfter: sendAfter === null ? null : Math.max(sendAfter, through),
      inFlight: delivery.inFlight.filter(({ end }) => end > through),
      window: nextWindow(delivery, through, at),
      progressAt: at,
      waitMs: resendAfterMs,
    };
    return { delivery: progressed, acknowledge: through };
  }
  // Below what was let go: the store is older than it was, and only the oldest held slot can lead it on.
  if (through < acknowledged) return { delivery: rewindOnce(delivery, at), acknowledge: null };
  return { delivery, acknowledge: null };
}

/** Receipts pace the backlog: what a busy host has not yet taken waits here and not in front of live changes. */
function nextWindow({ inFlight, window }: Delivery, through: TimestampMs, at: number): number {
  const newest = inFlight.findLast(({ end }) => end <= through);
  if (newest === undefined) return window;
  const tookMs = at - newest.sentAt;
  if (tookMs > lateMs) return Math.max(1, Math.floor(window / 2));
  return tookMs <= soonMs ? Math.min(window + 1, windowParcels) : window;
}

/** After time has passed: without progress for `waitMs` everything held is sent again, ever more seldom. */
export function tick(delivery: Delivery, at: number): Delivery {
  if (delivery.inFlight.length === 0 || at - delivery.progressAt < delivery.waitMs) return delivery;
  return rewind(delivery, at);
}

function rewind(delivery: Delivery, at: number): Delivery {
  const waitMs = Math.min(delivery.waitMs * 2, longestResendMs);
  return { ...delivery, sendAfter: null, inFlight: [], progressAt: at, waitMs };
}

/** Several receipts may show the same hole: the first rewinds, the rest wait as the timer does. */
function rewindOnce(delivery: Delivery, at: number): Delivery {
  return delivery.inFlight.length === 0 || delivery.waitMs > resendAfterMs ? delivery : rewind(delivery, at);
}
