// Pure: work that could pause, done without a pause; `inTurns` is the other way to do it.

/** What the work comes to. */
export function allSteps<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
