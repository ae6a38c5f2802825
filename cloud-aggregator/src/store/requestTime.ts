// A limit of time for a request whose client may wait for ever, for instance when the answer breaks off half-way.
import { setTimeout as after } from 'node:timers/promises';

/** The request's own outcome, or an error after `limitMs`. */
export async function inTime<T>(request: Promise<T>, limitMs: number): Promise<T> {
  const over = new AbortController();
  const late = after(limitMs, null, { signal: over.signal }).then(
    () => Promise.reject(new Error(`no whole answer within ${limitMs / 1_000} s`)),
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([request, late]);
  } finally {
    over.abort();
  }
}
