// The read plan: every item wholly in exactly one request, no request too long, gaps no wider than allowed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modbusAddress, tables, widthOf } from './address.ts';
import { type PlannedItem, planReads, splitRead } from './readPlan.ts';

const item = fc
  .record({
    table: fc.constantFrom(...tables),
    address: fc.oneof(fc.nat(300), fc.nat(65_533)),
    wide: fc.boolean(),
  })
  .map(({ table, address, wide }) => {
    const isBit = table === 'coil' || table === 'discreteInput';
    return modbusAddress.parse({ table, address, type: isBit ? 'bool' : wide ? 'float32' : 'uint16' });
  });
const items = fc
  .array(item, { maxLength: 60 })
  .map((addresses): PlannedItem[] => addresses.map((address, index) => ({ id: `item${index}`, address })));

describe('the read plan', () => {
  it('reads every item wholly in exactly one request, within the limits of the protocol', () => {
    fc.assert(
      fc.property(items, fc.nat(20), (all, gapLimit) => {
        const plan = planReads(all, gapLimit);
        expect(plan.flatMap((request) => request.items.map(({ id }) => id)).toSorted()).toEqual(
          all.map(({ id }) => id).toSorted(),
        );
        for (const { table, start, length, items: held } of plan) {
          expect(length).toBeLessThanOrEqual(table === 'coil' || table === 'discreteInput' ? 2_000 : 125);
          expect(start + length).toBeLessThanOrEqual(65_536);
          for (const { address } of held) {
            expect(address.table).toBe(table);
            expect(address.address).toBeGreaterThanOrEqual(start);
            expect(address.address + widthOf(address.type)).toBeLessThanOrEqual(start + length);
          }
        }
      }),
    );
  });

  it('reads nothing along but gaps within the limit', () => {
    fc.assert(
      fc.property(items, fc.nat(20), (all, gapLimit) => {
        for (const { start, length, items: held } of planReads(all, gapLimit)) {
          const asked = new Set(
            held.flatMap(({ address }) =>
              Array.from({ length: widthOf(address.type) }, (_, offset) => address.address + offset),
            ),
          );
          let gap = 0;
          for (let address = start; address < start + length; address++) {
            gap = asked.has(address) ? 0 : gap + 1;
            expect(gap).toBeLessThanOrEqual(gapLimit);
          }
        }
      }),
    );
  });

  it('joins neighbours, and parts them again where the gap is widest', () => {
    const at = (address: number): PlannedItem => ({
      id: `r${address}`,
      address: modbusAddress.parse({ table: 'inputRegister', address, type: 'uint16' }),
    });
    const plan = planReads([at(4), at(0), at(1), at(20)], 2);
    expect(plan.map(({ start, length }) => [start, length])).toEqual([
      [0, 5],
      [20, 1],
    ]);
    const [first, second] = plan;
    if (first === undefined || second === undefined) throw new Error('two requests are needed');
    expect(splitRead(first)?.map(({ start, length }) => [start, length])).toEqual([
      [0, 2],
      [4, 1],
    ]);
    expect(splitRead(second)).toBeNull();
  });
});

describe('a Modbus address', () => {
  it.each([
    [{ table: 'coil', address: 0, type: 'uint16' }, 'type'],
    [{ table: 'discreteInput', address: 0, type: 'bool', bit: 1 }, 'bit'],
    [{ table: 'inputRegister', address: 0, type: 'bool' }, 'bit'],
    [{ table: 'inputRegister', address: 0, type: 'uint16', bit: 3 }, 'bit'],
    [{ table: 'inputRegister', address: 0, type: 'uint16', wordOrder: 'ABCD' }, 'wordOrder'],
    [{ table: 'inputRegister', address: 65_535, type: 'uint32' }, 'address'],
    [{ table: 'coil', address: 0, type: 'bool', scale: 2 }, 'scale'],
    [{ table: 'register', address: 0, type: 'bool' }, 'table'],
  ])('%j is refused at %s', (address, key) => {
    const result = modbusAddress.safeParse(address);
    expect(result.error?.issues.map(({ path }) => path[0])).toContain(key);
  });
});
