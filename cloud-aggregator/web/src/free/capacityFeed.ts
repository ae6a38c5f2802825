// The free board's rows as a signal: asked again when somebody wrote something down, when contact is back, and every
// half minute. What was read last stays when an answer does not come.
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import type { LiveBoard } from '../live/liveBoard.ts';

/** The answer of `GET /api/capacity`. */
export interface CapacityAnswer {
  readonly at: number;
  readonly timeZone: string;
  readonly firstDate: string;
  readonly rows: readonly CapacityRow[];
}

const everyMs = 30_000;

/** Asks while somebody looks; `stop` ends it. */
export function openCapacity(
  url: string,
  board: LiveBoard,
): { readonly answer: ReadonlySignal<CapacityAnswer | null>; stop(): void } {
  const answer = signal<CapacityAnswer | null>(null);
  let asking: AbortController | null = null;
  const ask = async (): Promise<void> => {
    asking?.abort();
    const own = new AbortController();
    asking = own;
    const given = await fetch(url, { signal: own.signal }).catch(() => null);
    if (given?.ok === true) answer.value = (await given.json()) as CapacityAnswer;
  };
  const forget = effect(() => {
    if (board.link.value === 'lost' || board.news.value < 0) return;
    void ask().catch(() => undefined);
  });
  const again = setInterval(() => {
    if (board.link.peek() !== 'lost') void ask().catch(() => undefined);
  }, everyMs);
  return {
    answer,
    stop: () => {
      forget();
      clearInterval(again);
      asking?.abort();
    },
  };
}
