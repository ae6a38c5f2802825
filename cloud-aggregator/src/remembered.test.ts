// A remembered function answers as the function itself, asks it once for each key it keeps, and keeps few.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remembered } from './remembered.ts';

describe('a remembered function', () => {
  it('answers as the function itself, also where the answer is undefined', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 10 }), (keys, most) => {
        const make = (key: number): number | undefined => (key % 3 === 0 ? undefined : key * key);
        const quick = remembered(make, most);
        expect(keys.map(quick)).toEqual(keys.map(make));
      }),
    );
  });

  it('asks once while few are kept, and anew when they became too many', () => {
    const asked: string[] = [];
    const quick = remembered((key: string) => asked.push(key), 2);
    for (const key of ['a', 'b', 'a', 'b', 'c', 'a', 'c']) quick(key);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });
});
