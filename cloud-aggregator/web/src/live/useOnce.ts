// One question to the aggregator, asked when a part of the page comes and when somebody wants it anew.
import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';

/** What an address answers now: not asked again by itself, so that nobody's form changes under his hands. */
export function useOnce<T>(path: string | null, again = 0): ReadonlySignal<T | 'failed' | null> {
  const held = useSignal<T | 'failed' | null>(null);
  // Asked at once, and not after the first frame has been drawn.
  useLayoutEffect(() => {
    if (path === null) return undefined;
    const asking = new AbortController();
    const ask = async (): Promise<void> => {
      const answer = await fetch(new URL(path, document.baseURI), { signal: asking.signal });
      held.value = answer.ok ? ((await answer.json()) as T) : 'failed';
    };
    ask().catch(() => {
      if (!asking.signal.aborted) held.value = 'failed';
    });
    return () => asking.abort();
  }, [path, again]);
  return held;
}
