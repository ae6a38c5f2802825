// Pure: in which order a desk reads the rows: the better mark, then the more hours, and among equals whoever's turn it
// is today, so that work does not always go to the shop whose name comes first (domain 6.3). Never a ranking.
import type { Mark } from './mark.ts';

/** What the order looks at. */
export interface Ordered {
  readonly id: string;
  readonly mark: Mark;
  readonly workshop: { readonly id: string };
  readonly freeMs: { readonly week: number } | null;
}

const marks: readonly Mark[] = ['plenty', 'some', 'ask', 'full', 'none'];

/** Which of two rows is read first; negative for the first one. */
export type Fair = (a: Ordered, b: Ordered) => number;

/** The order of one local date among these shops. Machines of one shop stay in the order of their ids. */
export function fairOn(date: string, shops: Iterable<string>): Fair {
  const ids = [...new Set(shops)].sort();
  const day = Math.floor(Date.parse(date) / 86_400_000);
  const turns = new Map(ids.map((id, index) => [id, (index + day) % ids.length]));
  const turn = ({ workshop }: Ordered): number => turns.get(workshop.id) ?? 0;
  return (a, b) =>
    marks.indexOf(a.mark) - marks.indexOf(b.mark) ||
    (b.freeMs?.week ?? 0) - (a.freeMs?.week ?? 0) ||
    turn(a) - turn(b) ||
    (a.id < b.id ? -1 : 1);
}

/** So many rows are put in order between two pauses: some milliseconds. Each pause waits for whatever else there is. */
const rowsOfStep = 8_000;

/** The same rows in order; pauses after every few of them. */
export function* inOrder<T>(
  rows: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<void, readonly T[]> {
  let runs: (readonly T[])[] = [];
  for (let from = 0; from < rows.length; from += rowsOfStep) {
    runs.push(rows.slice(from, from + rowsOfStep).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: (readonly T[])[] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(yield* mergedInSteps(runs[at] ?? [], runs[at + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

/** Two lists that are in order as one; of equals the first list's come first. */
export function* mergedInSteps<T>(
  one: readonly T[],
  other: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<void, readonly T[]> {
  const merged: T[] = [];
  let next = 0;
  for (const [index, each] of one.entries()) {
    if (index % rowsOfStep === rowsOfStep - 1) yield;
    for (let rival = other[next]; rival !== undefined && compare(rival, each) < 0; rival = other[next]) {
      merged.push(rival);
      next += 1;
    }
    merged.push(each);
  }
  for (; next < other.length; next += rowsOfStep) {
    merged.push(...other.slice(next, next + rowsOfStep));
    yield;
  }
  return merged;
}
