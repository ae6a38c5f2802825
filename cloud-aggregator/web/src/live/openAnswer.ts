// What one address of the aggregator answers, as a signal: asked again when somebody wrote something down, when
// contact is back, and every half minute. What was read last stays when an answer does not come.
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { LiveBoard } from './liveBoard.ts';

const everyMs = 30_000;

/** What tells when to ask anew. */
export type Line = Pick<LiveBoard, 'link' | 'news'>;

/** Of a page that has no live feed that could be lost. */
export const noLine: Line = { link: signal('live'), news: signal(0) };

/** Asks while somebody looks; `stop` ends it. */
export function openAnswer<T>(
  url: string,
  board: Line,
): { readonly answer: ReadonlySignal<T | null>; stop(): void } {
  const answer = signal<T | null>(null);
  let asking: AbortController | null = null;
  const ask = async (): Promise<void> => {
    asking?.abort();
    const own = new AbortController();
    asking = own;
    const given = await fetch(url, { signal: own.signal }).catch(() => null);
    if (given?.ok === true) answer.value = (await given.json()) as T;
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
