// Long work beside short: who computes over a whole ward pauses by himself, and at every pause the event loop has its
// turn, so that live states, receipts and other people's answers do not wait for it.
import { setImmediate as otherWork } from 'node:timers/promises';

/** Runs the work to its end, with everything else in its pauses. */
export async function inTurns<T>(work: Generator<unknown, T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    await otherWork();
  }
}

/** What is made piece by piece, with everything else between two pieces, also where who takes them never waits. */
export async function* piecesInTurns<T>(pieces: Iterable<T>): AsyncGenerator<T, void> {
  for (const piece of pieces) {
    yield piece;
    await otherWork();
  }
}
