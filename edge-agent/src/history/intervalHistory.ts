// Pure: the promises of the history: every settled interval of every machine, on the box and nowhere else.
// Promise: from the first interval to `knownThrough` there is exactly one state at every instant (architecture 3).
import type { Interval, MachineId, Span, TimestampMs } from '@nakamawashi/machine-model';

/** Settled intervals on disk, bounded in age. All errors are the disk's. */
export interface IntervalHistory {
  /**
   * Adds settled intervals, oldest first. A hole after `knownThrough` becomes unknown; what lies before stays as it is.
   * Survives a killed process at once, a power cut after the next durable write.
   */
  extend(machine: MachineId, intervals: readonly Interval[]): void;
  /** End of what is known, or null when nothing was ever told. */
  knownThrough(machine: MachineId): TimestampMs | null;
  /** The intervals within a span, cut to it; nothing before the first or after `knownThrough`. */
  read(machine: MachineId, span: Span): readonly Interval[];
  /** Takes back everything from `from` on, because the clock that dated it was wrong. */
  cutOff(machine: MachineId, from: TimestampMs): void;
  /** Forgets what ended before `before`. */
  forget(machine: MachineId, before: TimestampMs): void;
}
