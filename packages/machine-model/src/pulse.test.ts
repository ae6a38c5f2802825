// A counter runs while its pulses keep coming, and a wrap, a reset or a jump makes no pulse that was not there.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from './change.ts';
import type { PulseSignal, PulseTrack } from './pulse.ts';
import { decidePulse, hearPulse, startPulse } from './pulse.ts';
import type { Value } from './reading.ts';

const press: PulseSignal = { cycleMs: 1_000, factor: 2, maxPerMinute: 120, modulus: 1_000_000 };

type Count = readonly [at: number, value: Value];

function told(
  counts: readonly Count[],
  until: number,
  looks: readonly number[] = [],
): { changes: Change[]; track: PulseTrack } {
  const changes: Change[] = [];
  let track = startPulse;
  const look = (through: number, last: boolean): void => {
    const decided = decidePulse(press, track, { through, last });
    track = decided.track;
    changes.push(...decided.changes);
  };
  let before = 0;
  for (const [at, value] of counts) {
    for (const each of looks.filter((one) => before <= one && one <= at).sort((a, b) => a - b))
      look(each, false);
    const heard = hearPulse(press, track, value, at);
    track = heard.track;
    changes.push(...heard.changes);
    before = at;
  }
  look(until, true);
  return { changes: changes.filter((change, index) => change.value !== changes[index - 1]?.value), track };
}

const values = (counts: readonly Count[], until: number): Value[] =>
  told(counts, until).changes.map((change) => change.value);

describe('pulse', () => {
  it('runs from a pulse until twice the cycle passes, then stopped one cycle after the last pulse', () => {
    expect(
      told(
        [
          [0, 5],
          [500, 6],
          [1_500, 7],
          [3_500, 8],
          [9_000, 9],
        ],
        9_500,
      ).changes,
    ).toEqual([
      { at: 500, value: 'running' },
      { at: 4_500, value: 'stopped' },
      { at: 9_000, value: 'running' },
    ]);
  });

  it('knows nothing of the time before the first pulse, unless none came for long enough', () => {
    expect(values([[0, 5]], 1_500)).toEqual([]);
    expect(told([[0, 5]], 2_001).changes).toEqual([{ at: 1_000, value: 'stopped' }]);
  });

  it('takes a pulse exactly at the end of its time for one in time, also when somebody asked in that instant', () => {
    const counts: Count[] = [
      [0, 5],
      [500, 6],
      [2_500, 7],
    ];
    expect(told(counts, 2_600, [2_500]).changes).toEqual([{ at: 500, value: 'running' }]);
  });

  it('counts on over a wrap', () => {
    const { changes, track } = told(
      [
        [0, 999_999],
        [500, 0],
        [1_500, 1],
      ],
      2_000,
    );
    expect(changes).toEqual([{ at: 500, value: 'running' }]);
    expect(track).toMatchObject({ resets: 0, discarded: 0 });
  });

  it('takes a fall for a reset and starts from there', () => {
    const { changes, track } = told(
      [
        [0, 500],
        [500, 0],
        [900, 1],
      ],
      1_000,
    );
    expect(changes).toEqual([{ at: 900, value: 'running' }]);
    expect(track).toMatchObject({ resets: 1, discarded: 0 });
  });

  it('leaves out a jump that no press can make, and counts it', () => {
    const { changes, track } = told(
      [
        [0, 5],
        [500, 60_000],
        [900, 60_001],
      ],
      1_000,
    );
    expect(changes).toEqual([{ at: 900, value: 'running' }]);
    expect(track).toMatchObject({ resets: 0, discarded: 1 });
  });

  it.each([[null], ['12'], [-1], [Number.NaN], [true]])('takes %s for no data', (value) => {
    expect(
      told(
        [
          [0, 5],
          [500, 6],
          [800, value],
          [1_000, 7],
        ],
        1_100,
      ).changes,
    ).toEqual([
      { at: 500, value: 'running' },
      { at: 800, value: null },
    ]);
  });

  it('tells the same whenever it is asked', () => {
    const step = fc.tuple(fc.nat(3_000), fc.oneof(fc.nat(3), fc.constantFrom(-50, 99_999)));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.array(fc.nat(100_000)), (steps, looks) => {
        let at = 0;
        let count = 1_000;
        const counts = steps.map(([gap, more]): Count => {
          at += gap;
          count = Math.max(0, count + more);
          return [at, count];
        });
        expect(told(counts, at + 1, looks)).toEqual(told(counts, at + 1));
      }),
    );
  });
});
