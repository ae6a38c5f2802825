// Whose word makes a clock trusted, and that a clock in doubt never moves: the rules one by one, and any story.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aheadOfHostMs,
  type ClockState,
  hostSaid,
  lookAtClocks,
  ownTime,
  shiftBetween,
  startClock,
  systemSaid,
  type TrustMode,
  toleranceMs,
  trustModes,
} from './clockRule.ts';

const dayMs = 86_400_000;
const truth = Date.UTC(2026, 10, 20);
const at = (wall: number, monotonicMs = 0) => ({ wall, monotonicMs });
const begin = (mode: TrustMode, wall = truth, hasHost = true): ClockState =>
  startClock({ mode, hasHost, keptOffsetMs: null }, at(wall));

describe('a clock', () => {
  it('is trusted by the word of the system', () => {
    expect(begin('auto').isTrusted).toBe(false);
    expect(systemSaid(begin('auto'), true).isTrusted).toBe(true);
    expect(systemSaid(begin('system'), true).isTrusted).toBe(true);
    expect(systemSaid(begin('auto'), false).isTrusted).toBe(false);
    expect(systemSaid(begin('system'), null).isTrusted).toBe(false);
    expect(systemSaid(begin('host'), true).isTrusted).toBe(false);
    expect(begin('always').isTrusted).toBe(true);
  });

  it('is trusted by a host that says the same time within two seconds', () => {
    const hear = (mode: TrustMode, saidMs: number, isFresh: boolean): boolean =>
      hostSaid(systemSaid(begin(mode), false), { at: truth + saidMs, isFresh }, 0).isTrusted;
    expect(hear('auto', 2_000, true)).toBe(true);
    // A retained STATE may be as old as the clock is slow.
    expect(hear('auto', 0, false)).toBe(false);
    expect(hear('host', -2_000, true)).toBe(true);
    expect(hear('system', 0, true)).toBe(false);
    for (const saidMs of [2_001, -2_001, 14 * dayMs, -14 * dayMs]) {
      for (const isFresh of [true, false]) expect(hear('auto', saidMs, isFresh)).toBe(false);
    }
  });

  it('needs only that nothing speaks against it where the system cannot be asked', () => {
    const hear = (saidMs: number, isFresh: boolean): boolean =>
      hostSaid(systemSaid(begin('auto'), null), { at: truth + saidMs, isFresh }, 0).isTrusted;
    // A retained STATE is as old as the host's connection.
    expect(hear(-30 * dayMs, false)).toBe(true);
    expect(hear(3_000, false)).toBe(false);
    expect(hear(-3_000, true)).toBe(false);
    const alone = (hasHost: boolean): boolean => systemSaid(begin('auto', truth, hasHost), null).isTrusted;
    expect([alone(true), alone(false)]).toEqual([false, true]);
    expect(begin('auto', truth, false).isTrusted).toBe(false);
  });

  it('is trusted again after a restart of the agent, and not after one of the computer', () => {
    const restart = (keptOffsetMs: number): boolean =>
      startClock({ mode: 'auto', hasHost: true, keptOffsetMs }, at(truth, 5_000)).isTrusted;
    expect(restart(truth - 5_000)).toBe(true);
    expect(restart(truth - 8_000)).toBe(false);
  });

  it('is in doubt after a step either way, or after the computer slept, and stands still meanwhile', () => {
    for (const stepMs of [-14 * dayMs, -3_000, 3_000, 14 * dayMs]) {
      const trusted = systemSaid(begin('auto'), true);
      const stepped = lookAtClocks(trusted, at(truth + 1_000 + stepMs, 1_000));
      expect([stepped.isTrusted, stepped.system]).toEqual([false, 'unasked']);
      expect(ownTime(stepped, 2_000)).toBe(truth + 2_000);
      const again = systemSaid(stepped, true);
      expect(shiftBetween(stepped, again)).toBe(stepMs);
      expect(ownTime(again, 2_000)).toBe(truth + 2_000 + stepMs);
    }
  });

  it('is trusted once the host says so after it was set right, however it was wrong', () => {
    for (const startsAheadMs of [-14 * dayMs, 14 * dayMs]) {
      const wrong = systemSaid(begin('auto', truth + startsAheadMs), null);
      const heard = hostSaid(wrong, { at: truth, isFresh: true }, 0);
      expect([heard.isTrusted, aheadOfHostMs(heard)]).toEqual([false, startsAheadMs]);
      const right = lookAtClocks(heard, at(truth + 60_000, 60_000));
      expect(right.isTrusted).toBe(false);
      expect(hostSaid(right, { at: truth + 60_000, isFresh: true }, 60_000).isTrusted).toBe(true);
    }
  });

  it('is not trusted by what a host said before the computer slept and its clock was set', () => {
    const heard = hostSaid(begin('host'), { at: truth, isFresh: true }, 0);
    const slept = lookAtClocks(heard, at(truth + 2_500));
    expect(lookAtClocks(slept, at(truth)).isTrusted).toBe(false);
  });

  it('follows small differences slowly, and never backward', () => {
    let state = systemSaid(begin('auto'), true);
    let last = ownTime(state, 0);
    for (let second = 1; second <= 200; second += 1) {
      state = lookAtClocks(state, at(truth + second * 1_000 - 1_500, second * 1_000));
      const now = ownTime(state, second * 1_000);
      expect(now).toBeGreaterThan(last);
      last = now;
    }
    expect(state.isTrusted).toBe(true);
    expect(last).toBe(truth + 200_000 - 1_500);
  });
});

