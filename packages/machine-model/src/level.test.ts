// A level is entered at its threshold, left below its hysteresis, and never made up from a broken wire.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelOf } from './level.ts';
import type { Value } from './reading.ts';

const current = {
  valid: { min: 3.6, max: 21 },
  levels: [
    { name: 'dark', hysteresis: 0 },
    { name: 'idling', from: 5, hysteresis: 0.5 },
    { name: 'cutting', from: 8, hysteresis: 1 },
  ],
};

function levels(values: readonly Value[]): (string | null)[] {
  let level: string | null = null;
  return values.map((value) => {
    level = levelOf(current, level, value);
    return level;
  });
}

describe('level', () => {
  it('follows the value with hysteresis', () => {
    expect(levels([4, 5, 4.6, 4.4, 8, 7.1, 6.9, 4])).toEqual([
      'dark',
      'idling',
      'idling',
      'dark',
      'cutting',
      'cutting',
      'idling',
      'dark',
    ]);
  });

  it('takes a broken wire, a faulty loop and nonsense for no data, and starts without memory after it', () => {
    expect(levels([8, 3.5, 7.5, 21.1, Number.NaN, null, '8', true])).toEqual([
      'cutting',
      null,
      'idling',
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('does not change while a value moves less than the hysteresis', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 4, max: 20, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 0.49, noNaN: true })),
        (centre, noise) => {
          const seen = new Set(
            levels([centre + 0.49, ...noise.map((each) => centre + each)].filter((v) => v <= 21)),
          );
          expect(seen.size).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
