// Pure: numbers that look random and follow from a seed alone, so that every simulated day can be played again exactly.

/** Draws from one seeded stream; each call moves the stream on. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform whole number in [low, high], both ends included. */
  between(low: number, high: number): number;
  /** True with the given probability (0 to 1). */
  chance(probability: number): boolean;
}

/** A stream that depends on the key and on nothing else. */
export function seededRandom(key: string): SeededRandom {
  let state = hash(key);
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state) / 0x1_0000_0000;
  };
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
  };
}

/** One number in [0, 1) for a seed and an index: noise that can be asked for at any index without a stream. */
export function noiseAt(seed: number, index: number): number {
  const folded =
    (Math.imul(seed | 0, 0x85ebca6b) ^ (index | 0) ^ Math.imul(Math.floor(index / 0x1_0000_0000), 31)) | 0;
  return mix((folded + 0x9e3779b9) | 0) / 0x1_0000_0000;
}

/** A whole number below 2^32 for any text; near texts give far numbers. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(value | 0) | 0;
}

function mix(value: number): number {
  const first = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  const second = Math.imul(first ^ (first >>> 15), 0x735a2d97);
  return (second ^ (second >>> 15)) >>> 0;
}
