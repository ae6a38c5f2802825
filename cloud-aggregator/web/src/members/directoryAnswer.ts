// What `GET /api/directory` says, as far as the office's pages use it, and one question for it.
import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Circle, Region, Workshop } from '../../../src/directory/entryKinds.ts';

export interface DirectoryAnswer {
  readonly timeZone: string;
  readonly workshops: readonly Workshop[];
  readonly regions: readonly Region[];
  readonly circles: readonly Circle[];
  readonly calendars: readonly { readonly id: string }[];
}

/** What an address answers now: not asked again by itself, so that nobody's form changes under his hands. */
export function useOnce<T>(path: string | null, again = 0): ReadonlySignal<T | 'failed' | null> {
  const held = useSignal<T | 'failed' | null>(null);
  useEffect(() => {
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
