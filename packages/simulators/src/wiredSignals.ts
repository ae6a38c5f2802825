// Pure: what an input module sees of a machine without a data interface: lamp contacts that flash at 1 Hz, a current
// transducer with a live zero, a stroke counter of 32 bits that wraps and may restart at power-up (standards E).
import type { TimestampMs } from '@nakamawashi/machine-model';
import { type LampMode, stackLight } from './controlSignals.ts';
import { noiseAt } from './seededRandom.ts';
import type { Segment } from './segment.ts';

export interface LampContacts {
  readonly red: boolean;
  readonly yellow: boolean;
  readonly green: boolean;
  readonly power: boolean;
}

/** The contacts at an instant; a flashing lamp is lit for the first half of each second. */
export function lampContacts(segment: Segment, at: TimestampMs): LampContacts {
  const light = stackLight(segment.state);
  const lit = (mode: LampMode | null): boolean =>
    mode === 'continuous' || (mode === 'flashing' && ((at % 1000) + 1000) % 1000 < 500);
  return {
    red: lit(light.red),
    yellow: lit(light.yellow),
    green: lit(light.green),
    power: hasPower(segment),
  };
}

/** Whether the main switch is on; upkeep is done with it off. */
export function hasPower(segment: Segment): boolean {
  return segment.state !== 'off' && segment.state !== 'maintenance' && segment.state !== 'unknown';
}

const liveZero = 4000;
const hydraulics = 5600;
const cutting = 12_000;

/** Transducer current in microamperes, 4,000 to 20,000; 0 is a broken wire, shown where the script knows nothing. */
export function transducerMicroamperes(segment: Segment, at: TimestampMs, seed: number): number {
  const noise = noiseAt(seed, Math.floor(at / 250)) * 2 - 1;
  if (segment.state === 'unknown') return 0;
  if (!hasPower(segment)) return Math.round(liveZero + 15 * noise);
  if (segment.state !== 'production') return Math.round(hydraulics + 150 * noise);
  // Load rises and falls through a cut, with shorter ripples on top.
  const cut = Math.sin((at - segment.from) / 9000);
  return Math.round(cutting + 1800 * cut + 900 * noise);
}

export interface StrokeOptions {
  /** Milliseconds from stroke to stroke. */
  readonly cycleMs: number;
  readonly countsFrom: TimestampMs;
  /** The count at `countsFrom`, 0 to 2^32 - 1. */
  readonly startCount: number;
  readonly resetsAtPowerUp: boolean;
}

/** The count after every stroke at or before `through`. */
export interface StrokeCounter {
  readonly count: number;
  readonly through: TimestampMs;
}

/** A counter that has seen nothing yet. */
export function startStrokes(options: StrokeOptions): StrokeCounter {
  return { count: options.startCount % 0x1_0000_0000, through: options.countsFrom };
}

/**
 * The counter at `at`, given the whole segments that touch the time since `counter.through`, in order. A run's first
 * stroke falls on its beginning and its last a full cycle before its end at the latest; the count wraps at 2^32.
 */
export function countStrokes(
  counter: StrokeCounter,
  options: StrokeOptions,
  wholeSegments: readonly Segment[],
  at: TimestampMs,
): StrokeCounter {
  let count = counter.count;
  for (const segment of wholeSegments) {
    const strokes =
      strokesBy(segment, options.cycleMs, at) - strokesBy(segment, options.cycleMs, counter.through);
    count = (count + Math.max(0, strokes)) % 0x1_0000_0000;
    const poweredUp = segment.state === 'off' && segment.until > counter.through && segment.until <= at;
    if (poweredUp && options.resetsAtPowerUp) count = 0;
  }
  return { count, through: Math.max(at, counter.through) };
}

function strokesBy(segment: Segment, cycleMs: number, at: TimestampMs): number {
  if (segment.state !== 'production' || at < segment.from) return 0;
  const inRun = Math.floor((segment.until - segment.from) / cycleMs);
  return Math.min(inRun, Math.floor((at - segment.from) / cycleMs) + 1);
}
