// How often somebody may be wrong: failures are what is counted, of each address and of all together, so that guessing
// is hopeless and a ward that comes back at once is not held up.

export interface Tries {
  /** Whether this address may try now. */
  mayTry(address: string): boolean;
  failed(address: string): void;
}

/** So many at once, and one more after each pause. */
const limits = {
  ofAddress: { atOnce: 10, pauseMs: 60_000 },
  ofAll: { atOnce: 100, pauseMs: 1_000 },
} as const;
/** Addresses beyond this many are forgotten, the oldest first; the limit of all together holds them. */
const mostAddresses = 10_000;

interface Bucket {
  failures: number;
  atMs: number;
}

export function openTries(monotonicMs: () => number): Tries {
  const addresses = new Map<string, Bucket>();
  const all: Bucket = { failures: 0, atMs: monotonicMs() };
  const drained = (bucket: Bucket, pauseMs: number): Bucket => {
    const nowMs = monotonicMs();
    bucket.failures = Math.max(0, bucket.failures - (nowMs - bucket.atMs) / pauseMs);
    bucket.atMs = nowMs;
    return bucket;
  };
  const isFull = (bucket: Bucket | undefined, limit: { atOnce: number; pauseMs: number }): boolean =>
    bucket !== undefined && drained(bucket, limit.pauseMs).failures > limit.atOnce - 1;
  return {
    mayTry: (address) => !isFull(all, limits.ofAll) && !isFull(addresses.get(address), limits.ofAddress),
    failed: (address) => {
      const bucket = addresses.get(address) ?? { failures: 0, atMs: monotonicMs() };
      addresses.delete(address);
      if (addresses.size >= mostAddresses) {
        const [oldest] = addresses.keys();
        if (oldest !== undefined) addresses.delete(oldest);
      }
      addresses.set(address, bucket);
      drained(bucket, limits.ofAddress.pauseMs).failures += 1;
      drained(all, limits.ofAll.pauseMs).failures += 1;
    },
  };
}
