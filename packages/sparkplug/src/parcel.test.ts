// Parcels: what is written reads back through the codec; nonsense is named.
import { machineStates, noTime, type Slot, timeIn } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machineMetric } from './metrics.ts';
import { endOf, type Parcel, ParcelError, parcelMetrics, readParcel } from './parcel.ts';
import { decodePayload, encodePayload, type Metric } from './payload.ts';

const lengths = [60_000, 300_000, 900_000];
const slotAfter = (start: number, lengthMs: number, cut: number): Slot => {
  const idle = Math.min(cut, lengthMs);
  return { machine: 'm', start, lengthMs, elements: { ...noTime, idle, production: lengthMs - idle } };
};
const parcels: fc.Arbitrary<Parcel> = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(...lengths), fc.nat(3), fc.nat(900_000)), {
      minLength: 1,
      maxLength: 20,
    }),
    fc.option(fc.nat(1000)),
  )
  .map(([drafts, gap]) => {
    let start = 1_700_000_100_000;
    const slots = drafts.map(([lengthMs, skip, cut]) => {
      const slot = slotAfter(start + skip * lengthMs, lengthMs, cut);
      start = endOf(slot);
      return slot;
    });
    const oldest = (slots[0]?.start ?? 0) - (gap ?? 0);
    return { machine: 'm', follows: gap === null ? null : oldest, oldest, slots };
  });
const slotMetrics = (end: number): readonly Metric[] => [
  machineMetric('Slot/Length ms', 10, end),
  machineMetric('Slot/Idle ms', 10, end),
];
const frame = [machineMetric('Outbox/Follows', null, 1), machineMetric('Outbox/Oldest', 0, 1)];

describe('parcel', () => {
  it('a parcel reads back as it was written, without the datatypes and without the birth', () => {
    fc.assert(
      fc.property(parcels, fc.boolean(), (parcel, historical) => {
        const written = parcelMetrics(parcel, historical);
        const bytes = encodePayload({ timestamp: 1, seq: 1, metrics: written }, false);
        const { metrics } = decodePayload(bytes);
        expect(metrics.every(({ isHistorical }) => (isHistorical ?? false) === historical)).toBe(true);
        expect(readParcel('m', metrics, null)).toEqual(parcel);
      }),
    );
  });

  it('zero elements are left out, and slot metrics carry the end of their slot', () => {
    const slot: Slot = { machine: 'm', start: 1000, lengthMs: 300, elements: timeIn('fault', 300) };
    const written = parcelMetrics({ machine: 'm', follows: null, oldest: 1000, slots: [slot] }, false);
    expect(written.filter(({ name }) => name?.startsWith('Slot/'))).toEqual([
      machineMetric('Slot/Length ms', 300, 1300),
      machineMetric('Slot/Fault ms', 300, 1300),
    ]);
  });

  it("a sender that does not repeat the slot length is read by its birth's", () => {
    const metrics = [...frame, machineMetric('Slot/Idle ms', 10, 110)];
    expect(readParcel('m', metrics, 20)?.slots).toEqual([
      { machine: 'm', start: 90, lengthMs: 20, elements: timeIn('idle', 10) },
    ]);
    expect(() => readParcel('m', metrics, null)).toThrow(ParcelError);
  });

  it('data without slots is no parcel', () => {
    expect(readParcel('m', [], 20)).toBeNull();
    expect(readParcel('m', [...frame, machineMetric('State/Code', 1, 5)], 20)).toBeNull();
    expect(readParcel('m', [...frame, machineMetric('Slot/Idle ms', null, 5)], 20)).toBeNull();
  });

  it('nonsense is refused with a reason', () => {
    const idle = machineMetric('Slot/Idle ms', 10, 10);
    const wrong: readonly (readonly Metric[])[] = [
      slotMetrics(10),
      [frame[0] ?? idle, ...slotMetrics(10)],
      [...frame, ...slotMetrics(10), idle],
      [...frame, { ...idle, timestamp: null }],
      [...frame, { ...idle, value: 2n ** 60n }],
      [...frame, { ...idle, value: 'ten' }],
      [...frame, machineMetric('Slot/Length ms', 0, 10), idle],
      [machineMetric('Outbox/Follows', 0.5, 1), ...frame.slice(1), ...slotMetrics(10)],
    ];
    for (const metrics of wrong) expect(() => readParcel('m', metrics, 10)).toThrow(ParcelError);
  });

  it('any metrics under our names make a parcel, null or a ParcelError', () => {
    const names = [
      'Outbox/Follows',
      'Outbox/Oldest',
      'Slot/Length ms',
      ...machineStates.map((s) => `Slot/${s} ms`),
    ];
    const metric = fc.record({
      name: fc.constantFrom(...names, 'Slot/Idle ms', 'Slot/Off ms'),
      timestamp: fc.option(fc.nat(5)),
      datatype: fc.constant(4),
      value: fc.oneof(fc.integer(), fc.constant(null), fc.bigInt(), fc.boolean()),
    });
    fc.assert(
      fc.property(fc.array(metric), (metrics) => {
        try {
          const parcel = readParcel('m', metrics, 10);
          if (parcel !== null) expect(parcel.slots.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ParcelError);
        }
      }),
    );
  });

  it('an empty parcel is our own fault', () => {
    expect(() => parcelMetrics({ machine: 'm', follows: null, oldest: 0, slots: [] }, false)).toThrow('BUG');
  });
});
