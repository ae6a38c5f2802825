// Pure: registers and bits become values: four word orders, bits in registers, scale and offset (docs/profiles.md).
// Promise: what is not a finite number is no value, never a zero.
import type { Value } from '@nakamawashi/machine-model';
import type { ModbusAddress, WordOrder } from './address.ts';

/** The contents of one read, from `start` on: bits as booleans, registers as unsigned 16-bit numbers. */
export interface Contents {
  readonly start: number;
  readonly values: readonly (number | boolean)[];
}

/** The value at an address within what was read, or null when it is not there or not a number. */
export function decode(address: ModbusAddress, contents: Contents): Value {
  const index = address.address - contents.start;
  const first = contents.values[index];
  if (first === undefined) return null;
  if (typeof first === 'boolean') return first;
  if (address.type === 'bool') return ((first >> (address.bit ?? 0)) & 1) === 1;
  if (address.type === 'uint16') return scaled(address, first);
  if (address.type === 'int16') return scaled(address, (first << 16) >> 16);
  const second = contents.values[index + 1];
  if (typeof second !== 'number') return null;
  return scaled(address, numberOf(address.type, inOrder(first, second, address.wordOrder ?? 'ABCD')));
}

/** The 32 bits of two registers, A to D being the bytes from the highest to the lowest. */
function inOrder(first: number, second: number, order: WordOrder): number {
  switch (order) {
    case 'ABCD':
      return joined(first, second);
    case 'CDAB':
      return joined(second, first);
    case 'BADC':
      return joined(swapped(first), swapped(second));
    case 'DCBA':
      return joined(swapped(second), swapped(first));
  }
}

function joined(high: number, low: number): number {
  return ((high << 16) | low) >>> 0;
}

function swapped(register: number): number {
  return ((register & 0xff) << 8) | (register >> 8);
}

function numberOf(type: 'uint32' | 'int32' | 'float32', bits: number): number {
  if (type === 'uint32') return bits;
  if (type === 'int32') return bits | 0;
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

function scaled({ scale = 1, offset = 0 }: ModbusAddress, raw: number): Value {
  const value = raw * scale + offset;
  return Number.isFinite(value) ? value : null;
}
