// Every company has a letter of its own, whatever the order of the rows.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shopLetters } from './shopLetters.ts';

it('gives each company its own letters, by the companies alone', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 80 }), (ids) => {
      const letters = shopLetters(ids);
      expect(new Set(letters.values()).size).toBe(new Set(ids).size);
      expect(shopLetters(ids.toReversed())).toEqual(letters);
      for (const each of letters.values()) expect(each).toMatch(/^[A-Z]{1,2}$/);
    }),
  );
  expect([...shopLetters(['c', 'a', 'b', 'a'])]).toEqual([
    ['a', 'A'],
    ['b', 'B'],
    ['c', 'C'],
  ]);
});
