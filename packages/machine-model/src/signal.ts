// Pure: turns the raw values of one item into what conditions ask for: a value, a lamp's look, a level, a pulse.
// Promise: what is not certain is not told yet; what was told for a time is never revised (standards E.1, E.3, E.4).
import type { Decided, Horizon, Told } from './change.ts';
import type { LampTrack } from './lamp.ts';
import { decideLamp, hearLamp, startLamp } from './lamp.ts';
import { levelOf } from './level.ts';
import type { Signal } from './profile.ts';
import type { PulseTrack } from './pulse.ts';
import { decidePulse, hearPulse, startPulse } from './pulse.ts';
import type { Reading, TimestampMs } from './reading.ts';

/** What a signal remembers between readings. */
export type Track =
  | { readonly kind: 'value' }
  | { readonly kind: 'level'; readonly name: string | null }
  | LampTrack
  | PulseTrack;

/** The memory of a signal that has heard nothing. */
export function startTrack(signal: Signal): Track {
  switch (signal.kind) {
    case 'value':
      return { kind: 'value' };
    case 'level':
      return { kind: 'level', name: null };
    case 'lamp':
      return startLamp;
    case 'pulse':
      return startPulse;
  }
}

/** The memory of a signal after a gap: what it heard before says nothing any more, only its counts of oddities stay. */
export function restartTrack(signal: Signal, track: Track): Track {
  return track.kind === 'pulse' ? { ...track, count: null, anchor: null } : startTrack(signal);
}

/** Takes in a reading as of `at`; one that is not good is no data. */
export function hear(signal: Signal, track: Track, reading: Reading, at: TimestampMs): Told<Track> {
  const value = reading.quality === 'good' ? reading.value : null;
  if (signal.kind === 'lamp' && track.kind === 'lamp') return hearLamp(signal.withinMs, track, value, at);
  if (signal.kind === 'pulse' && track.kind === 'pulse') return hearPulse(signal, track, value, at);
  if (signal.kind === 'level' && track.kind === 'level') {
    const name = levelOf(signal, track.name, value);
    return { track: { kind: 'level', name }, changes: [{ at, value: name }] };
  }
  if (signal.kind === 'value') return { track, changes: [{ at, value }] };
  throw new Error(`BUG: a ${track.kind} track cannot hear a ${signal.kind} signal`);
}

/** Whether time alone can make something certain; a value or a level is certain as soon as it was heard. */
export function decidesLater({ kind }: Signal): boolean {
  return kind === 'lamp' || kind === 'pulse';
}

/** Tells what became certain because nothing more was heard before the horizon. */
export function decide(signal: Signal, track: Track, horizon: Horizon): Decided<Track> {
  if (signal.kind === 'lamp' && track.kind === 'lamp') return decideLamp(signal.withinMs, track, horizon);
  if (signal.kind === 'pulse' && track.kind === 'pulse') return decidePulse(signal, track, horizon);
  return { track, changes: [], certain: horizon.through };
}
