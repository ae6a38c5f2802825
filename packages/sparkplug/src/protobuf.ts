// Pure: the few protobuf primitives Sparkplug needs, over plain bytes.
// Promise: what is written has minimal length; hostile bytes throw PayloadError after bounded work.
// Follows the protobuf wire format: varint 0, 64-bit 1, length-delimited 2, 32-bit 5 (groups are refused).

import { narrow, PayloadError } from './dataType.ts';

const utf8In = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8Out = new TextEncoder();

/** A place in a byte string; `end` bounds the message being read. */
export interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
}

/** A reader at the first byte. */
export function openReader(bytes: Uint8Array): Reader {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 };
}

/** The next varint, which must fit in 32 bits unsigned (keys, datatypes). */
export function readUint32(reader: Reader, end: number): number {
  const value = readUint64(reader, end);
  if (value > 0xffff_ffff) throw new PayloadError(`${value} where 32 bits were due`);
  return Number(value);
}

/** The next varint as an unsigned 64-bit value: a number when safe, else a bigint. */
export function readUint64(reader: Reader, end: number): number | bigint {
  const { bytes } = reader;
  let value = 0;
  let scale = 1;
  for (let index = 0; index < 7; index += 1) {
    const byte = byteAt(bytes, reader, end);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 128;
  }
  return readHighBits(reader, end, value);
}

/** The eighth byte onwards: beyond 2^49 doubles are no longer enough, so bigint takes over. */
function readHighBits(reader: Reader, end: number, low: number): number | bigint {
  let high = 0n;
  for (let index = 0; index < 3; index += 1) {
    const byte = byteAt(reader.bytes, reader, end);
    if (index === 2 && byte > 1) throw new PayloadError('a varint longer than 64 bits');
    high |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return narrow((high << 49n) | BigInt(low));
  }
  throw new PayloadError('a varint longer than ten bytes');
}

function byteAt(bytes: Uint8Array, reader: Reader, end: number): number {
  if (reader.at >= end) throw new PayloadError('the message ends inside a number');
  const byte = bytes[reader.at] ?? 0;
  reader.at += 1;
  return byte;
}

/** The end of the length-delimited field that begins here; a length beyond the message is refused at once. */
export function readLength(reader: Reader, end: number): number {
  const length = readUint64(reader, end);
  if (typeof length === 'bigint' || length > end - reader.at) {
    throw new PayloadError(`a field of ${length} bytes with ${end - reader.at} left`);
  }
  return reader.at + length;
}

/** A length-delimited field as text; throws PayloadError unless it is UTF-8. */
export function readText(reader: Reader, end: number): string {
  const until = readLength(reader, end);
  const { at, bytes } = reader;
  reader.at = until;
  return until - at > longestName ? textOf(bytes, at, until) : nameOf(bytes, at, until);
}

function textOf(bytes: Uint8Array, at: number, until: number): string {
  try {
    return utf8In.decode(bytes.subarray(at, until));
  } catch (cause) {
    throw new PayloadError('a string that is not UTF-8', { cause });
  }
}

/** Texts up to this many bytes may be metric names, of which the same few come again and again. */
const longestName = 32;
/** One place for each hash; a text that lands on another's place takes it, so that hostile names cost no memory. */
const names: ({ readonly bytes: Uint8Array; readonly text: string } | undefined)[] = new Array(512);

function nameOf(bytes: Uint8Array, at: number, until: number): string {
  let hash = until - at;
  for (let index = at; index < until; index += 1) hash = (hash * 31 + (bytes[index] ?? 0)) & 0xfff_ffff;
  const known = names[hash % names.length];
  if (known !== undefined && isSame(known.bytes, bytes, at, until)) return known.text;
  const text = textOf(bytes, at, until);
  names[hash % names.length] = { bytes: bytes.slice(at, until), text };
  return text;
}

function isSame(known: Uint8Array, bytes: Uint8Array, at: number, until: number): boolean {
  if (known.length !== until - at) return false;
  for (let index = 0; index < known.length; index += 1) if (known[index] !== bytes[at + index]) return false;
  return true;
}

