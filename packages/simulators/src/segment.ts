// Pure: a stretch of a simulated machine's life, the unit every script is made of and every tally is made from.
import type { MachineState, TimestampMs } from '@nakamawashi/machine-model';

/** MTConnect's words for what a control shows (standards C). */
export interface ControlWords {
  readonly execution: string;
  readonly mode: string;
  readonly alarm: boolean;
  readonly powerOn: boolean;
}

/** A stretch of one state; `cause` says why in a word or two; `words` are a recorded control's own, where known. */
export interface Segment {
  readonly from: TimestampMs;
  readonly until: TimestampMs;
  readonly state: MachineState;
  readonly cause: string;
  readonly words?: ControlWords;
}
