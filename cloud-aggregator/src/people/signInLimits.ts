// How often somebody may try to sign in: by account, by address and by all together. Names that nobody has are counted
// like others, so that a limit tells nothing. Whoever signs in from where he did before is not held up by what
// strangers try elsewhere: else one of them could keep everybody out.
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
  /** The try was right: what it took is given back, the account's count begins anew, and the place is known. */
  giveBack(account: string, address: string): void;
  /** How many accounts and addresses are remembered now. */
  remembered(): number;
}

const mostPlaces = 10_000;

export function openSignInLimits(monotonicMs: () => number): SignInLimits {
  const accounts = openTries(signInLimits.account);
  /** Of an account at a place where it has signed in: counted apart from what is tried elsewhere. */
  const atHome = openTries(signInLimits.account);
  const addresses = openTries(signInLimits.address);
  const all = openTries(signInLimits.all);
  const homes = new Set<string>();
  const networks = new Set<string>();
  return {
    take: (account, address) => {
      const nowMs = monotonicMs();
      const net = networkOf(address);
      const home = homeOf(account, net);
      const own = homes.has(home) ? { tries: atHome, key: home } : { tries: accounts, key: account };
      const isStrange = !networks.has(net);
      const waitMs = Math.max(
        own.tries.waitMs(own.key, nowMs),
        addresses.waitMs(net, nowMs),
        isStrange ? all.waitMs('', nowMs) : 0,
      );
      if (waitMs > 0) return waitMs;
      own.tries.take(own.key, nowMs);
      addresses.take(net, nowMs);
      if (isStrange) all.take('', nowMs);
      return null;
    },
    giveBack: (account, address) => {
      const net = networkOf(address);
      const home = homeOf(account, net);
      // The account's count goes on where the try came from a known place: it took nothing from it.
      if (homes.has(home)) atHome.forget(home);
      else accounts.forget(account);
      addresses.giveBack(net);
      if (!networks.has(net)) all.giveBack('');
      keepNewest(homes, home);
      keepNewest(networks, net);
    },
    remembered: () => accounts.size() + addresses.size(),
  };
}

/** A network has no blanks in it, so that no other account and place read the same. */
function homeOf(account: string, net: string): string {
  return `${net} ${account}`;
}

function keepNewest(places: Set<string>, place: string): void {
  places.delete(place);
  places.add(place);
  const [oldest] = places;
  if (places.size > mostPlaces && oldest !== undefined) places.delete(oldest);
}
