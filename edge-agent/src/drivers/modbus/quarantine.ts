// Pure: when a unit that does not answer is tried again; it is paid for in what the other units of its line waited.
// Promise: all dead units of a line together cost the others at most a twentieth of the time, and a unit whose trial
// costs nobody anything is tried in every cycle.

/** One unit in quarantine; instants of a clock that never steps. */
export interface Quarantine {
  /** Not tried before. */
  readonly dueMs: number;
  /** Not tried with the longest wait before. */
  readonly longDueMs: number;
}

/** What the last trial was. */
export interface Trial {
  readonly endedMs: number;
  /** How long others waited for it. */
  readonly costMs: number;
  readonly isLong: boolean;
  /** The cycle of the machine: nobody is tried more often. */
  readonly intervalMs: number;
  /** The longest wait of the configuration. */
  readonly ceilingMs: number;
  /** Units in quarantine on this line, this one too. */
  readonly dead: number;
}

/** Of the line's time, short trials may cost 1/25 and long ones 1/100. */
const shortPause = 24;
const longPause = 99;

/** A unit that has just been found silent is tried in its next cycle; `dead` counts it too. */
export function confine(
  nowMs: number,
  { intervalMs, ceilingMs, dead }: Pick<Trial, 'intervalMs' | 'ceilingMs' | 'dead'>,
): Quarantine {
  return { dueMs: nowMs + intervalMs, longDueMs: nowMs + longPause * ceilingMs * dead };
}

/** Whether the trial that is due now may wait for as long as the configuration allows. */
export function isLongDue(quarantine: Quarantine, nowMs: number): boolean {
  return nowMs >= quarantine.longDueMs;
}

/** Nothing came. */
export function triedInVain(quarantine: Quarantine, trial: Trial): Quarantine {
  const { endedMs, costMs, isLong, intervalMs, ceilingMs, dead } = trial;
  if (isLong) return { dueMs: endedMs + intervalMs, longDueMs: endedMs + longPause * ceilingMs * dead };
  return { ...quarantine, dueMs: endedMs + Math.max(intervalMs, shortPause * costMs * dead) };
}

/** It was found out later that a trial cost more: a gateway was busy with it while others waited. */
export function costMore(quarantine: Quarantine, extraMs: number, dead: number): Quarantine {
  return { ...quarantine, dueMs: quarantine.dueMs + shortPause * extraMs * dead };
}
