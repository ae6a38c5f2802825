// Pure: when a certificate is to be renewed, and when somebody has to be told that it was not.
import type { TimestampMs } from '@nakamawashi/machine-model';

/** From when until when a certificate holds. */
export interface Life {
  readonly from: TimestampMs;
  readonly until: TimestampMs;
}

const dayMs = 86_400_000;

/** Renewed after two thirds of its life. */
export function isRenewalDue({ from, until }: Life, at: TimestampMs): boolean {
  return at >= from + ((until - from) * 2) / 3;
}

/** Between two attempts in ms: a day, and less where the whole life is short. */
export function retryAfterMs({ from, until }: Life): number {
  return Math.min(dayMs, (until - from) / 30);
}

/** Between two looks at a certificate in ms: an hour, and less where the whole life is short. */
export function lookAfterMs({ from, until }: Life): number {
  return Math.min(3_600_000, (until - from) / 100);
}

/** Whether a person has to look after it: in the last thirty days, or the last sixth of a short life. */
export function isNearEnd({ from, until }: Life, at: TimestampMs): boolean {
  return until - at < Math.min(30 * dayMs, (until - from) / 6);
}
