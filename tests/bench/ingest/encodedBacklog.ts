// A backlog encoded once by the real Sparkplug package and shared by all machines, because a payload does not name its
// machine; only the seq at its end is put in when it is sent.
import { noTime, type Slot, type TimestampMs } from '@nakamawashi/machine-model';
import { encodePayload, liveMetrics, type Metric, parcelMetrics } from '@nakamawashi/sparkplug';
import { slotLengthMs, slotTimes } from './loadPlan.ts';

export interface EncodedParcel {
  readonly end: TimestampMs;
  readonly slots: number;
  readonly body: Buffer;
}

/** The parcels of `count` slots that end at `until`, oldest first; every `singleEvery`th holds one slot alone. */
export function encodedBacklog(options: {
  readonly until: TimestampMs;
  readonly count: number;
  readonly slotsOfParcel: number;
  readonly singleEvery: number;
}): readonly EncodedParcel[] {
  const { until, count, slotsOfParcel, singleEvery } = options;
  const oldest = until - count * slotLengthMs;
  const parcels: EncodedParcel[] = [];
  for (let first = 0; first < count; ) {
    const isSingle = parcels.length % singleEvery === singleEvery - 1;
    const size = Math.min(isSingle ? 1 : slotsOfParcel, count - first);
    const slots = Array.from({ length: size }, (_, index): Slot => {
      const start = oldest + (first + index) * slotLengthMs;
      return {
        machine: '',
        start,
        lengthMs: slotLengthMs,
        elements: { ...noTime, ...slotTimes(first + index) },
      };
    });
    const start = oldest + first * slotLengthMs;
    const metrics = parcelMetrics(
      { machine: '', follows: first === 0 ? null : start, oldest, slots },
      size > 1,
    );
    parcels.push({ end: start + size * slotLengthMs, slots: size, body: bodyOf(metrics, until) });
    first += size;
  }
  return parcels;
}

/** A live change that begins now, so that whoever sees it knows how old it is. */
export function encodedChange(isRunning: boolean, since: TimestampMs): Buffer {
  const state = isRunning ? 'production' : 'idle';
  return bodyOf(liveMetrics({ state, inferred: false, since, evidence: 'controller' }), since);
}

function bodyOf(metrics: readonly Metric[], at: TimestampMs): Buffer {
  return Buffer.from(encodePayload({ timestamp: at, seq: null, metrics }, false));
}
