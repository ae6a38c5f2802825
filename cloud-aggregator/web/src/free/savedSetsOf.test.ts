// Whatever a browser has stored, the board starts.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { savedSetsOf } from './savedSetsOf.ts';

it('reads what it wrote, and leaves out everything else', () => {
  const set = fc.record({ name: fc.string({ minLength: 1 }), query: fc.string() });
  fc.assert(
    fc.property(fc.array(set, { maxLength: 20 }), fc.jsonValue(), (sets, other) => {
      expect(savedSetsOf(JSON.stringify(sets))).toEqual(sets);
      expect(Array.isArray(savedSetsOf(JSON.stringify(other)))).toBe(true);
      expect(savedSetsOf(JSON.stringify([...sets, { name: '' }, null, 3]))).toEqual(sets);
    }),
  );
  expect(savedSetsOf('{not json')).toEqual([]);
  expect(savedSetsOf(null)).toEqual([]);
});
