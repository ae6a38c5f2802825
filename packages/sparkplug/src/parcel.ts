// Pure: parcels of slots, receipts and refusals, as metrics and back.
// Promise: a parcel read is the parcel written; each message says by itself how long its slots are.
// Follows the wire contract, "Parcels and receipts": time is the sequence number.

import {
  type MachineId,
  type MachineState,
  machineStates,
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
  const drafts = new Map<TimestampMs, SlotDraft>();
  for (const metric of metrics) {
    if (metric.name === 'Outbox/Follows') follows = metric.value === null ? null : instant(metric);
    else if (metric.name === 'Outbox/Oldest' && metric.value !== null) oldest = instant(metric);
    else collect(drafts, metric);
  }
  const filled = [...drafts].filter(([, draft]) => draft.elements.size > 0);
  if (filled.length === 0) return null;
  if (follows === undefined || oldest === undefined)
    throw new ParcelError('slots without Follows and Oldest');
  const slots = slotsOf(machine, drafts, slotLengthMs);
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

interface SlotDraft {
  lengthMs: number | null;
  readonly elements: Map<MachineState, number>;
}

function collect(drafts: Map<TimestampMs, SlotDraft>, metric: Metric): void {
  const state = metric.name === null ? undefined : stateOfElement.get(metric.name);
  if (state === undefined && metric.name !== 'Slot/Length ms') return;
  if (metric.timestamp === null) throw new ParcelError(`${metric.name} without a timestamp`);
  if (metric.value === null) return;
  const draft = drafts.get(metric.timestamp) ?? { lengthMs: null, elements: new Map() };
  drafts.set(metric.timestamp, draft);
  const value = instant(metric);
  if (state === undefined) draft.lengthMs = value;
  else if (draft.elements.has(state)) throw new ParcelError(`${metric.name} twice for one slot`);
  else draft.elements.set(state, value);
}

function slotsOf(
  machine: MachineId,
  drafts: ReadonlyMap<TimestampMs, SlotDraft>,
  birthLengthMs: number | null,
): Slot[] {
  let lengthMs = birthLengthMs;
  const slots: Slot[] = [];
  for (const [end, draft] of [...drafts].sort(([a], [b]) => a - b)) {
    lengthMs = draft.lengthMs ?? lengthMs;
    if (lengthMs === null || lengthMs <= 0) throw new ParcelError('slots of unknown length');
    if (draft.elements.size === 0) continue;
    const elements = Object.fromEntries(
      machineStates.map((state) => [state, draft.elements.get(state) ?? 0]),
    );
    slots.push({ machine, start: end - lengthMs, lengthMs, elements: elements as Slot['elements'] });
  }
  return slots;
}

function instant({ name, value }: Metric): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new ParcelError(`${name} is no exact number of milliseconds`);
  }
  return value;
}
