// Every shop has one line; silence is told as what it is, and never more than what is known.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allSteps } from '../allSteps.ts';
import { dataHealth } from './dataHealth.ts';
import type { Freshness } from './liveMachine.ts';
import { unheardMachine } from './liveMachine.ts';
import { type MachineRow, machineRow } from './machineRow.ts';

const name = { ja: '名', en: 'name' };
const today = {
  date: '2026-11-18',
  plannedMs: 0,
  productionMs: 0,
  setupMs: 0,
  idleMs: 0,
  faultMs: 0,
  maintenanceMs: 0,
  offMs: 0,
  unknownMs: 0,
  throughMs: 0,
};

function rowOf(id: string, freshness: Freshness, state: MachineRow['state'] = 'idle'): MachineRow {
  const live = { ...unheardMachine(id, true), connected: true, shared: 'live' as const };
  const row = machineRow({ workshop: undefined, entry: undefined, live, lastContact: 500, today }, 600);
  const isSilent = freshness === 'stale' || freshness === 'never';
  const [shop = ''] = id.split('/');
  return {
    ...row,
    workshop: { id: shop, name },
    freshness,
    state: isSilent ? 'unknown' : state,
    since: 400,
    lastContact: freshness === 'never' ? null : 500,
  };
}

const causes = (rows: readonly MachineRow[], isLinkUp = true) =>
  allSteps(dataHealth(rows, isLinkUp, trusted)).map(({ cause, since }) => [cause, since]);

const trusted = (): boolean => false;

describe('the health of the data', () => {
  it('tells a silent box from a machine that is gone from it', () => {
    expect(causes([rowOf('a/1', 'stale'), rowOf('a/2', 'stale')])).toEqual([['box', 500]]);
    expect(causes([rowOf('a/1', 'stale'), rowOf('a/2', 'live')])).toEqual([['machine', 400]]);
    expect(causes([rowOf('a/1', 'live', 'unknown'), rowOf('a/2', 'live')])).toEqual([['reading', 400]]);
    expect(causes([rowOf('a/1', 'late'), rowOf('a/2', 'late')])).toEqual([['late', 500]]);
    expect(causes([rowOf('a/1', 'never')])).toEqual([['never', null]]);
    expect(causes([rowOf('a/1', 'live')])).toEqual([['fine', null]]);
  });

  it('names a box whose clock is doubtful, after what is worse', () => {
    const doubtful = (rows: readonly MachineRow[]) =>
      allSteps(dataHealth(rows, true, (id) => id === 'a')).map(({ workshop, cause }) => [workshop.id, cause]);
    expect(doubtful([rowOf('a/1', 'live'), rowOf('b/1', 'live')])).toEqual([
      ['a', 'clock'],
      ['b', 'fine'],
    ]);
    expect(doubtful([rowOf('a/1', 'stale')])).toEqual([['a', 'box']]);
    expect(doubtful([rowOf('a/1', 'never')])).toEqual([['a', 'never']]);
  });

  it('blames nobody while our own line is down', () => {
    expect(causes([rowOf('a/1', 'stale')], false)).toEqual([['ours', 500]]);
    expect(causes([rowOf('a/1', 'never')], false)).toEqual([['never', null]]);
  });

  it('has one line a shop, names no machine that is well, and calls no shop fine of which a machine is silent', () => {
    const machines = fc.uniqueArray(
      fc
        .record({
          shop: fc.constantFrom('a', 'b', 'c'),
          machine: fc.nat(4),
          freshness: fc.constantFrom<Freshness>('live', 'late', 'stale', 'never'),
          state: fc.constantFrom<MachineRow['state']>('idle', 'production', 'unknown'),
        })
        .map(({ shop, machine, freshness, state }) => rowOf(`${shop}/${machine}`, freshness, state)),
      { selector: ({ id }) => id },
    );
    const rows = machines.map((some) => some.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    fc.assert(
      fc.property(rows, fc.boolean(), (given, isLinkUp) => {
        const health = allSteps(dataHealth(given, isLinkUp, trusted));
        expect(health.map(({ workshop }) => workshop.id).sort()).toEqual(
          [...new Set(given.map(({ workshop }) => workshop.id))].sort(),
        );
        for (const { workshop, cause, machines, machinesOfShop } of health) {
          const own = given.filter((row) => row.workshop.id === workshop.id);
          expect(machinesOfShop).toBe(own.length);
          expect(machines.length).toBeLessThanOrEqual(own.length);
          const isSilent = own.some(({ freshness, state }) => freshness !== 'live' || state === 'unknown');
          expect(cause === 'fine').toBe(isLinkUp && !isSilent);
        }
      }),
    );
  });
});
