// One after the other: a work of several steps begins when the one before it has ended, well or badly.

/** Between two steps of a work nobody else may find the same thing undone. */
export function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
