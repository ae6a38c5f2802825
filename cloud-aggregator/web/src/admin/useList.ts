// A list of the aggregator that is asked for again as soon as something in it was changed here.
import { computed, type ReadonlySignal, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Line } from '../live/keepAsking.ts';
import { useAnswer } from '../live/useAnswer.ts';

/** The answer at a path, and the way to ask anew. */
export function useList<T>(
  path: string,
  board: Line,
): { readonly answer: ReadonlySignal<T | null>; askAgain(): void } {
  const changes = useSignal(0);
  const line = useMemo(
    () => ({ link: board.link, news: computed(() => board.news.value + changes.value) }),
    [board, changes],
  );
  const answer = useAnswer<T>(path, line);
  return {
    answer,
    askAgain: () => {
      changes.value += 1;
    },
  };
}
