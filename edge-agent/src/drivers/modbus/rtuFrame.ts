// Pure: Modbus RTU frames (Modbus over serial line V1.02): a request to read, and the answer found among the bytes that
// came. Promise: only the function codes 1 to 4 can be written, and only a whole frame of the unit and the function
// that were asked, with the right length and checksum, is an answer.
import { isBitTable, type Table } from './address.ts';

/** One read on a line. */
export interface RtuRequest {
  readonly unit: number;
  readonly table: Table;
  readonly start: number;
  readonly length: number;
}

/** What the bytes hold. */
export type RtuReply =
  | { readonly kind: 'values'; readonly values: readonly (number | boolean)[] }
  | { readonly kind: 'exception'; readonly code: number }
  | { readonly kind: 'none' };

const functionCodes = { coil: 1, discreteInput: 2, holdingRegister: 3, inputRegister: 4 } as const;
const headerLength = 3;
const crcLength = 2;

/** The eight bytes of a request to read. */
export function encodeRead({ unit, table, start, length }: RtuRequest): Uint8Array {
  const body = [unit, functionCodes[table], start >> 8, start & 0xff, length >> 8, length & 0xff];
  const crc = crc16(body);
  return Uint8Array.of(...body, crc & 0xff, crc >> 8);
}

/** The answer to `request` in what was received; bytes before it (an echo, a glitch) are passed over. */
export function findReply(bytes: Uint8Array, request: RtuRequest): RtuReply {
  const { unit, table, length } = request;
  const code = functionCodes[table];
  const dataLength = isBitTable(table) ? Math.ceil(length / 8) : 2 * length;
  for (let at = 0; at + headerLength + crcLength <= bytes.length; at++) {
    if (bytes[at] !== unit) continue;
    const [, said, third = 0] = bytes.subarray(at, at + headerLength);
    if (said === (code | 0x80) && isWhole(bytes, at, headerLength)) return { kind: 'exception', code: third };
    if (said === code && third === dataLength && isWhole(bytes, at, headerLength + dataLength)) {
      const data = bytes.subarray(at + headerLength, at + headerLength + dataLength);
      return { kind: 'values', values: isBitTable(table) ? bitsOf(data, length) : registersOf(data) };
    }
  }
  return { kind: 'none' };
}

/** The units of which a whole frame, of any reading function, lies in these bytes. */
export function unitsHeard(bytes: Uint8Array): readonly number[] {
  const heard: number[] = [];
  for (let at = 0; at + headerLength + crcLength <= bytes.length; at++) {
    const [unit = 0, said = 0, third = 0] = bytes.subarray(at, at + headerLength);
    const isReading = said >= 1 && said <= 4;
    const isException = said >= 0x81 && said <= 0x84;
    const length = isReading ? headerLength + third : headerLength;
    if ((isReading || isException) && isWhole(bytes, at, length)) heard.push(unit);
  }
  return heard;
}

/** The checksum of RTU frames; its low byte goes first. */
export function crc16(bytes: Iterable<number>): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

function isWhole(bytes: Uint8Array, at: number, length: number): boolean {
  const end = at + length;
  if (end + crcLength > bytes.length) return false;
  return crc16(bytes.subarray(at, end)) === ((bytes[end] ?? 0) | ((bytes[end + 1] ?? 0) << 8));
}

function bitsOf(data: Uint8Array, length: number): boolean[] {
  return Array.from({ length }, (_, index) => (((data[index >> 3] ?? 0) >> (index & 7)) & 1) === 1);
}

function registersOf(data: Uint8Array): number[] {
  return Array.from(
    { length: data.length / 2 },
    (_, index) => ((data[2 * index] ?? 0) << 8) | (data[2 * index + 1] ?? 0),
  );
}
