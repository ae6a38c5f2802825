// Pure: a counter of strokes or pieces: running from a pulse until a multiple of its cycle passes without the next,
// then stopped, dated back to one cycle after the last pulse (standards D.7, E.3).
// Promise: wraps and resets are no pulses lost and no pulses made up; a jump beyond belief is left out and counted.
import type { Change, Decided, Horizon, Told } from './change.ts';
import type { TimestampMs, Value } from './reading.ts';

/** How fast the machine strikes; times in milliseconds. */
export interface PulseSignal {
  readonly cycleMs: number;
  readonly factor: number;
  readonly maxPerMinute: number;
  readonly modulus?: number | undefined;
}

/** The last count, and the anchor: the last pulse, or the first sight of the counter (`pulse` false). */
export interface PulseTrack {
  readonly kind: 'pulse';
  readonly count: { readonly value: number; readonly at: TimestampMs } | null;
  readonly anchor: { readonly at: TimestampMs; readonly pulse: boolean; readonly stopped: boolean } | null;
  readonly resets: number;
  readonly discarded: number;
}

/** A counter never seen. */
export const startPulse: PulseTrack = { kind: 'pulse', count: null, anchor: null, resets: 0, discarded: 0 };

/** Takes in a count; anything but a non-negative number is no data. */
export function hearPulse(
  signal: PulseSignal,
  track: PulseTrack,
  value: Value,
  at: TimestampMs,
): Told<PulseTrack> {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    return { track: { ...track, count: null, anchor: null }, changes: [{ at, value: null }] };
  }
  const count = { value, at };
  if (track.count === null || track.anchor === null) {
    return { track: { ...track, count, anchor: { at, pulse: false, stopped: false } }, changes: [] };
  }
  if (at === track.count.at) return { track: { ...track, count }, changes: [] };
  const believable = (signal.maxPerMinute * (at - track.count.at)) / 60_000 + 1;
  const steps = stepsBetween(signal, track.count.value, value, believable);
  if (steps < 0) return { track: { ...track, count, resets: track.resets + 1 }, changes: [] };
  if (steps > believable) return { track: { ...track, count, discarded: track.discarded + 1 }, changes: [] };
  if (steps === 0) return { track: { ...track, count }, changes: [] };
  const { anchor } = track;
  const pause: Change[] =
    !anchor.stopped && at > timeOut(signal, anchor.at)
      ? [{ at: anchor.at + signal.cycleMs, value: 'stopped' }]
      : [];
  const running: Change[] = [{ at, value: 'running' }];
  return {
    track: { ...track, count, anchor: { at, pulse: true, stopped: false } },
    changes: [...pause, ...running],
  };
}

/** Tells that the machine stopped when no pulse came in time. */
export function decidePulse(signal: PulseSignal, track: PulseTrack, horizon: Horizon): Decided<PulseTrack> {
  const { anchor } = track;
  const { through } = horizon;
  if (anchor === null || anchor.stopped) return { track, changes: [], certain: through };
  if (through > timeOut(signal, anchor.at)) {
    const changes = [{ at: anchor.at + signal.cycleMs, value: 'stopped' }];
    return { track: { ...track, anchor: { ...anchor, stopped: true } }, changes, certain: through };
  }
  const certain = horizon.last ? through : Math.min(through, anchor.at + signal.cycleMs);
  return { track, changes: [], certain };
}

function timeOut(signal: PulseSignal, since: TimestampMs): TimestampMs {
  return since + Math.ceil(signal.cycleMs * signal.factor);
}

/** Pulses from one count to the next; less than before is a wrap if that is believable, else a reset (negative). */
function stepsBetween(signal: PulseSignal, from: number, to: number, believable: number): number {
  const wrapped = to - from + (signal.modulus ?? 0);
  return to < from && wrapped >= 0 && wrapped <= believable ? wrapped : to - from;
}
