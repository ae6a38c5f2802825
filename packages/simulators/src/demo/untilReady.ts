// Waits until a service says of itself that it is ready.
import { systemClock } from '@nakamawashi/runtime';

/** Asks `url` until it answers 200. Rejects when `signal` is aborted; has no limit of its own. */
export async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const answer = await fetch(url, { signal }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await systemClock.sleep(100, signal);
  }
}
