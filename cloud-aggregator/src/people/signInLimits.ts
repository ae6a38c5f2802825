// How often somebody may try to sign in: by account, by address and by all together. Names that nobody has are counted
// like others, so that a limit tells nothing.
import { networkOf, openTries } from '../tries.ts';

/** Tries that are free at once, and after how long one more is given. */
export const signInLimits = {
  account: { free: 5, everyMs: 30_000 },
  address: { free: 20, everyMs: 10_000 },
  all: { free: 100, everyMs: 200 },
} as const;

export interface SignInLimits {
  /** Takes a try: null, or how long to wait in milliseconds, and then nothing was taken. */
  take(account: string, address: string): number | null;
  /** The try was right: what it took is given back, and the account's count begins anew. */
  giveBack(account: string, address: string): void;
  /** How many accounts and addresses are remembered now. */
  remembered(): number;
}

export function openSignInLimits(monotonicMs: () => number): SignInLimits {
  const accounts = openTries(signInLimits.account);
  const addresses = openTries(signInLimits.address);
  const all = openTries(signInLimits.all);
  return {
    take: (account, address) => {
      const nowMs = monotonicMs();
      const net = networkOf(address);
      const waitMs = Math.max(
        accounts.waitMs(account, nowMs),
        addresses.waitMs(net, nowMs),
        all.waitMs('', nowMs),
      );
      if (waitMs > 0) return waitMs;
      accounts.take(account, nowMs);
      addresses.take(net, nowMs);
      all.take('', nowMs);
      return null;
    },
    giveBack: (account, address) => {
      accounts.forget(account);
      addresses.giveBack(networkOf(address));
    },
    remembered: () => accounts.size() + addresses.size(),
  };
}
