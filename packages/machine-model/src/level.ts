// Pure: an analogue value becomes a named level, with hysteresis so that it does not chatter (standards E.4).
// Promise: a value outside the valid range (a broken wire under a live zero) is no data, never the lowest level.
import type { Level } from './profile.ts';
import type { Value } from './reading.ts';

/** What a level signal is made of; `levels` ascend, the first without a `from`. */
export interface LevelSignal {
  readonly levels: readonly Level[];
  readonly valid?: { readonly min: number; readonly max: number } | undefined;
}

/** The level of `value` when the level before was `previous`, or null when the value says nothing. */
export function levelOf(signal: LevelSignal, previous: string | null, value: Value): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  if (signal.valid !== undefined && (value < signal.valid.min || value > signal.valid.max)) return null;
  const reached = (level: Level, at: number): boolean => at >= (level.from ?? Number.NEGATIVE_INFINITY);
  const held = signal.levels.findIndex((level) => level.name === previous);
  const index = signal.levels.findLastIndex((level, place) => {
    return reached(level, place <= held ? value + level.hysteresis : value);
  });
  return signal.levels[index]?.name ?? null;
}
