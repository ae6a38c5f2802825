// A machine's live word: births, data and deaths, and how it grows old.
import { DataType, machineBirthMetrics, type ResolvedMetric } from '@nakamawashi/sparkplug';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshnessOf, machineBorn, machineGone, machineTold, unheardMachine } from './liveMachine.ts';

const at = 1_000_000_000_000;
const metric = (name: string, value: ResolvedMetric['value'], timestamp = at): ResolvedMetric => ({
  name,
  value,
  timestamp,
  datatype: DataType.Int32,
});
const birth = (level: 'hours' | 'live'): ResolvedMetric[] =>
  machineBirthMetrics(
    {
      displayName: '旋盤',
      profile: 'p',
      level,
      live: { state: 'production', inferred: true, since: at - 5_000, evidence: 'lamp' },
      follows: null,
      oldest: null,
      slotLengthMs: 300_000,
      acknowledgedThrough: null,
    },
    at,
  ) as ResolvedMetric[];
const fresh = unheardMachine('a/1');

describe('a live machine', () => {
  it('is what its birth says, with the time at which the state began', () => {
    expect(machineBorn(fresh, birth('live'), at)).toEqual({
      id: 'a/1',
      displayName: '旋盤',
      shared: 'live',
      connected: true,
      known: true,
      state: 'production',
      since: at - 5_000,
      inferred: true,
      evidence: 'lamp',
      slotLengthMs: 300_000,
    });
    expect(machineBorn(fresh, birth('hours'), at)).toMatchObject({
      shared: 'hours',
      state: 'unknown',
      since: null,
    });
  });

  it('never began a state in the future, and takes an unknown code for unknown', () => {
    const born = machineBorn(fresh, birth('live'), at);
    expect(machineTold(born, [metric('State/Code', 2, at + 99_000)], at)).toMatchObject({
      state: 'idle',
      since: at,
    });
    expect(machineTold(born, [metric('State/Code', 99)], at).state).toBe('unknown');
    expect(machineTold(born, [metric('State/Code', null)], at).state).toBe('unknown');
  });

  it('is not moved by what is historical', () => {
    const born = machineBorn(fresh, birth('live'), at);
    expect(machineTold(born, [{ ...metric('State/Code', 1), isHistorical: true }], at)).toEqual(born);
  });

  it('is unknown from its death on, and a second death changes nothing', () => {
    const gone = machineGone(machineBorn(fresh, birth('live'), at), at + 7);
    expect(gone).toMatchObject({ connected: false, state: 'unknown', since: at + 7 });
    expect(machineGone(gone, at + 9)).toBe(gone);
    expect(machineGone(fresh, at)).toBe(fresh);
  });

  it('is late after 90 seconds, stale after ten minutes, never fresher with time', () => {
    const born = machineBorn(fresh, birth('live'), at);
    expect(freshnessOf(born, at, at + 90_000)).toBe('live');
    expect(freshnessOf(born, at, at + 90_001)).toBe('late');
    expect(freshnessOf(born, at, at + 600_001)).toBe('stale');
    expect(freshnessOf(machineGone(born, at), at, at)).toBe('stale');
    expect(freshnessOf(fresh, at, at)).toBe('never');
    const order = ['live', 'late', 'stale'];
    fc.assert(
      fc.property(fc.nat(2_000_000), fc.nat(2_000_000), (first, more) => {
        const before = order.indexOf(freshnessOf(born, at, at + first));
        expect(order.indexOf(freshnessOf(born, at, at + first + more))).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});
