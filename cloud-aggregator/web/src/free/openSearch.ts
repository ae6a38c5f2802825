// A search over the rows that never holds the page: what one blink takes is done at once, so that a consortium's rows
// are found with the letter; a ward's go on in slices, the first hits already on the screen.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import { type Filter, type FilterScene, type Found, findInSteps } from '../../../src/search/filter.ts';

export interface Search {
  readonly found: ReadonlySignal<FoundByNow>;
  /** Leaves nothing running. */
  stop(): void;
}

/** What is found; until it is done nothing can be said of what is not. */
export interface FoundByNow extends Found {
  readonly isDone: boolean;
}

const atOnceMs = 40;
const sliceMs = 10;

/** Begins to search. */
export function openSearch(rows: readonly CapacityRow[], filter: Filter, scene: FilterScene): Search {
  const work = findInSteps(rows, filter, scene);
  const found = signal(searched(work, atOnceMs));
  let next: ReturnType<typeof setTimeout> | undefined;
  const goOn = (): void => {
    const more = searched(work, sliceMs);
    if (more.isDone) found.value = more;
    else later();
  };
  const later = (): void => {
    next = setTimeout(goOn);
  };
  if (!found.peek().isDone) later();
  return { found, stop: () => clearTimeout(next) };
}

/** Searches for some time; the lists are copies, as what is found by now goes on growing. */
function searched(work: ReturnType<typeof findInSteps>, forMs: number): FoundByNow {
  const begunMs = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done === true) return { ...step.value, isDone: true };
    if (performance.now() - begunMs < forMs) continue;
    const { fits, asks } = step.value;
    return { fits: [...fits], asks: [...asks], drop: null, isDone: false };
  }
}
