// Pure: a seeded source of chance (mulberry32), so that every run replays from its seed.
// Promise: the same seed gives the same draws on every machine.

/** Draws in the order they are asked for. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `low` through `high`. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(first: T, ...others: readonly T[]): T;
}

/** A source of chance for one seed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (first, ...others) => [first, ...others][between(0, others.length)] ?? first,
  };
}
