// What differs between two versions: nothing for the same, and otherwise enough to make one out of the other.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryDiff } from './entryDiff.ts';

const leaf = fc.oneof(fc.constant(null), fc.nat(3), fc.constantFrom('x', 'y'), fc.boolean());
const thing = fc.record({ id: fc.constantFrom('m1', 'm2', 'm3'), value: leaf });
const entry = fc.record({
  name: fc.record({ ja: leaf, en: leaf }),
  list: fc.array(leaf, { maxLength: 3 }),
  machines: fc.uniqueArray(thing, { maxLength: 3, selector: ({ id }) => id }),
});

describe('the difference of two versions', () => {
  it('is nothing exactly where they are the same', () => {
    fc.assert(
      fc.property(entry, entry, (a, b) => {
        expect(entryDiff(a, a)).toEqual([]);
        expect(entryDiff(a, b).length === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it('names the one field that was changed, and a thing put in before others as one change', () => {
    const lathe = { id: 'lathe', name: { ja: '旋盤', en: 'Lathe' } };
    const mill = { id: 'mill', name: { ja: '立形', en: 'Mill' } };
    const before = { machines: [lathe], tags: ['a'] };
    expect(
      entryDiff(before, { machines: [{ ...lathe, name: { ja: '複合', en: 'Lathe' } }], tags: ['a', 'b'] }),
    ).toEqual([
      { path: 'machines.lathe.name.ja', before: '旋盤', after: '複合' },
      { path: 'tags', before: ['a'], after: ['a', 'b'] },
    ]);
    expect(entryDiff(before, { ...before, machines: [mill, lathe] })).toEqual([
      { path: 'machines.mill', before: null, after: mill },
    ]);
    const two = { machines: [lathe, mill] };
    expect(entryDiff(two, { machines: [mill, lathe] }).map(({ path }) => path)).toEqual(['machines']);
  });
});
