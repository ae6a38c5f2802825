// Pure: 次のまとまった空き: from when, and for how long, a machine is likely free in one go (domain 6.1 B1).
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { CapacitySettings } from './capacitySettings.ts';
import { hourMs, type MachineTime, timeLeft } from './freeHours.ts';
import { plannedMs, within } from './halfDays.ts';

/** A stretch of free time; `freeMs` is what is left of its half-days together. */
export interface Stretch {
  readonly from: TimestampMs;
  readonly until: TimestampMs;
  readonly freeMs: number;
}

/**
 * The first run of half-days, one planned half-day after the other, in each of which at least half of the plan is free
 * and which together reach the settings' length. Null when there is none within the half-days that are given.
 */
export function nextStretch(
  machine: MachineTime,
  now: TimestampMs,
  settings: CapacitySettings,
): Stretch | null {
  // The margin is for a window as a whole; a single half-day has none of its own.
  const bare = { ...settings, marginHours: 0, marginShare: 0 };
  let run: Stretch | undefined;
  for (const halfDay of within(machine.halfDays, { from: now, until: Number.MAX_SAFE_INTEGER })) {
    const first = halfDay.planned[0];
    const last = halfDay.planned.at(-1);
    if (first === undefined || last === undefined) continue;
    const { leftMs } = timeLeft(machine, { from: first.from, until: last.until }, bare);
    if (leftMs * 2 < plannedMs([halfDay])) {
      run = undefined;
      continue;
    }
    run = { from: run?.from ?? first.from, until: last.until, freeMs: (run?.freeMs ?? 0) + leftMs };
    if (run.freeMs >= settings.stretchHours * hourMs) return run;
  }
  return null;
}
