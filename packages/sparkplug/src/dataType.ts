// Pure: the standard's datatype codes, and how a raw wire value reads under one of them.
// Promise: 64-bit numbers stay exact: a number when it is a safe integer, else a bigint.
// Follows Sparkplug B 3.0 section 6.4.16.

/** What a metric may hold; null is the standard's is_null. 64-bit values beyond ±(2^53−1) are bigint. */
export type MetricValue = number | bigint | boolean | string | Uint8Array | null;

/** Datatype codes of the scalar types (Sparkplug 6.4.16); 16 to 34 exist but carry no scalar. */
export const DataType = {
  Int8: 1,
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt8: 5,
  UInt16: 6,
  UInt32: 7,
  UInt64: 8,
  Float: 9,
  Double: 10,
  Boolean: 11,
  String: 12,
  DateTime: 13,
  Text: 14,
  UUID: 15,
  Bytes: 17,
  File: 18,
} as const;

/** The highest datatype code the standard knows (StringArray and its relatives end here). */
export const highestDataType = 34;

/** Bytes or values that are not Sparkplug; the message says what was found. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError';
}

/** A 64-bit integer as a number when that is exact, else as it is. */
export function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The metric field that carries a datatype: 10 int, 11 long, 12 float, 13 double, 14 boolean, 15 string, 16 bytes. */
export function fieldOf(datatype: number): 10 | 11 | 12 | 13 | 14 | 15 | 16 | null {
  switch (datatype) {
    case DataType.Int8:
    case DataType.Int16:
    case DataType.Int32:
    case DataType.UInt8:
    case DataType.UInt16:
    case DataType.UInt32:
      return 10;
    case DataType.Int64:
    case DataType.UInt64:
    case DataType.DateTime:
      return 11;
    case DataType.Float:
      return 12;
    case DataType.Double:
      return 13;
    case DataType.Boolean:
      return 14;
    case DataType.String:
    case DataType.Text:
    case DataType.UUID:
      return 15;
    case DataType.Bytes:
    case DataType.File:
      return 16;
    default:
      return datatype >= 22 && datatype <= highestDataType ? 16 : null;
  }
}

/**
 * A raw value read under its datatype: two's complement is undone, everything else stays.
 * Throws PayloadError when the value is of another kind than the datatype.
 */
export function typedValue(raw: MetricValue, datatype: number): MetricValue {
  if (raw === null) return null;
  switch (fieldOf(datatype)) {
    case 10:
    case 11:
      if (typeof raw !== 'number' && typeof raw !== 'bigint') break;
      return integerOf(raw, datatype);
    case 12:
    case 13:
      if (typeof raw === 'number') return raw;
      break;
    case 14:
      if (typeof raw === 'boolean') return raw;
      break;
    case 15:
      if (typeof raw === 'string') return raw;
      break;
    case 16:
      if (raw instanceof Uint8Array) return raw;
      break;
    case null:
      return raw;
  }
  throw new PayloadError(`a ${kindOf(raw)} where datatype ${datatype} was declared`);
}

/** Bits and sign of the integer types. */
const integers: ReadonlyMap<number, readonly [bits: number, isSigned: boolean]> = new Map([
  [DataType.Int8, [8, true]],
  [DataType.Int16, [16, true]],
  [DataType.Int32, [32, true]],
  [DataType.Int64, [64, true]],
  [DataType.UInt8, [8, false]],
  [DataType.UInt16, [16, false]],
  [DataType.UInt32, [32, false]],
  [DataType.UInt64, [64, false]],
  [DataType.DateTime, [64, false]],
]);

/** Senders write negatives as two's complement of 32 or of 64 bits; only the type's own bits count. */
function integerOf(raw: number | bigint, datatype: number): number | bigint {
  const type = integers.get(datatype);
  if (type === undefined || (typeof raw === 'number' && !Number.isInteger(raw))) {
    throw new PayloadError(`${raw} where datatype ${datatype} was declared`);
  }
  const [bits, isSigned] = type;
  // The common case first: nothing to undo.
  if (typeof raw === 'number' && raw >= 0 && raw < 2 ** (bits - 1)) return raw;
  const exact = BigInt(raw);
  return narrow(isSigned ? BigInt.asIntN(bits, exact) : BigInt.asUintN(bits, exact));
}

/** Whether an integer can be written under a datatype without losing anything. */
export function fitsInteger(value: number | bigint, datatype: number): boolean {
  return integers.has(datatype) && Number.isInteger(Number(value)) && integerOf(value, datatype) === value;
}

function kindOf(value: MetricValue): string {
  return value instanceof Uint8Array ? 'byte string' : typeof value;
}
