// Whose word counts when a thread is late: it asks before it writes, and is given up only before. So nobody is told
// that nothing was taken over while it was.
import type { TakeJob, WriteJob } from './tableJob.ts';

/** What a thread is given. */
export interface GivenJob {
  readonly job: TakeJob | WriteJob;
  readonly turn: Int32Array<SharedArrayBuffer>;
}

const working = 0;
const writing = 1;
const over = 2;

export function newTurn(): GivenJob['turn'] {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** In the thread: from here on it is not given up. Throws when it was. */
export function mayWrite(turn: GivenJob['turn']): void {
  if (Atomics.compareExchange(turn, 0, working, writing) === over)
    throw new Error('nobody waits for this any more');
}

/** Outside: whether the thread may be ended, because it has written nothing and will not. */
export function giveUp(turn: GivenJob['turn']): boolean {
  return Atomics.compareExchange(turn, 0, working, over) !== writing;
}
