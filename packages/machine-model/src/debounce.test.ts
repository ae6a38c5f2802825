// Debouncing moves no boundary of known and unknown time, loses no time, and dates an accepted change to its onset.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { debounce, startDebounce } from './debounce.ts';
import type { Interval } from './intervals.ts';
import { joinIntervals } from './intervals.ts';
import type { MachineState } from './machineState.ts';
import { machineStates } from './machineState.ts';
import type { Profile } from './profile.ts';

type Part = readonly [state: MachineState, length: number, inferred?: boolean];

function laidOut(parts: readonly Part[]): Interval[] {
  let at = 0;
  return parts.map(([state, length, inferred = false]) => {
    const interval = { from: at, until: at + length, state, inferred };
    at += length;
    return interval;
  });
}

function smoothed(intervals: readonly Interval[], minimumMs: Profile['minimumMs']): readonly Interval[] {
  const settled: Interval[] = [];
  let debounced = startDebounce(0);
  for (const interval of intervals) {
    const step = debounce(debounced, interval, minimumMs);
    debounced = step.debounced;
    settled.push(...step.settled);
    expect(settled.at(-1)?.until ?? 0).toBe(debounced.settled);
  }
  return joinIntervals(settled);
}

const brief = (parts: readonly Part[], minimumMs: Profile['minimumMs']): string =>
  smoothed(laidOut(parts), minimumMs)
    .map((each) => `${each.state}${each.inferred ? '?' : ''} ${each.from}-${each.until}`)
    .join(', ');

describe('debounce', () => {
  it('accepts a change that lasted, from its onset', () => {
    expect(
      brief(
        [
          ['production', 100],
          ['idle', 10],
        ],
        { idle: 10 },
      ),
    ).toBe('production 0-100, idle 100-110');
  });

  it('gives a shorter one to the state before, whatever follows', () => {
    const minimumMs = { idle: 10 };
    expect(
      brief(
        [
          ['production', 100],
          ['idle', 9],
          ['production', 5],
        ],
        minimumMs,
      ),
    ).toBe('production 0-114');
    expect(
      brief(
        [
          ['production', 100],
          ['idle', 9],
          ['fault', 5],
        ],
        minimumMs,
      ),
    ).toBe('production 0-109, fault 109-114');
  });

  it('settles nothing of a change in question', () => {
    expect(
      brief(
        [
          ['production', 100],
          ['idle', 9],
        ],
        { idle: 10 },
      ),
    ).toBe('production 0-100');
  });

  it('leaves what was cut short by unknown time as it was seen', () => {
    const parts: Part[] = [
      ['production', 100],
      ['idle', 9],
      ['unknown', 1],
      ['fault', 3],
      ['production', 7],
    ];
    const minimumMs = { idle: 10, fault: 10 };
    expect(brief(parts, minimumMs)).toBe(
      'production 0-100, idle 100-109, unknown 109-110, fault 110-113, production 113-120',
    );
  });

  it('does not ask a change of certainty to last', () => {
    expect(
      brief(
        [
          ['setup', 5],
          ['setup', 1, true],
          ['setup', 4],
        ],
        { setup: 10 },
      ),
    ).toBe('setup 0-5, setup? 5-6, setup 6-10');
  });

  const part = fc.tuple(
    fc.constantFrom<MachineState>(...machineStates),
    fc.integer({ min: 1, max: 30 }),
    fc.boolean(),
  );
  const parts = fc.array(part, { maxLength: 40 });
  const minimums = fc.dictionary(
    fc.constantFrom('off', 'idle', 'setup', 'production', 'fault', 'maintenance'),
    fc.nat(25),
  );

  it('loses no time, and leaves unknown time exactly where it was', () => {
    fc.assert(
      fc.property(parts, minimums, (each, minimumMs) => {
        const raw = laidOut([...each, ['unknown', 1]]).map((one) => ({
          ...one,
          inferred: one.state !== 'unknown' && one.inferred,
        }));
        const result = smoothed(raw, minimumMs);
        result.forEach((interval, index) => {
          expect(interval.from).toBe(index === 0 ? 0 : result[index - 1]?.until);
        });
        expect(result.at(-1)?.until).toBe(raw.at(-1)?.until);
        const unknowns = (intervals: readonly Interval[]): readonly Interval[] =>
          joinIntervals(intervals).filter((one) => one.state === 'unknown');
        expect(unknowns(result)).toEqual(unknowns(raw));
      }),
    );
  });

  it('does not care into how many pieces a stretch was cut', () => {
    fc.assert(
      fc.property(parts, minimums, fc.integer({ min: 1, max: 7 }), (each, minimumMs, size) => {
        const whole = laidOut([...each, ['unknown', 1]]);
        const pieces = whole.flatMap((one) =>
          Array.from({ length: Math.ceil((one.until - one.from) / size) }, (_, index) => ({
            ...one,
            from: one.from + index * size,
            until: Math.min(one.until, one.from + (index + 1) * size),
          })),
        );
        expect(smoothed(pieces, minimumMs)).toEqual(smoothed(whole, minimumMs));
      }),
    );
  });
});
