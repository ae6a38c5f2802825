// A week is Monday to Sunday, and each of its days finds its own two cells.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { weekDays } from './weekDays.ts';

it('begins on Monday, passes over what is past, and goes on in the next week without a gap', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000 }), (days) => {
      const firstDate = new Date(Date.UTC(2026, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);
      const both = [...weekDays(firstDate, 0), ...weekDays(firstDate, 1)];
      expect(new Date(both[0]?.date ?? '').getUTCDay()).toBe(1);
      const known = both.filter(({ cells }) => cells !== null);
      expect(known[0]?.date).toBe(firstDate);
      expect(known.flatMap(({ cells }) => cells)).toEqual(
        Array.from({ length: 2 * known.length }, (_, n) => n),
      );
    }),
  );
});
