// Pure: what is known about this box's clock, as far as others can tell: it is trusted until the host refuses a slot as
// lying in the future, and again when the host has taken one (wire.md, "Edge clock").
import type { TimestampMs } from '@nakamawashi/machine-model';

/** Whether the clock is trusted, and how far it is ahead of the host's; null when nobody has said. */
export interface ClockTrust {
  readonly isTrusted: boolean;
  readonly offsetMs: number | null;
}

/** A clock nobody has complained about. */
export const trustedClock: ClockTrust = { isTrusted: true, offsetMs: null };

/** How far in the future a slot may end by the host's clock (wire.md). */
const toleranceMs = 120_000;

/** A refusal as it came from the host; `at` is the host's time, null when it did not say. */
export interface Refusal {
  readonly from: TimestampMs;
  readonly at: TimestampMs | null;
  readonly slotLengthMs: number;
}

/** Whether the refused slot does lie in the future by the host's own clock; otherwise the refusal is a mistake. */
export function isJustified({ from, at, slotLengthMs }: Refusal, now: TimestampMs): boolean {
  return from + slotLengthMs > (at ?? now) + toleranceMs;
}

/** The clock after a justified refusal. */
export function refusedClock({ at }: Refusal, now: TimestampMs): ClockTrust {
  return { isTrusted: false, offsetMs: at === null ? null : now - at };
}
