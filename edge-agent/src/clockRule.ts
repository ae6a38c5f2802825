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

/** What the host said of the time, against our monotonic clock. */
interface HostWord {
  readonly offsetMs: number;
  readonly isFresh: boolean;
  /**
   * The wall clock stepped since: the computer may have slept, and the monotonic clock stood still with it. What was
   * heard may then still speak against the wall clock, and for it no more.
   */
  readonly isBeforeStep: boolean;
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
  /** How often the wall clock was set, or the computer slept. */
  readonly steps: number;
  /** What the system says of its synchronisation since the last step; silent when it cannot be asked. */
  readonly system: 'unasked' | 'silent' | 'synchronised' | 'unsynchronised';
  /** The host's UTC less our monotonic clock, at least; all but exact when the message was fresh. Null when unheard. */
  readonly host: HostWord | null;
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
    steps: 0,
    system: 'unasked',
    host: null,
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
    const steps = state.steps + 1;
    const host = state.host === null ? null : { ...state.host, isBeforeStep: true };
    return judged({ ...state, isTrusted: false, system: 'unasked', steps, wallOffsetMs, host });
  }
  const behind = wallOffsetMs - state.ownOffsetMs;
  const follow = state.isTrusted ? Math.min(Math.max(behind, -slewMs), slewMs) : 0;
  return { ...state, wallOffsetMs, ownOffsetMs: state.ownOffsetMs + follow };
}

/** The system's own word about its synchronisation; null when it cannot be asked. */
export function systemSaid(state: ClockState, isSynchronised: boolean | null): ClockState {
  const system = isSynchronised === null ? 'silent' : isSynchronised ? 'synchronised' : 'unsynchronised';
  return judged({ ...state, system });
}

/**
 * The host's time in a message heard at `monotonicMs`. A message may be old (a retained STATE always may, a fresh one
 * was sent just before), so it proves a clock behind by itself, and anything else only when it is fresh.
 */
export function hostSaid(
  state: ClockState,
  said: { readonly at: TimestampMs; readonly isFresh: boolean },
  monotonicMs: number,
): ClockState {
  const { host } = state;
  const offsetMs = said.at - monotonicMs;
  const isNews = said.isFresh || host === null || !host.isFresh || offsetMs > host.offsetMs + toleranceMs;
  if (!isNews) return state;
  return judged({ ...state, host: { offsetMs, isFresh: said.isFresh, isBeforeStep: false } });
}

/** How far the wall clock is ahead of the host's, or null when that cannot be told. */
export function aheadOfHostMs({ host, wallOffsetMs }: ClockState): number | null {
  if (host === null) return null;
  const aheadMs = Math.round(wallOffsetMs - host.offsetMs);
  return host.isFresh || aheadMs < -toleranceMs ? aheadMs : null;
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

function isVouchedFor(state: ClockState): boolean {
  const { mode, hasHost, system, host } = state;
  const aheadMs = aheadOfHostMs(state);
  const hostAgrees = host?.isBeforeStep === false && aheadMs !== null && Math.abs(aheadMs) <= toleranceMs;
  switch (mode) {
    case 'always':
      return true;
    case 'system':
      return system === 'synchronised';
    case 'host':
      return hostAgrees;
    case 'auto':
      if (system === 'synchronised' || hostAgrees) return true;
      // A container or a test cannot ask its system: then it is enough that nothing speaks against the clock.
      return system === 'silent' && aheadMs === null && (host !== null || !hasHost);
  }
}
