// What one address of the aggregator answers, as a signal. What was read last stays when an answer does not come.
import { type ReadonlySignal, signal } from '@preact/signals';
import { keepAsking, type Line } from './keepAsking.ts';

/** Asks while somebody looks; `stop` ends it. */
export function openAnswer<T>(
  url: string,
  board: Line,
): { readonly answer: ReadonlySignal<T | null>; stop(): void } {
  const answer = signal<T | null>(null);
  let asking: AbortController | null = null;
  const end = keepAsking(board, async () => {
    asking?.abort();
    const own = new AbortController();
    asking = own;
    const given = await fetch(url, { signal: own.signal });
    if (given.ok) answer.value = (await given.json()) as T;
  });
  return {
    answer,
    stop: () => {
      end();
      asking?.abort();
    },
  };
}