/** A length-delimited field as a copy of its bytes. */
export function readBytes(reader: Reader, end: number): Uint8Array {
  const until = readLength(reader, end);
  const bytes = reader.bytes.slice(reader.at, until);
  reader.at = until;
  return bytes;
}

/** A little-endian 32-bit float. */
export function readFloat(reader: Reader, end: number): number {
  skipFixed(reader, end, 4);
  return reader.view.getFloat32(reader.at - 4, true);
}

/** A little-endian 64-bit float. */
export function readDouble(reader: Reader, end: number): number {
  skipFixed(reader, end, 8);
  return reader.view.getFloat64(reader.at - 8, true);
}

function skipFixed(reader: Reader, end: number, size: number): void {
  if (end - reader.at < size) throw new PayloadError('the message ends inside a fixed field');
  reader.at += size;
}

/** Steps over a field of any wire type that we do not read. */
export function skipField(reader: Reader, end: number, wireType: number): void {
  switch (wireType) {
    case 0:
      readUint64(reader, end);
      return;
    case 1:
      skipFixed(reader, end, 8);
      return;
    case 2:
      reader.at = readLength(reader, end);
      return;
    case 5:
      skipFixed(reader, end, 4);
      return;
    default:
      throw new PayloadError(`wire type ${wireType}`);
  }
}

/** Bytes under construction; grows by doubling. */
export interface Writer {
  bytes: Uint8Array;
  view: DataView;
  at: number;
}

/** An empty writer. */
export function openWriter(): Writer {
  const bytes = new Uint8Array(256);
  return { bytes, view: new DataView(bytes.buffer), at: 0 };
}

/** The bytes written so far, as a copy of their own. */
export function written(writer: Writer): Uint8Array {
  return writer.bytes.slice(0, writer.at);
}

function reserve(writer: Writer, size: number): void {
  if (writer.at + size <= writer.bytes.length) return;
  const bytes = new Uint8Array(Math.max(writer.bytes.length * 2, writer.at + size));
  bytes.set(writer.bytes.subarray(0, writer.at));
  writer.bytes = bytes;
  writer.view = new DataView(bytes.buffer);
}

/** A varint of minimal length; negatives as 64-bit two's complement. */
export function writeVarint(writer: Writer, value: number | bigint): void {
  reserve(writer, 10);
  if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) {
    let rest = value;
    while (rest >= 128) {
      writer.bytes[writer.at] = (rest % 128) | 0x80;
      writer.at += 1;
      rest = Math.floor(rest / 128);
    }
    writer.bytes[writer.at] = rest;
    writer.at += 1;
    return;
  }
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 128n) {
    writer.bytes[writer.at] = Number(rest & 0x7fn) | 0x80;
    writer.at += 1;
    rest >>= 7n;
  }
  writer.bytes[writer.at] = Number(rest);
  writer.at += 1;
}

/** A field's key. */
export function writeKey(writer: Writer, field: number, wireType: 0 | 1 | 2 | 5): void {
  writeVarint(writer, field * 8 + wireType);
}

/** A length and the bytes themselves. */
export function writeBytes(writer: Writer, bytes: Uint8Array): void {
  writeVarint(writer, bytes.length);
  reserve(writer, bytes.length);
  writer.bytes.set(bytes, writer.at);
  writer.at += bytes.length;
}

/** A length and the text as UTF-8; short ASCII, as metric names are, goes in without an encoder. */
export function writeText(writer: Writer, text: string): void {
  if (text.length > 127) {
    writeBytes(writer, utf8Out.encode(text));
    return;
  }
  reserve(writer, text.length + 1);
  const start = writer.at;
  writer.bytes[start] = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127) {
      writeBytes(writer, utf8Out.encode(text));
      return;
    }
    writer.bytes[start + 1 + index] = code;
  }
  writer.at = start + 1 + text.length;
}

/** A little-endian 32-bit float. */
export function writeFloat(writer: Writer, value: number): void {
  reserve(writer, 4);
  writer.view.setFloat32(writer.at, value, true);
  writer.at += 4;
}

/** A little-endian 64-bit float. */
export function writeDouble(writer: Writer, value: number): void {
  reserve(writer, 8);
  writer.view.setFloat64(writer.at, value, true);
  writer.at += 8;
}
