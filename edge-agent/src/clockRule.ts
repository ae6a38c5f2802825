// Pure: whether the time of this box can be trusted, and what our own clock shows: the monotonic clock plus an offset.
// Promise: while nobody vouches for the wall clock the offset stands still; when somebody does it takes the wall's; a
// step of the wall clock makes every word about it void. Follows wire.md, "Edge clock", and decision 0005.
import type { TimestampMs } from '@nakamawashi/machine-model';

/** Whose word is enough: the system's, the host's, either, or nobody's. */
export const trustModes = ['auto', 'system', 'host', 'always'] as const;
export type TrustMode = (typeof trustModes)[number];

/** Both clocks at one instant, in milliseconds. */
export interface Instant {
  readonly wall: TimestampMs;
  readonly monotonicMs: number;
}

/** All that is known about the time of this box; offsets are UTC less the monotonic clock. */
export interface ClockState {
  readonly mode: TrustMode;
  /** Whether there is a host whose time can be heard before anything is sent. */
  readonly hasHost: boolean;
  readonly ownOffsetMs: number;
  /** As of the last look. */
  readonly wallOffsetMs: number;
  readonly isTrusted: boolean;
  /** Whether the system says that it is synchronised; null when it does not say. */
  readonly isSynchronised: boolean | null;
  /** What the host's messages say of the wall clock since its last step. */
  readonly host: 'silent' | 'possible' | 'agrees' | 'disagrees';
  /** Wall clock less host's time, by the last message that was fresh; null before. */
  readonly hostOffsetMs: number | null;
}

/** Two clocks this close are the same (wire.md); a wall clock that moves by more has been set. */
export const toleranceMs = 2_000;
/** Smaller differences are followed by as much with each look, about once a second. */
const slewMs = 10;

/** The clock of a process that begins; `keptOffsetMs` is what was trusted earlier since the computer was started. */
export function startClock(
  { mode, hasHost, keptOffsetMs }: { mode: TrustMode; hasHost: boolean; keptOffsetMs: number | null },
  instant: Instant,
): ClockState {
  const offset = instant.wall - instant.monotonicMs;
  const isKept = keptOffsetMs !== null && Math.abs(keptOffsetMs - offset) <= toleranceMs;
  const state: ClockState = {
    mode,
    hasHost,
    ownOffsetMs: offset,
    wallOffsetMs: offset,
    isTrusted: isKept,
    isSynchronised: null,
    host: 'silent',
    hostOffsetMs: null,
  };
  return judged(state);
}

/** Our own time at a reading of the monotonic clock, in whole milliseconds. */
export function ownTime({ ownOffsetMs }: ClockState, monotonicMs: number): TimestampMs {
  return Math.round(ownOffsetMs + monotonicMs);
}

/** Compares the clocks: a step ends all trust, a small difference is followed slowly. */
export function lookAtClocks(state: ClockState, { wall, monotonicMs }: Instant): ClockState {
  const wallOffsetMs = wall - monotonicMs;
  if (Math.abs(wallOffsetMs - state.wallOffsetMs) > toleranceMs) {
    const word = { isTrusted: false, isSynchronised: null, host: 'silent', hostOffsetMs: null } as const;
    return judged({ ...state, ...word, wallOffsetMs });
  }
  const behind = wallOffsetMs - state.ownOffsetMs;
  const follow = state.isTrusted ? Math.min(Math.max(behind, -slewMs), slewMs) : 0;
  return { ...state, wallOffsetMs, ownOffsetMs: state.ownOffsetMs + follow };
}

/** The system's own word about its synchronisation; null when it cannot be asked. */
export function systemSaid(state: ClockState, isSynchronised: boolean | null): ClockState {
  return judged({ ...state, isSynchronised });
}

/**
 * The host's time in a message heard at `instant`. A message may be old (a retained STATE always may, a fresh one was
 * sent within the second), so it proves a clock behind by itself, and one ahead only when it is fresh.
 */
export function hostSaid(
  state: ClockState,
  said: { readonly at: TimestampMs; readonly isFresh: boolean },
  { wall }: Instant,
): ClockState {
  const aheadMs = wall - said.at;
  const hostOffsetMs = said.isFresh ? aheadMs : state.hostOffsetMs;
  if (Math.abs(aheadMs) <= toleranceMs) return judged({ ...state, hostOffsetMs, host: 'agrees' });
  if (aheadMs < 0) return judged({ ...state, hostOffsetMs: aheadMs, host: 'disagrees' });
  // Ahead, or the message was slow: what an earlier one proved stands.
  if (state.host === 'agrees' || state.host === 'disagrees') return { ...state, hostOffsetMs };
  return judged({ ...state, hostOffsetMs, host: said.isFresh ? 'disagrees' : 'possible' });
}

/** What to add to times that were told by our own clock in doubt, when `after` is the first that is trusted. */
export function shiftBetween(before: ClockState, after: ClockState): number | null {
  if (before.isTrusted || !after.isTrusted) return null;
  return Math.round(after.ownOffsetMs - before.ownOffsetMs);
}

function judged(state: ClockState): ClockState {
  if (state.isTrusted) return state;
  return isVouchedFor(state) ? { ...state, isTrusted: true, ownOffsetMs: state.wallOffsetMs } : state;
}

function isVouchedFor({ mode, hasHost, isSynchronised, host }: ClockState): boolean {
  switch (mode) {
    case 'always':
      return true;
    case 'system':
      return isSynchronised === true;
    case 'host':
      return host === 'agrees';
    case 'auto':
      if (isSynchronised === true || host === 'agrees') return true;
      // A container or a test cannot ask its system: then nothing may speak against it.
      return isSynchronised === null && (host === 'possible' || (host === 'silent' && !hasHost));
  }
}
