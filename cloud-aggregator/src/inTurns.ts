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

/** So long pieces are made before everything else has its turn: sending them takes about as long again. */
const makingMs = 4;

/** What is made piece by piece, with everything else in between, also where who takes the pieces never waits. */
export async function* piecesInTurns<T>(pieces: Iterable<T>): AsyncGenerator<T, void> {
  let madeMs = 0;
  let begunMs = performance.now();
  for (const piece of pieces) {
    madeMs += performance.now() - begunMs;
    yield piece;
    if (madeMs >= makingMs) {
      await otherWork();
      madeMs = 0;
    }
    begunMs = performance.now();
  }
}
