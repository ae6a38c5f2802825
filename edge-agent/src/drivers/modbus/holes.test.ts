// The memory of holes: a plan never asks for what is left alone, tries it again, and forgets what answers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modbusAddress } from './address.ts';
import { answered, type Holes, nextRetryMs, refused } from './holes.ts';
import { type PlannedItem, placeOf, planReads } from './readPlan.ts';

const register = (address: number): PlannedItem => ({
  id: `r${address}`,
  address: modbusAddress.parse({ table: 'holdingRegister', address, type: 'uint16' }),
});
const addresses = fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 30 });

describe('holes', () => {
  it('are in no request while they are left alone; everything else is', () => {
    fc.assert(
      fc.property(addresses, addresses, fc.nat(20), (wanted, missing, gapLimit) => {
        const items = wanted.map(register);
        const holes = missing.reduce<Holes>(
          (all, address) => refused(all, placeOf(register(address).address), 0),
          [],
        );
        const plan = planReads(items, gapLimit, { holes, nowMs: 1 });
        const read = plan.flatMap((request) => request.items.map(({ address }) => address.address));
        const expected = wanted.filter((address) => !missing.includes(address));
        expect(read.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
        for (const { start, length } of plan) {
          expect(missing.filter((address) => address >= start && address < start + length)).toEqual([]);
        }
      }),
    );
  });

  it('are tried alone when it is time, ever more rarely, and are forgotten when they answer', () => {
    const items = [1, 2, 3].map(register);
    const place = placeOf(register(2).address);
    let holes: Holes = [];
    let now = 0;
    let lastWait = 0;
    for (let time = 0; time < 12; time++) {
      holes = refused(holes, place, now);
      const wait = nextRetryMs(holes, now) - now;
      expect(wait).toBeGreaterThanOrEqual(lastWait);
      expect(wait).toBeLessThanOrEqual(3_600_000);
      lastWait = wait;
      now += wait;
      expect(planReads(items, 8, { holes, nowMs: now - 1 })).toHaveLength(2);
      expect(planReads(items, 8, { holes, nowMs: now }).map(({ length }) => length)).toEqual([1, 1, 1]);
    }
    holes = answered(holes, { table: 'holdingRegister', start: 2, length: 1 });
    expect(holes).toEqual([]);
    expect(planReads(items, 8, { holes, nowMs: now })).toHaveLength(1);
  });

  it('that several items share count once', () => {
    const place = placeOf(register(2).address);
    const holes = refused([], place, 0);
    expect(refused(holes, place, 1)).toBe(holes);
  });

  it('between two items part the request there, until it is tried again', () => {
    const items = [0, 4].map(register);
    const cut = { kind: 'cut', table: 'holdingRegister', start: 4, length: 0 } as const;
    const holes = refused([], cut, 0);
    expect(planReads(items, 8, { holes, nowMs: 1 })).toHaveLength(2);
    expect(planReads(items, 8, { holes, nowMs: nextRetryMs(holes, 0) })).toHaveLength(1);
    expect(answered(holes, { table: 'holdingRegister', start: 0, length: 1 })).toBe(holes);
    expect(answered(holes, { table: 'holdingRegister', start: 0, length: 5 })).toEqual([]);
  });
});
