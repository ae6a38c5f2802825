// A lamp that blinks is flashing from its first edge to its last; one that was switched is on or off.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from './change.ts';
import type { LampTrack } from './lamp.ts';
import { decideLamp, hearLamp, startLamp } from './lamp.ts';
import type { Value } from './reading.ts';

type Sample = readonly [at: number, value: Value];

/** What a lamp read at these samples told by `until`; `looks` are further instants at which somebody asked. */
function told(samples: readonly Sample[], until: number, looks: readonly number[] = []): Change[] {
  const changes: Change[] = [];
  let track: LampTrack = startLamp;
  const look = (through: number, last: boolean): void => {
    const decided = decideLamp(3_000, track, { through, last });
    track = decided.track;
    changes.push(...decided.changes);
  };
  let before = 0;
  for (const [at, value] of samples) {
    for (const each of looks.filter((one) => before <= one && one <= at).sort((a, b) => a - b))
      look(each, false);
    const heard = hearLamp(3_000, track, value, at);
    track = heard.track;
    changes.push(...heard.changes);
    before = at;
  }
  look(until, true);
  return changes.filter((change, index) => change.value !== changes[index - 1]?.value);
}

/** Samples every `stepMs` of a lamp that is lit in the first half of each `periodMs`. */
function blinking(from: number, until: number, periodMs: number, stepMs: number): Sample[] {
  const samples: Sample[] = [];
  for (let at = from; at < until; at += stepMs) samples.push([at, (at - from) % periodMs < periodMs / 2]);
  return samples;
}

describe('lamp', () => {
  it('is on and off as it was switched', () => {
    expect(
      told(
        [
          [0, false],
          [5_000, true],
          [15_000, false],
          [25_000, 1],
        ],
        30_000,
      ),
    ).toEqual([
      { at: 0, value: 'off' },
      { at: 5_000, value: 'on' },
      { at: 15_000, value: 'off' },
      { at: 25_000, value: 'on' },
    ]);
  });

  it('flashes from the first edge to the last, as one state', () => {
    const samples: Sample[] = [
      [0, false],
      ...blinking(10_000, 20_000, 1_000, 200),
      [20_000, true],
      [30_000, true],
    ];
    expect(told(samples, 40_000)).toEqual([
      { at: 0, value: 'off' },
      { at: 10_000, value: 'flashing' },
      { at: 20_000, value: 'on' },
    ]);
  });

  it('does not take two edges for flashing', () => {
    expect(
      told(
        [
          [0, false],
          [5_000, true],
          [5_200, false],
        ],
        20_000,
      ).map((change) => change.value),
    ).toEqual(['off', 'on', 'off']);
  });

  it('is still flashing when contact ends between two flashes', () => {
    expect(told(blinking(0, 10_000, 1_000, 200), 10_000).at(-1)).toEqual({ at: 600, value: 'flashing' });
  });

  it('is soon shown steady when the flashes stop', () => {
    const samples: Sample[] = [...blinking(0, 10_000, 1_000, 250), [10_000, true], [11_001, true]];
    expect(told(samples, 11_000).at(-1)).toEqual({ at: 500, value: 'flashing' });
    expect(told(samples, 11_001).at(-1)).toEqual({ at: 10_000, value: 'on' });
  });

  it('read too slowly is never called flashing, but on or off as it was at each reading', () => {
    const slow = blinking(0, 60_000, 1_000, 1_600);
    const changes = told(slow, 60_000);
    expect(changes.map((change) => change.value)).not.toContain('flashing');
    expect(
      changes.every((change) =>
        slow.some(([at, lit]) => at === change.at && (lit ? 'on' : 'off') === change.value),
      ),
    ).toBe(true);
  });

  it('says nothing without data, and begins anew after it', () => {
    const samples: Sample[] = [
      [0, true],
      [1_000, false],
      [2_000, null],
      [3_000, true],
    ];
    expect(told(samples, 9_000)).toEqual([
      { at: 0, value: 'on' },
      { at: 1_000, value: 'off' },
      { at: 2_000, value: null },
      { at: 3_000, value: 'on' },
    ]);
  });

  it('tells the same whenever it is asked, and never takes anything back', () => {
    const step = fc.tuple(fc.nat(4_000), fc.constantFrom<Value>(true, false, true, false, null));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.array(fc.nat(100_000)), (steps, looks) => {
        let at = 0;
        const samples = steps.map(([gap, value]): Sample => {
          at += gap;
          return [at, value];
        });
        const changes = told(samples, at + 1, looks);
        expect(changes).toEqual(told(samples, at + 1));
        changes.forEach((change, index) => {
          expect(change.at).toBeGreaterThanOrEqual(changes[index - 1]?.at ?? 0);
        });
      }),
    );
  });
});
