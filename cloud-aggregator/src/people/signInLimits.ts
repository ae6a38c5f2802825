// How often somebody may try to sign in: by account, by address and by all together. Names that nobody has are counted
// like others, so that a limit tells nothing; memory is bounded, the oldest is forgotten first.

/** Tries that are free at once, and after how long one more is given. */
export const signInLimits = {
  account: { free: 5, everyMs: 30_000 },
  address: { free: 20, everyMs: 10_000 },
  all: { free: 100, everyMs: 200 },
} as const;
/** Accounts and addresses remembered, each. */
const mostRemembered = 10_000;

type Limit = (typeof signInLimits)[keyof typeof signInLimits];

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

function openTries({ free, everyMs }: Limit) {
  /** By key, longest not used first; a key that is not in it has all its tries. */
  const left = new Map<string, { readonly tries: number; readonly atMs: number }>();
  const now = (key: string, nowMs: number): number => {
    const known = left.get(key);
    return known === undefined ? free : Math.min(free, known.tries + (nowMs - known.atMs) / everyMs);
  };
  return {
    waitMs: (key: string, nowMs: number): number => Math.max(0, Math.ceil((1 - now(key, nowMs)) * everyMs)),
    take: (key: string, nowMs: number): void => {
      const tries = now(key, nowMs) - 1;
      left.delete(key);
      left.set(key, { tries, atMs: nowMs });
      const [oldest] = left.keys();
      if (left.size > mostRemembered && oldest !== undefined) left.delete(oldest);
    },
    giveBack: (key: string): void => {
      const known = left.get(key);
      if (known !== undefined) left.set(key, { ...known, tries: known.tries + 1 });
    },
    forget: (key: string): void => {
      left.delete(key);
    },
    size: (): number => left.size,
  };
}

/** An IPv6 network of 64 bits is one household's or one shop's. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return [...first, ...(tail === undefined ? [] : zeros), ...last].slice(0, 4).join(':');
}
