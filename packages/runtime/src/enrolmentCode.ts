// Pure: the one-time code that a person types on a box: ten characters in two groups, `K7MQ3-X9TBF`. No 0, O, 1 or I;
// the last one is a check character, so that a slip of the finger is told before anything is sent.

/** Five bits each, in order of their value. */
export const codeAlphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const groupLength = 5;
const codeLength = 10;
/** Random bytes that a code is made from: 45 bits are used of them. */
export const codeBytes = codeLength - 1;

/** Why a typed text is no code. */
export type CodeFault = 'length' | 'character' | 'check';

/** Makes a code from nine random bytes. */
export function writeCode(random: Uint8Array): string {
  if (random.length !== codeBytes) throw new Error(`BUG: a code is made from ${codeBytes} bytes`);
  const values = [...random].map((byte) => byte & 0x1f);
  const letters = [...values, timesX(sum(values))].map((value) => codeAlphabet[value]).join('');
  return `${letters.slice(0, groupLength)}-${letters.slice(groupLength)}`;
}

/** Reads what a person typed, in any case and width, with or without hyphens and spaces. */
export function readCode(typed: string): { readonly code: string } | { readonly fault: CodeFault } {
  const letters = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\-‐‑–—―−ー]/g, '');
  const values = [...letters].map((letter) => codeAlphabet.indexOf(letter));
  if (values.includes(-1)) return { fault: 'character' };
  if (values.length !== codeLength) return { fault: 'length' };
  if (sum(values) !== 0) return { fault: 'check' };
  return { code: `${letters.slice(0, groupLength)}-${letters.slice(groupLength)}` };
}

/**
 * A weighted sum in the field of 32 elements, each place by another power of x: one wrong character, and any two that
 * changed places, always give another sum.
 */
function sum(values: readonly number[]): number {
  return values.reduce((total, value) => timesX(total) ^ value, 0);
}

/** Multiplies by x modulo x⁵ + x² + 1. */
function timesX(value: number): number {
  const shifted = value << 1;
  return shifted > 31 ? shifted ^ 0b100101 : shifted;
}
