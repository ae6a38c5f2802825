// Every character that a code can have is read out by a word of its own, in both languages.
import { codeBytes, writeCode } from '@nakamawashi/runtime';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spelled } from './spelling.ts';

it.each(['ja', 'en'] as const)('reads any code out so that it can be written down again (%s)', (language) => {
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(fc.uint8Array({ minLength: codeBytes, maxLength: codeBytes }), (bytes) => {
      const code = writeCode(bytes);
      const parts = spelled(code, language);
      expect(parts.map(({ character }) => character).join('')).toBe(code.replace('-', ''));
      for (const { character, word } of parts) seen.set(character, word);
    }),
    { numRuns: 500 },
  );
  const letters = [...seen.keys()].filter((each) => /[A-Z]/.test(each));
  expect(letters).toHaveLength(24);
  for (const each of letters) expect(seen.get(each)?.length).toBeGreaterThan(1);
  expect(new Set(seen.values()).size).toBe(seen.size);
});
