// Pure: parcels of slots, receipts and refusals, as metrics and back.
// Promise: a parcel read is the parcel written; each message says by itself how long its slots are.
// Follows the wire contract, "Parcels and receipts": time is the sequence number.

import {
  type MachineId,
  type MachineState,
  machineStates,
  noTime,
  type Slot,
  type TimestampMs,
} from '@nakamawashi/machine-model';
import { elementName, machineMetric } from './metrics.ts';
import type { Metric } from './payload.ts';

/** Consecutive slots of one machine, oldest first; times in ms since the epoch. */
export interface Parcel {
  readonly machine: MachineId;
  /** End of the slot appended before the first one; null: nothing was ever appended before. */
  readonly follows: TimestampMs | null;
  /** Start of the oldest slot still held when the parcel was made. */
  readonly oldest: TimestampMs;
  readonly slots: readonly Slot[];
}

/** Metrics that claim to be a parcel and are not; the message says why. */
export class ParcelError extends Error {
  override readonly name = 'ParcelError';
}

const stateOfElement: ReadonlyMap<string, MachineState> = new Map(
  machineStates.map((state) => [elementName(state), state]),
);

/** A parcel as the metrics of one DDATA; slot metrics are stamped with their slot's end. */
export function parcelMetrics(parcel: Parcel, historical: boolean): Metric[] {
  const first = parcel.slots[0];
  if (first === undefined) throw new Error('BUG: a parcel without slots');
  const metrics: Metric[] = [
    machineMetric('Outbox/Follows', parcel.follows, endOf(first)),
    machineMetric('Outbox/Oldest', parcel.oldest, endOf(first)),
  ];
  let lengthMs = 0;
  for (const slot of parcel.slots) {
    const end = endOf(slot);
    if (slot.lengthMs !== lengthMs) metrics.push(machineMetric('Slot/Length ms', slot.lengthMs, end));
    lengthMs = slot.lengthMs;
    for (const state of machineStates) {
      const ms = slot.elements[state];
      if (ms !== 0) metrics.push(machineMetric(elementName(state), ms, end));
    }
  }
  return historical ? metrics.map((metric) => ({ ...metric, isHistorical: true })) : metrics;
}

/**
 * The parcel in a DDATA's metrics, or null when there is none; `slotLengthMs` is the birth's, for senders that do not
 * repeat it. Elements are handed on as they came: whether they sum is for `admit`. Throws ParcelError for nonsense.
 */
export function readParcel(
  machine: MachineId,
  metrics: readonly Metric[],
  slotLengthMs: number | null,
): Parcel | null {
  let follows: TimestampMs | null | undefined;
  let oldest: TimestampMs | undefined;
  const drafts: Drafts = { byEnd: new Map(), last: null };
  for (const metric of metrics) {
    if (metric.name === 'Outbox/Follows') follows = metric.value === null ? null : instant(metric);
    else if (metric.name === 'Outbox/Oldest' && metric.value !== null) oldest = instant(metric);
    else collect(drafts, metric);
  }
  const inOrder = [...drafts.byEnd.values()].sort((a, b) => a.end - b.end);
  if (!inOrder.some(({ seen }) => seen !== 0)) return null;
  if (follows === undefined || oldest === undefined)
    throw new ParcelError('slots without Follows and Oldest');
  const slots = slotsOf(machine, inOrder, slotLengthMs);
  return { machine, follows, oldest, slots };
}

/** The metrics of a receipt: every slot that ends at or before `through` is durable. */
export function receiptMetrics(through: TimestampMs, at: TimestampMs): Metric[] {
  return [machineMetric('Outbox/Acknowledged Through', through, at)];
}

/** The metrics of a refusal: the slot that starts at `from` lies in the future by the host's clock. */
export function refusalMetrics(from: TimestampMs, at: TimestampMs): Metric[] {
  return [machineMetric('Outbox/Refused From', from, at)];
}

/** A slot's end in ms since the epoch. */
export function endOf(slot: Slot): TimestampMs {
  return slot.start + slot.lengthMs;
}

/** A slot under construction; it becomes the slot's elements itself, because there is one for each slot that comes. */
interface SlotDraft {
  readonly end: TimestampMs;
  lengthMs: number | null;
  /** What was said, one bit per state. */
  seen: number;
  readonly elements: Record<MachineState, number>;
}

/** The drafts by their slots' ends; metrics of one slot follow each other, so the last one is looked at first. */
interface Drafts {
  readonly byEnd: Map<TimestampMs, SlotDraft>;
  last: SlotDraft | null;
}

function collect(drafts: Drafts, metric: Metric): void {
  const state = metric.name === null ? undefined : stateOfElement.get(metric.name);
  if (state === undefined && metric.name !== 'Slot/Length ms') return;
  if (metric.timestamp === null) throw new ParcelError(`${metric.name} without a timestamp`);
  if (metric.value === null) return;
  const draft = draftOf(drafts, metric.timestamp);
  const value = instant(metric);
  if (state === undefined) {
    draft.lengthMs = value;
    return;
  }
  const bit = 1 << machineStates.indexOf(state);
  if ((draft.seen & bit) !== 0) throw new ParcelError(`${metric.name} twice for one slot`);
  draft.seen |= bit;
  draft.elements[state] = value;
}

function draftOf(drafts: Drafts, end: TimestampMs): SlotDraft {
  if (drafts.last?.end === end) return drafts.last;
  const known = drafts.byEnd.get(end);
  const draft = known ?? { end, lengthMs: null, seen: 0, elements: { ...noTime } };
  if (known === undefined) drafts.byEnd.set(end, draft);
  drafts.last = draft;
  return draft;
}

function slotsOf(machine: MachineId, drafts: readonly SlotDraft[], birthLengthMs: number | null): Slot[] {
  let lengthMs = birthLengthMs;
  const slots: Slot[] = [];
  for (const draft of drafts) {
    lengthMs = draft.lengthMs ?? lengthMs;
    if (lengthMs === null || lengthMs <= 0) throw new ParcelError('slots of unknown length');
    if (draft.seen !== 0)
      slots.push({ machine, start: draft.end - lengthMs, lengthMs, elements: draft.elements });
  }
  return slots;
}

function instant({ name, value }: Metric): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new ParcelError(`${name} is no exact number of milliseconds`);
  }
  return value;
}
