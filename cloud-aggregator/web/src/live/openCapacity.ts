// The desk's board of spare capacity as a signal: its first rows stand before the others have come, and later only what
// changed is asked for: when somebody wrote something down, when contact is back, and every half minute. What was read
// last stays when an answer does not come.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { CapacityHead, CapacityLine } from '../../../src/api/capacityLines.ts';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import type { Placed } from '../../../src/api/deskRows.ts';
import { type CapacityAnswer, placedInto } from './capacityAnswer.ts';
import { keepAsking, type Line } from './keepAsking.ts';
import { linesOf } from './linesOf.ts';
import { spaced } from './spaced.ts';

/** The first answer grows on the screen this often. */
const growMs = 300;

/** What one visitor holds, whichever pages he opens. */
interface Held {
  readonly answer: CapacityAnswer;
  readonly stamp: string;
}
const heldOf = new WeakMap<Line, Held>();

/** Asks while somebody looks; `stop` ends it. */
export function openCapacity(
  url: string,
  board: Line,
): { readonly answer: ReadonlySignal<CapacityAnswer | null>; stop(): void } {
  const answer = signal<CapacityAnswer | null>(heldOf.get(board)?.answer ?? null);
  const ending = new AbortController();
  let isAsking = false;
  let isAskedAgain = false;
  const ask = async (): Promise<void> => {
    isAskedAgain = isAsking;
    if (isAsking) return;
    isAsking = true;
    try {
      const held = heldOf.get(board);
      const address = new URL(url);
      if (held !== undefined) address.searchParams.set('since', held.stamp);
      const given = await fetch(address, { signal: ending.signal });
      if (!given.ok || given.body === null) return;
      const read = await readBoard(given.body, held?.answer.rows ?? [], (rows) => {
        if (answer.peek()?.isWhole !== true) answer.value = rows;
      });
      if (ending.signal.aborted) return;
      // What does not fit together is asked for anew as a whole.
      if (read === null) heldOf.delete(board);
      else heldOf.set(board, read);
      if (read !== null) answer.value = read.answer;
      isAskedAgain ||= read === null;
    } finally {
      isAsking = false;
      if (isAskedAgain && !ending.signal.aborted) void ask().catch(() => undefined);
    }
  };
  const end = keepAsking(board, ask);
  return {
    answer,
    stop: () => {
      end();
      ending.abort();
    },
  };
}

/** Reads a board and shows its beginning; null when what changed does not fit to what was there. */
async function readBoard(
  body: NonNullable<Response['body']>,
  before: readonly CapacityRow[],
  show: (answer: CapacityAnswer) => void,
): Promise<Held | null> {
  let head: CapacityHead | null = null;
  const rows: CapacityRow[] = [];
  const changes: Placed[] = [];
  const growth = spaced(growMs, () => {
    if (head !== null) show({ ...told(head), rows: [...rows], isWhole: false });
  });
  try {
    for await (const line of linesOf(body)) {
      if (head === null) head = line as CapacityHead;
      else if (head.areChanges) changes.push(...(line as readonly Placed[]));
      else {
        rows.push(...(line as CapacityLine as readonly CapacityRow[]));
        if (rows.length < head.count) growth.ask();
      }
    }
  } finally {
    growth.forget();
  }
  if (head === null) throw new Error('an answer without a head');
  const all = head.areChanges ? placedInto(before, changes, head.count) : rows;
  if (all === null) return null;
  if (all.length !== head.count) throw new Error('an answer without all of its rows');
  return { answer: { ...told(head), rows: all, isWhole: true }, stamp: head.stamp };
}

function told({ at, timeZone, firstDate }: CapacityHead): Omit<CapacityAnswer, 'rows' | 'isWhole'> {
  return { at, timeZone, firstDate };
}
