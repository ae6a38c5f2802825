// When a page asks the aggregator anew: when somebody wrote something down, when contact is back, each half minute.
import { effect, signal } from '@preact/signals';
import type { LiveBoard } from './liveBoard.ts';

const everyMs = 30_000;

/** What tells when to ask anew. */
export type Line = Pick<LiveBoard, 'link' | 'news'>;

/** Of a page that has no live feed that could be lost. */
export const noLine: Line = { link: signal('live'), news: signal(0) };

/** Asks now and whenever there may be something new; what is returned ends it. A question that fails is asked again. */
export function keepAsking({ link, news }: Line, ask: () => Promise<void>): () => void {
  const askNow = (): void => void ask().catch(() => undefined);
  const forget = effect(() => {
    if (link.value !== 'lost' && news.value >= 0) askNow();
  });
  const again = setInterval(() => {
    if (link.peek() !== 'lost') askNow();
  }, everyMs);
  return () => {
    forget();
    clearInterval(again);
  };
}
