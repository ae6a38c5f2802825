// Pure: how sure a capacity figure is, A, B or C (domain 6.5). Promise: less data never raises it.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { CapacitySettings } from './capacitySettings.ts';
import type { LoadSource } from './usualLoad.ts';

export type Confidence = 'A' | 'B' | 'C';

/** What a confidence rests on. */
export interface Grounds {
  /** Observed share of the planned time of the last working days, 0 to 1; null without a device. */
  readonly coverage: number | null;
  readonly loadSource: LoadSource;
  /** When the owner last said how the week is, and when the calendar was last confirmed; null: never. */
  readonly stanceAt: TimestampMs | null;
  readonly calendarAt: TimestampMs | null;
}

const dayMs = 86_400_000;

/** A: live data, owner's word and calendar are all fresh. B: two of them, with data. C: otherwise. */
export function confidenceOf(grounds: Grounds, now: TimestampMs, settings: CapacitySettings): Confidence {
  const { coverage, loadSource, stanceAt, calendarAt } = grounds;
  // A load that nobody measured rests on somebody's word alone.
  if (coverage === null || coverage < settings.lowCoverage || loadSource !== 'record') return 'C';
  const fresh = [
    coverage >= settings.highCoverage,
    isFresh(stanceAt, settings.stanceDays, now),
    isFresh(calendarAt, settings.calendarDays, now),
  ].filter(Boolean).length;
  return fresh === 3 ? 'A' : fresh === 2 ? 'B' : 'C';
}

/** Whether something was said within the last days; what is dated in the future was not. */
export function isFresh(at: TimestampMs | null, days: number, now: TimestampMs): boolean {
  return at !== null && at <= now && now - at <= days * dayMs;
}
