// The shipped Modbus profiles against what the makers' manuals show: registers as the module answers them, and the
// values an item must then have. A wrong table, address, bit or word order fails here.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../profiles.ts';
import { modbusAddress, type Table, tables, widthOf } from './address.ts';
import { decode } from './decode.ts';

const folder = join(import.meta.dirname, '../../../../config/profiles');
const shipped = readdirSync(folder)
  .filter((file) => file.startsWith('modbus-'))
  .map((file) => file.slice(0, -5));

/** Contents of a module by table and address; everything else is zero. */
type Module = Partial<Record<Table, Readonly<Record<number, number | boolean>>>>;

/** The words of a big-endian float. */
function floatWords(value: number): readonly [number, number] {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return [view.getUint16(0), view.getUint16(2)];
}
const [powerHigh, powerLow] = floatWords(2300.5);
const [currentHigh, currentLow] = floatWords(12.5);

/** What a module holds by its manual, in the manual's own terms where a comment says so. */
const modules: Readonly<
  Record<string, { readonly holds: Module; readonly says: Readonly<Record<string, unknown>> }>
> = {
  'modbus-stack-light': {
    holds: { discreteInput: { 2: true, 3: true } },
    says: { red: false, yellow: false, green: true, power: true },
  },
  'modbus-current-sensor': { holds: { inputRegister: { 0: 12_500 } }, says: { current: 12.5 } },
  'modbus-press-stroke': {
    holds: { inputRegister: { 16: 1, 17: 2 }, discreteInput: { 0: true } },
    says: { strokes: 65_538, power: true },
  },
  'modbus-contacts': {
    holds: { discreteInput: { 0: true, 2: true } },
    says: { cycle: true, alarm: false, power: true },
  },
  // 30049 (0x0030): bit 0 is DI 0; the bits of other channels are set too.
  'modbus-moxa-e1200-stack-light': {
    holds: { inputRegister: { 48: 0b1111_0000_1100 } },
    says: { red: false, yellow: false, green: true, power: true },
  },
  // 30017 high word, 30018 low word of counter 0; 10002 is DI 1.
  'modbus-moxa-e1200-press-stroke': {
    holds: { inputRegister: { 16: 1, 17: 2 }, discreteInput: { 1: true } },
    says: { strokes: 65_538, power: true },
  },
  // 30009 and 30010: the scaled value, high word first; 30061: the status, here over range.
  'modbus-moxa-e1240-current': {
    holds: { inputRegister: { 8: currentHigh, 9: currentLow, 60: 2 } },
    says: { current: 12.5, loop: 2 },
  },
  // References 00001 to 00004 are DI 0 to 3; 00017 is the first output.
  'modbus-adam-6050-stack-light': {
    holds: { coil: { 0: true, 3: true, 16: true } },
    says: { red: true, yellow: false, green: false, power: true },
  },
  // 40001 low word, 40002 high word.
  'modbus-adam-6050-press-stroke': {
    holds: { holdingRegister: { 0: 2, 1: 1 }, coil: { 1: true } },
    says: { strokes: 65_538, power: true },
  },
  // 40301: "DI data in word"; 40303 is that of the outputs.
  'modbus-adam-4100-stack-light': {
    holds: { holdingRegister: { 300: 0b1010, 302: 0b0101 } },
    says: { red: false, yellow: true, green: false, power: true },
  },
  // The manual's example: contact input 2 on, all others off.
  'modbus-patlite-la6-poe-contacts': {
    holds: { discreteInput: { 1: true } },
    says: { red: false, yellow: true, green: false, power: false },
  },
  // The manual's example: tier 1 on, tier 2 flashing, tiers 3 to 5 off, buzzer pattern 1.
  'modbus-patlite-la6-poe-tiers': {
    holds: { holdingRegister: { 0: 1, 1: 2, 2: 0, 3: 0, 4: 0, 5: 1 } },
    says: { red: 1, yellow: 2, green: 0 },
  },
  // 30053 (0x0034), a float, high word first.
  'modbus-eastron-sdm': {
    holds: { inputRegister: { 52: powerHigh, 53: powerLow } },
    says: { power: 2300.5 },
  },
  // Signed, in tenths of a watt: -1.5 W.
  'modbus-omron-km-n2': {
    holds: { holdingRegister: { 16: 0xffff, 17: 0xfff1 } },
    says: { power: -1.5 },
  },
};

describe('the shipped Modbus profiles', () => {
  it('are all held against a module', () => {
    expect(Object.keys(modules).sort()).toEqual([...shipped].sort());
  });

  it.each(Object.entries(modules))('%s reads what the module holds', (id, { holds, says }) => {
    const profile = loadProfile(join(folder, `${id}.yaml`));
    const values = profile.items.map((item) => {
      const address = modbusAddress.parse(item.address);
      const { table, address: start } = address;
      const isBit = tables.indexOf(table) < 2;
      const at = (place: number): number | boolean => holds[table]?.[place] ?? (isBit ? false : 0);
      const words = Array.from({ length: widthOf(address.type) }, (_, index) => at(start + index));
      return [item.id, decode(address, { start, values: words })] as const;
    });
    expect(Object.fromEntries(values)).toEqual(says);
  });
});
