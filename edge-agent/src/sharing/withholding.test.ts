// Withheld time never leaves, a pause ends by itself, stopping outlasts everything, and no time is made or lost.
import {
  accountInterval,
  type Interval,
  machineStates,
  openSlotAt,
  totalMs,
} from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isWhollyWithheld,
  pauseAt,
  reachBack,
  resumeAt,
  sendingAt,
  sinceSent,
  stopAt,
  type Withholding,
  withheldIn,
  withoutWithheld,
} from './withholding.ts';

const lengthMs = 100;
const deed = fc.record({
  wait: fc.nat(300),
  what: fc.constantFrom('pause', 'stop', 'resume'),
  lasts: fc.integer({ min: 1, max: 400 }),
});
const deeds = fc.array(deed, { maxLength: 12 });

function perform(all: readonly { wait: number; what: string; lasts: number }[]): {
  times: readonly Withholding[];
  at: number;
} {
  let times: readonly Withholding[] = [];
  let at = 1_000;
  for (const { wait, what, lasts } of all) {
    at += wait;
    if (what === 'pause') times = pauseAt(times, at, at + lasts);
    else times = what === 'stop' ? stopAt(times, at) : resumeAt(times, at);
  }
  return { times, at };
}

const account: fc.Arbitrary<readonly Interval[]> = fc
  .array(fc.record({ ms: fc.integer({ min: 1, max: 250 }), state: fc.constantFrom(...machineStates) }), {
    minLength: 1,
    maxLength: 20,
  })
  .map((parts) => {
    let from = 900;
    return parts.map(({ ms, state }) => {
      const interval = { from, until: from + ms, state, inferred: false };
      from += ms;
      return interval;
    });
  });

describe('withholding', () => {
  it('ends a pause by itself, never makes it shorter, and lets it end early', () => {
    const paused = pauseAt([], 10, 100);
    expect(sendingAt(paused, 99)).toEqual({ mode: 'paused', since: 10, until: 100 });
    expect(sendingAt(paused, 100).mode).toBe('open');
    expect(sendingAt(pauseAt(paused, 20, 50), 99).mode).toBe('paused');
    expect(sendingAt(pauseAt(paused, 20, 500), 499).mode).toBe('paused');
    expect(sendingAt(resumeAt(paused, 20), 20).mode).toBe('open');
  });

  it('is stopped until somebody lifts it: no pause makes it less, no time ends it', () => {
    const stopped = stopAt(pauseAt([], 10, 100), 20);
    expect(sendingAt(pauseAt(stopped, 30, 40), 1e15)).toEqual({ mode: 'stopped', since: 10, until: null });
    expect(sendingAt(resumeAt(stopped, 50), 50).mode).toBe('open');
  });

  it('holds, and covers the new time, when the clock is set back before it began', () => {
    const paused = reachBack(pauseAt([], 1_000, 2_000), 400);
    expect(sendingAt(paused, 400).mode).toBe('paused');
    expect(withheldIn(paused, { from: 0, until: 600 })).toEqual([{ from: 400, until: 600 }]);
  });

  it('leaves the account as long as it was, and nothing known within withheld time', () => {
    fc.assert(
      fc.property(deeds, account, (all, intervals) => {
        const { times } = perform(all);
        const sent = withoutWithheld(times, intervals);
        let through = intervals[0]?.from;
        for (const { from, until, state } of sent) {
          expect(from).toBe(through);
          expect(until).toBeGreaterThan(from);
          through = until;
          if (state !== 'unknown') expect(withheldIn(times, { from, until })).toEqual([]);
        }
        expect(through).toBe(intervals.at(-1)?.until);
      }),
    );
  });

  it('lets slots sum exactly, with no more known time than was not withheld', () => {
    fc.assert(
      fc.property(deeds, account, (all, intervals) => {
        const { times } = perform(all);
        let open = openSlotAt('a', intervals[0]?.from ?? 0, lengthMs);
        for (const interval of withoutWithheld(times, intervals)) {
          const step = accountInterval(open, interval);
          open = step.open;
          for (const slot of step.closed) {
            expect(totalMs(slot.elements)).toBe(lengthMs);
            const hidden = withheldIn(times, { from: slot.start, until: slot.start + lengthMs });
            const hiddenMs = hidden.reduce((sum, { from, until }) => sum + until - from, 0);
            expect(slot.elements.unknown).toBeGreaterThanOrEqual(hiddenMs);
            expect(isWhollyWithheld(times, slot)).toBe(hiddenMs === lengthMs);
          }
        }
      }),
    );
  });

  it('tells no beginning of a state that lies before the end of the last withheld time', () => {
    fc.assert(
      fc.property(deeds, fc.nat(5_000), (all, since) => {
        const { times, at } = perform(all);
        if (sendingAt(times, at).mode !== 'open') return;
        const told = sinceSent(times, Math.min(since, at), at);
        expect(withheldIn(times, { from: told, until: at + 1 })).toEqual([]);
        expect(told).toBeLessThanOrEqual(at);
      }),
    );
  });
});
