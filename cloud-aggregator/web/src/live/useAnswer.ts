// An answer of the aggregator for as long as a part of the page is there.
import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import type { Line } from './keepAsking.ts';
import { openAnswer } from './openAnswer.ts';

/** The answer at a path such as `api/own`; null before the first one, and while nothing is asked (path null). */
export function useAnswer<T>(path: string | null, board: Line): ReadonlySignal<T | null> {
  const held = useSignal<T | null>(null);
  // Asked at once, and not after the first frame has been drawn.
  useLayoutEffect(() => {
    if (path === null) return undefined;
    const opened = openAnswer<T>(new URL(path, document.baseURI).href, board);
    const forget = opened.answer.subscribe((answer) => {
      if (answer !== null) held.value = answer;
    });
    return () => {
      forget();
      opened.stop();
    };
  }, [path, board]);
  return held;
}