/** Each further from the others than the tolerance, so that every step is one. */
const aheads = [-14 * dayMs, -3_600_000, -2_500, 2_500, 3_600_000, 14 * dayMs];
const event = fc.oneof(
  fc.record({ kind: fc.constant('look' as const), afterMs: fc.integer({ min: 1, max: 5_000 }) }),
  fc.record({ kind: fc.constant('set' as const), aheadMs: fc.constantFrom(...aheads) }),
  fc.record({ kind: fc.constant('sleep' as const), forMs: fc.integer({ min: 2_001, max: dayMs }) }),
  fc.record({ kind: fc.constant('corrected' as const) }),
  fc.record({ kind: fc.constant('host' as const), oldMs: fc.nat(dayMs), isFresh: fc.boolean() }),
);

it('trusted by a system that tells the truth, or by the host, it is right, whatever became of the wall clock', () => {
  const story = fc.record({
    mode: fc.constantFrom(...trustModes.filter((mode) => mode !== 'always')),
    startedAheadMs: fc.constantFrom(0, ...aheads),
    events: fc.array(event, { maxLength: 60 }),
  });
  fc.assert(
    fc.property(story, ({ mode, startedAheadMs, events }) => {
      let utc = truth;
      let monotonicMs = 1_000;
      let wallAheadMs = startedAheadMs;
      const instant = () => at(utc + wallAheadMs, monotonicMs);
      // A system that can be asked, and knows: the case of every box with a time service.
      const ask = (clock: ClockState): ClockState => systemSaid(clock, wallAheadMs === 0);
      let state = ask(startClock({ mode, hasHost: true, keptOffsetMs: null }, instant()));
      for (const told of events) {
        const before = state;
        const ownBefore = ownTime(state, monotonicMs);
        if (told.kind === 'look') {
          utc += told.afterMs;
          monotonicMs += told.afterMs;
        } else if (told.kind === 'set') wallAheadMs = told.aheadMs;
        else if (told.kind === 'sleep') utc += told.forMs;
        else if (told.kind === 'corrected') wallAheadMs = 0;
        state = lookAtClocks(state, instant());
        const passedMs = told.kind === 'look' ? told.afterMs : 0;
        if (!state.isTrusted) expect(ownTime(state, monotonicMs)).toBe(ownBefore + passedMs);
        state = ask(state);
        if (told.kind === 'host') {
          const saidAt = utc - (told.isFresh ? 0 : told.oldMs);
          state = hostSaid(state, { at: saidAt, isFresh: told.isFresh }, monotonicMs);
        }
        const aheadMs = ownTime(state, monotonicMs) - utc;
        if (state.isTrusted) expect(Math.abs(aheadMs)).toBeLessThanOrEqual(toleranceMs);
        if (state.isTrusted && !before.isTrusted)
          expect(Math.round(state.ownOffsetMs - state.wallOffsetMs)).toBe(0);
      }
    }),
  );
});
