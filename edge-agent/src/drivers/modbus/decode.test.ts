// Registers and bits become values: checked against Node's own Buffer as an independent oracle.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ModbusAddress, type WordOrder, wordOrders } from './address.ts';
import { decode } from './decode.ts';

const at = (part: Partial<ModbusAddress>): ModbusAddress => ({
  table: 'holdingRegister',
  address: 10,
  type: 'uint16',
  ...part,
});

/** The two registers a device with this byte order shows for the bytes A B C D. */
function registers(bytes: Buffer, order: WordOrder): number[] {
  const shown = Buffer.from([...order].map((letter) => bytes[letter.charCodeAt(0) - 65] ?? 0));
  return [shown.readUInt16BE(0), shown.readUInt16BE(2)];
}

const order = fc.constantFrom(...wordOrders);
const bits32 = fc.nat(0xffff_ffff);

describe('decoding', () => {
  it('reads every 32-bit value in every word order', () => {
    fc.assert(
      fc.property(bits32, order, (bits, wordOrder) => {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32BE(bits);
        const contents = { start: 10, values: registers(bytes, wordOrder) };
        expect(decode(at({ type: 'uint32', wordOrder }), contents)).toBe(bytes.readUInt32BE());
        expect(decode(at({ type: 'int32', wordOrder }), contents)).toBe(bytes.readInt32BE());
        const float = bytes.readFloatBE();
        expect(decode(at({ type: 'float32', wordOrder }), contents)).toBe(
          Number.isFinite(float) ? float * 1 + 0 : null,
        );
      }),
    );
  });

  it('reads 16-bit values with and without sign', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), (register) => {
        const contents = { start: 10, values: [register] };
        expect(decode(at({}), contents)).toBe(register);
        expect(decode(at({ type: 'int16' }), contents)).toBe(new Int16Array([register])[0]);
      }),
    );
  });

  it('reads one bit of a register, the lowest being 0', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.nat(15), (register, bit) => {
        const text = register.toString(2).padStart(16, '0');
        const expected = text.at(15 - bit) === '1';
        expect(decode(at({ type: 'bool', bit }), { start: 10, values: [register] })).toBe(expected);
      }),
    );
  });

  it('scales, then adds the offset', () => {
    const address = at({ type: 'int16', scale: 0.5, offset: -3 });
    expect(decode(address, { start: 9, values: [0, 0xfffe] })).toBe(-4);
  });

  it('gives no value for what was not read or is not a number', () => {
    expect(decode(at({}), { start: 11, values: [1] })).toBeNull();
    expect(decode(at({ type: 'uint32' }), { start: 10, values: [1] })).toBeNull();
    expect(decode(at({ type: 'float32' }), { start: 10, values: [0x7fc0, 0] })).toBeNull();
    expect(decode(at({ type: 'float32' }), { start: 10, values: [0x7f80, 0] })).toBeNull();
  });
});
