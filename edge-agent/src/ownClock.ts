// The clock that the whole agent lives by: it never steps unless the time is trusted (`clockRule`). Asks the system
// once a minute while in doubt, and remembers across restarts of the agent, by boot id, what was trusted since the
// computer was started.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import { z } from 'zod';
import {
  type ClockState,
  hostSaid,
  type Instant,
  lookAtClocks,
  ownTime,
  shiftBetween,
  startClock,
  systemSaid,
  type TrustMode,
} from './clockRule.ts';

/** What the operating system knows about time. */
export interface TimeSource {
  /** Whether the system's clock is synchronised; null when there is no telling. */
  isSynchronised(): Promise<boolean | null>;
  /** Another one after each start of the computer; null when there is none. */
  bootId(): string | null;
  /** A clock that begins with the boot and goes on when the agent is started again. */
  sinceBootMs(): number;
}

/** The agent's clock and the trust in it. */
export type OwnClock = Clock & {
  state(): ClockState;
  /** Looks at the clocks; called once a second. Returns what to add to undated times once they can be dated. */
  tick(): number | null;
  /** Asks the system, unless it was asked within the minute and nothing happened since. */
  ask(): Promise<void>;
  hostSaid(at: TimestampMs, isFresh: boolean): void;
  /** Whether only the host could help, and a minute has passed since the last time it was asked. */
  shouldAskHost(): boolean;
};

const askEveryMs = 60_000;
const kept = z.object({ bootId: z.string(), offsetMs: z.number() });

/** A clock that begins now; its memory lies in `dataDir`. */
export function openOwnClock(
  inner: Clock,
  options: { mode: TrustMode; hasHost: boolean; dataDir: string; source: TimeSource },
): OwnClock {
  const { source } = options;
  const file = join(options.dataDir, 'clock.json');
  const sinceBoot = (): Instant => ({ wall: inner.now(), monotonicMs: source.sinceBootMs() });
  let state = startClock({ ...options, keptOffsetMs: readKept(file, source.bootId()) }, sinceBoot());
  /** The state as of the last tick: trust that came in between is told with the next. */
  let ticked = state;
  let askedAt = Number.NEGATIVE_INFINITY;
  let askedHostAt = inner.monotonicMs();
  /** Trust that the agent does not know of yet is told before anything can end it. */
  const look = (): void => {
    if (!state.isTrusted || ticked.isTrusted) state = lookAtClocks(state, sinceBoot());
  };
  return {
    now: () => ownTime(ticked, source.sinceBootMs()),
    monotonicMs: () => inner.monotonicMs(),
    sleep: (ms, signal) => inner.sleep(ms, signal),
    state: () => ticked,
    tick: () => {
      const before = ticked;
      look();
      ticked = state;
      if (state.isTrusted && !before.isTrusted) keep(file, source.bootId(), state.wallOffsetMs);
      return shiftBetween(before, state);
    },
    ask: async () => {
      const isRecent = state.system !== 'unasked' && inner.monotonicMs() - askedAt < askEveryMs;
      if (state.isTrusted || isRecent) return;
      askedAt = inner.monotonicMs();
      look();
      const { steps } = state;
      const isSynchronised = await source.isSynchronised();
      look();
      // An answer that a step overtook says nothing of the clock as it is now.
      if (state.steps === steps) state = systemSaid(state, isSynchronised);
    },
    hostSaid: (at, isFresh) => {
      look();
      state = hostSaid(state, { at, isFresh }, source.sinceBootMs());
    },
    shouldAskHost: () => {
      if (state.isTrusted || state.mode === 'system') return false;
      if (inner.monotonicMs() - askedHostAt < askEveryMs) return false;
      askedHostAt = inner.monotonicMs();
      return true;
    },
  };
}

function readKept(file: string, bootId: string | null): number | null {
  if (bootId === null || !existsSync(file)) return null;
  try {
    const read = kept.parse(JSON.parse(readFileSync(file, 'utf8')));
    return read.bootId === bootId ? read.offsetMs : null;
  } catch {
    // A torn note: then somebody has to vouch for the clock once more.
    return null;
  }
}

function keep(file: string, bootId: string | null, offsetMs: number): void {
  if (bootId === null) return;
  try {
    writeFileSync(file, JSON.stringify({ bootId, offsetMs }));
  } catch {
    // A full disk: the next start asks again.
  }
}

/** Both are the same clock of the system; asked for the time a thousand times a second, the second makes no garbage. */
const processStartMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** Linux's own books; where there are none, nothing is known. */
export const linuxTime: TimeSource = {
  isSynchronised: async () => {
    try {
      const asked = ['show', '-p', 'NTPSynchronized', '--value'];
      const { stdout } = await promisify(execFile)('timedatectl', asked, { timeout: 3_000 });
      return stdout.trim() === 'yes';
    } catch {
      // No systemd, or no bus to reach it: its time service may still have left its mark.
      return existsSync('/run/systemd/timesync/synchronized') ? true : null;
    }
  },
  bootId: () => {
    const file = '/proc/sys/kernel/random/boot_id';
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
  },
  sinceBootMs: () => processStartMs + performance.now(),
};
