// The board of spare capacity for as long as a part of the page is there.
import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import type { CapacityAnswer } from './capacityAnswer.ts';
import type { Line } from './keepAsking.ts';
import { openCapacity } from './openCapacity.ts';

/** The board; null before its first rows. */
export function useCapacity(board: Line): ReadonlySignal<CapacityAnswer | null> {
  const held = useSignal<CapacityAnswer | null>(null);
  // Asked at once, and not after the first frame has been drawn.
  useLayoutEffect(() => {
    const opened = openCapacity(new URL('api/capacity/lines', document.baseURI).href, board);
    const forget = opened.answer.subscribe((answer) => {
      if (answer !== null) held.value = answer;
    });
    return () => {
      forget();
      opened.stop();
    };
  }, [board]);
  return held;
}
