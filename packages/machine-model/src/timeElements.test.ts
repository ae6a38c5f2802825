// Splitting and adding time neither make nor lose a millisecond; ratios say how far they can be trusted.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machineStates } from './machineState.ts';
import { addTime, noTime, observedMs, splitTime, timeIn, totalMs } from './timeElements.ts';

const ms = fc.nat(86_400_000);
const elements = fc.record({
  unknown: ms,
  off: ms,
  idle: ms,
  setup: ms,
  production: ms,
  fault: ms,
  maintenance: ms,
});

describe('time elements', () => {
  it('split into a part of the wanted length, each state within a millisecond of its share', () => {
    fc.assert(
      fc.property(elements, fc.double({ min: 0, max: 1, noNaN: true }), (whole, share) => {
        const partMs = Math.round(totalMs(whole) * share);
        const [part, rest] = splitTime(whole, partMs);
        expect(totalMs(part)).toBe(partMs);
        expect(addTime(part, rest)).toEqual(whole);
        for (const state of machineStates) {
          expect(rest[state]).toBeGreaterThanOrEqual(0);
          const exact = totalMs(whole) === 0 ? 0 : (whole[state] * partMs) / totalMs(whole);
          expect(Math.abs(part[state] - exact)).toBeLessThan(1.001);
        }
      }),
    );
  });

  it('give the odd milliseconds to the largest remainders', () => {
    const [part] = splitTime({ ...noTime, idle: 2, production: 5 }, 3);
    expect(part).toEqual({ ...noTime, idle: 1, production: 2 });
  });

  it('refuse to give more than there is', () => {
    expect(() => splitTime(timeIn('idle', 5), 6)).toThrow('BUG');
  });

  it('know what was observed', () => {
    expect(observedMs({ ...noTime, unknown: 3, idle: 4 })).toBe(4);
  });
});
