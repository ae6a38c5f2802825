// All machines have a square of their own inside the width, whatever the companies are like.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { overviewLayout } from './overviewLayout.ts';

it('gives each machine a square of its own inside the width', () => {
  const shops = fc
    .array(fc.integer({ min: 1, max: 60 }), { maxLength: 40 })
    .map((counts) => counts.map((count, shop) => Array.from({ length: count }, (_, n) => `${shop}/${n}`)));
  fc.assert(
    fc.property(
      shops,
      fc.integer({ min: 60, max: 2_000 }),
      fc.integer({ min: 50, max: 1_000 }),
      (all, width, height) => {
        const { places, size, height: used } = overviewLayout(all, { width, height });
        expect(places.map(({ id }) => id)).toEqual(all.flat());
        expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(places.length);
        for (const { x, y } of places) {
          expect(x + size).toBeLessThanOrEqual(width);
          expect(y + size).toBeLessThanOrEqual(used);
        }
      },
    ),
  );
});
