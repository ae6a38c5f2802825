// How often something may be tried: so many times at once, and once more after each pause, counted by key. Memory is
// bounded, the key that was not used for longest is forgotten first. Whoever guesses is slowed; nobody else waits.

/** Tries that are free at once, and after how long one more is given. */
export interface TryLimit {
  readonly free: number;
  readonly everyMs: number;
}

/** The tries of each key; `nowMs` is read from a monotonic clock. */
export interface Tries {
  /** How long until there is a try again, in milliseconds; 0 when there is one now. */
  waitMs(key: string, nowMs: number): number;
  take(key: string, nowMs: number): void;
  giveBack(key: string): void;
  /** The key has all its tries again. */
  forget(key: string): void;
  /** How many keys are remembered. */
  size(): number;
}

const mostRemembered = 10_000;

export function openTries({ free, everyMs }: TryLimit): Tries {
  /** By key, longest not used first; a key that is not in it has all its tries. */
  const left = new Map<string, { readonly tries: number; readonly atMs: number }>();
  const now = (key: string, nowMs: number): number => {
    const known = left.get(key);
    return known === undefined ? free : Math.min(free, known.tries + (nowMs - known.atMs) / everyMs);
  };
  return {
    waitMs: (key, nowMs) => Math.max(0, Math.ceil((1 - now(key, nowMs)) * everyMs)),
    take: (key, nowMs) => {
      const tries = now(key, nowMs) - 1;
      left.delete(key);
      left.set(key, { tries, atMs: nowMs });
      const [oldest] = left.keys();
      if (left.size > mostRemembered && oldest !== undefined) left.delete(oldest);
    },
    giveBack: (key) => {
      const known = left.get(key);
      if (known !== undefined) left.set(key, { ...known, tries: known.tries + 1 });
    },
    forget: (key) => {
      left.delete(key);
    },
    size: () => left.size,
  };
}

/** The key of an address: an IPv6 network of 64 bits is one household's or one shop's. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return [...first, ...(tail === undefined ? [] : zeros), ...last].slice(0, 4).join(':');
}
