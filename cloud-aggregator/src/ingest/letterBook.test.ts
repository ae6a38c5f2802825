// A day of letters of each machine is kept, repeats cost nothing, and one machine takes nothing from another.
import { noTime } from '@nakamawashi/machine-model';
import { expect, it } from 'vitest';
import { openLetterBook } from './letterBook.ts';

it('keeps a day of letters of each machine', () => {
  const keeps = openLetterBook();
  const letter = (machine: string, start: number) => ({
    slot: { machine, start, lengthMs: 1, elements: noTime },
    reason: 'does not sum',
    at: 0,
  });
  const kept = Array.from({ length: 1_000 }, (_, start) => keeps(letter('a/1', start)));
  expect(kept.filter((each) => each)).toHaveLength(288);
  expect(keeps(letter('a/1', 0))).toBe(true);
  expect(keeps(letter('a/1', 999))).toBe(false);
  expect(keeps(letter('b/1', 999))).toBe(true);
});
