// Taking up an account: what was known stays, the time away is unknown, nothing from before sharing gets in.
import {
  accountInterval,
  type Interval,
  machineStates,
  openSlotAt,
  totalMs,
} from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Interruption, resumeAccount, slotStart } from './account.ts';

const lengthMs = 1_000;
const base = { machine: 'a', lengthMs, sharedSince: 0 };

const interruption = fc
  .record({
    parts: fc.array(
      fc.record({ ms: fc.integer({ min: 1, max: 400 }), state: fc.constantFrom(...machineStates) }),
      {
        maxLength: 12,
      },
    ),
    awayMs: fc.nat(3_000),
    sharedSince: fc.nat(4_000),
  })
  .map(({ parts, awayMs, sharedSince }) => {
    let until = 0;
    const all = parts.map(({ ms, state }): Interval => {
      const from = until;
      until += ms;
      return { from, until, state, inferred: false };
    });
    const start = slotStart(until, lengthMs);
    const intervals = all
      .filter((interval) => interval.until > start)
      .map((interval) => ({ ...interval, from: Math.max(interval.from, start) }));
    const knownThrough = parts.length === 0 ? null : until;
    return { all, told: { ...base, at: until + awayMs, knownThrough, intervals, sharedSince } };
  });

describe('taking up an account', () => {
  it('gives exact slots, whatever was known and however long the agent was away', () => {
    fc.assert(
      fc.property(interruption, ({ told }) => {
        const { open, closed } = resumeAccount(told);
        expect(closed.length).toBeLessThanOrEqual(1);
        for (const slot of closed) expect(totalMs(slot.elements)).toBe(lengthMs);
        expect(open.start).toBe(slotStart(told.at, lengthMs));
        expect(open.through).toBe(told.at);
        expect(totalMs(open.elements)).toBe(told.at - open.start);
      }),
    );
  });

  it('comes to the account that an agent which never stopped would have, the time away being unknown', () => {
    fc.assert(
      fc.property(interruption, ({ all, told }) => {
        const { at, knownThrough } = told;
        const resumed = resumeAccount({ ...told, sharedSince: 0 });
        const away: Interval = { from: knownThrough ?? at, until: at, state: 'unknown', inferred: false };
        let open = openSlotAt('a', all[0]?.from ?? at, lengthMs);
        const closed = [...all, away].flatMap((interval) => {
          const step = accountInterval(open, interval);
          open = step.open;
          return step.closed;
        });
        expect(resumed.open).toEqual(open);
        const unfinished = closed.filter(({ start }) => start === slotStart(knownThrough ?? -1, lengthMs));
        const isBoundary = knownThrough !== null && knownThrough % lengthMs === 0;
        expect(resumed.closed).toEqual(isBoundary ? [] : unfinished);
      }),
    );
  });

  it('leaves out the time before the machine was shared', () => {
    const told: Interruption = {
      ...base,
      at: 900,
      knownThrough: 800,
      intervals: [{ from: 0, until: 800, state: 'production', inferred: false }],
      sharedSince: 700,
    };
    expect(resumeAccount(told).open.elements).toMatchObject({ production: 100, unknown: 800 });
    expect(resumeAccount({ ...told, sharedSince: 800 }).open.elements).toMatchObject({
      production: 0,
      unknown: 900,
    });
  });
});
