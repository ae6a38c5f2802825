// How often somebody may be wrong: failures are what is counted, of each address and of all together, so that guessing
// is hopeless and a ward that comes back at once is not held up.
import { networkOf, openTries } from '../tries.ts';

export interface FailureLimits {
  /** Whether this address may try now. */
  mayTry(address: string): boolean;
  /** The same for a renewal, which others' failures do not hold up: certificates would end. */
  mayProve(address: string): boolean;
  failed(address: string): void;
}

const limits = {
  address: { free: 10, everyMs: 60_000 },
  all: { free: 100, everyMs: 1_000 },
} as const;

export function openFailureLimits(monotonicMs: () => number): FailureLimits {
  const addresses = openTries(limits.address);
  const all = openTries(limits.all);
  return {
    mayTry: (address) => {
      const nowMs = monotonicMs();
      return all.waitMs('', nowMs) === 0 && addresses.waitMs(networkOf(address), nowMs) === 0;
    },
    mayProve: (address) => addresses.waitMs(networkOf(address), monotonicMs()) === 0,
    failed: (address) => {
      const nowMs = monotonicMs();
      all.take('', nowMs);
      addresses.take(networkOf(address), nowMs);
    },
  };
}
