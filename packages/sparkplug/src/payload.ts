// Pure: the Sparkplug payload codec, by hand from the standard's field numbers.
// Promise: decode(encode(p)) is p; every scalar type is read, datasets and templates are stepped over;
// hostile bytes throw PayloadError after work bounded by their length.
// Follows Sparkplug B 3.0 section 6.4 (Payload 1–5, Metric 1–19).

import {
  fieldOf,
  fitsInteger,
  highestDataType,
  type MetricValue,
  PayloadError,
  typedValue,
} from './dataType.ts';
import * as wire from './protobuf.ts';

/** One metric (Sparkplug 6.4.6); times in ms since the epoch. */
export interface Metric {
  /** Null only when the sender uses aliases. */
  readonly name: string | null;
  readonly alias?: number | bigint;
  readonly timestamp: number | null;
  /** Null in data and commands of senders that rely on the birth's; then the value is raw (see typedValue). */
  readonly datatype: number | null;
  readonly value: MetricValue;
  readonly isHistorical?: boolean;
  readonly isTransient?: boolean;
  /** The value is a dataset or template, which we step over. */
  readonly isOpaque?: boolean;
}

/** One message (Sparkplug 6.4.4). */
export interface Payload {
  readonly timestamp: number | null;
  readonly seq: number | null;
  readonly metrics: readonly Metric[];
}

/** Largest message that is looked at, in bytes. */
export const maxPayloadBytes = 1_048_576;
/** Most metrics in one message. */
export const maxMetrics = 10_000;

/**
 * The bytes of a payload. Each metric needs its datatype, because it decides the wire field; the code itself is
 * written in births only (tck-id-payloads-metric-datatype-not-req), which is what `withDatatypes` says.
 */
export function encodePayload(payload: Payload, withDatatypes = true): Uint8Array {
  const writer = wire.openWriter();
  if (payload.timestamp !== null) {
    wire.writeKey(writer, 1, 0);
    wire.writeVarint(writer, payload.timestamp);
  }
  const inner = wire.openWriter();
  for (const metric of payload.metrics) {
    inner.at = 0;
    writeMetric(inner, metric, withDatatypes);
    wire.writeKey(writer, 2, 2);
    wire.writeBytes(writer, inner.bytes.subarray(0, inner.at));
  }
  if (payload.seq !== null) {
    wire.writeKey(writer, 3, 0);
    wire.writeVarint(writer, payload.seq);
  }
  return wire.written(writer);
}

function writeMetric(writer: wire.Writer, metric: Metric, withDatatypes: boolean): void {
  if (metric.name !== null) {
    wire.writeKey(writer, 1, 2);
    wire.writeText(writer, metric.name);
  }
  if (metric.alias !== undefined) {
    wire.writeKey(writer, 2, 0);
    wire.writeVarint(writer, metric.alias);
  }
  if (metric.timestamp !== null) {
    wire.writeKey(writer, 3, 0);
    wire.writeVarint(writer, metric.timestamp);
  }
  if (withDatatypes && metric.datatype !== null) {
    wire.writeKey(writer, 4, 0);
    wire.writeVarint(writer, metric.datatype);
  }
  if (metric.isHistorical) writeFlag(writer, 5);
  if (metric.isTransient) writeFlag(writer, 6);
  if (metric.value === null) writeFlag(writer, 7);
  else writeValue(writer, metric);
}

function writeFlag(writer: wire.Writer, field: number): void {
  wire.writeKey(writer, field, 0);
  wire.writeVarint(writer, 1);
}

function writeValue(writer: wire.Writer, { name, datatype, value }: Metric): void {
  const field = datatype === null ? null : fieldOf(datatype);
  if (isInteger(value) && datatype !== null && fitsInteger(value, datatype)) {
    wire.writeKey(writer, field === 10 ? 10 : 11, 0);
    wire.writeVarint(writer, field === 10 ? Number(value) >>> 0 : value);
  } else if (field === 12 && typeof value === 'number') {
    wire.writeKey(writer, 12, 5);
    wire.writeFloat(writer, value);
  } else if (field === 13 && typeof value === 'number') {
    wire.writeKey(writer, 13, 1);
    wire.writeDouble(writer, value);
  } else if (field === 14 && typeof value === 'boolean') {
    wire.writeKey(writer, 14, 0);
    wire.writeVarint(writer, value ? 1 : 0);
  } else if (field === 15 && typeof value === 'string') {
    wire.writeKey(writer, 15, 2);
    wire.writeText(writer, value);
  } else if (field === 16 && value instanceof Uint8Array) {
    wire.writeKey(writer, 16, 2);
    wire.writeBytes(writer, value);
  } else {
    throw new Error(`BUG: metric ${name} of datatype ${datatype} cannot hold ${String(value)}`);
  }
}

function isInteger(value: MetricValue): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

/** The payload in the bytes; throws PayloadError when they are not one. */
export function decodePayload(bytes: Uint8Array): Payload {
  if (bytes.length > maxPayloadBytes) throw new PayloadError(`${bytes.length} bytes in one message`);
  const reader = wire.openReader(bytes);
  const end = bytes.length;
  let timestamp: number | null = null;
  let seq: number | null = null;
  const metrics: Metric[] = [];
  while (reader.at < end) {
    const key = wire.readUint32(reader, end);
    if (key === 8) timestamp = safe(wire.readUint64(reader, end), 'timestamp');
    else if (key === 18) {
      if (metrics.length === maxMetrics)
        throw new PayloadError(`more than ${maxMetrics} metrics in one message`);
      metrics.push(readMetric(reader, wire.readLength(reader, end)));
    } else if (key === 24) seq = safe(wire.readUint64(reader, end), 'seq');
    else skipUnknown(reader, end, key);
  }
  return { timestamp, seq, metrics };
}

function safe(value: number | bigint, what: string): number {
  if (typeof value === 'bigint') throw new PayloadError(`a ${what} of ${value}`);
  return value;
}

function skipUnknown(reader: wire.Reader, end: number, key: number): void {
  if (key < 8) throw new PayloadError('field number 0');
  wire.skipField(reader, end, key & 7);
}

interface Draft {
  name: string | null;
  alias: number | bigint | null;
  timestamp: number | null;
  datatype: number | null;
  value: MetricValue;
  isHistorical: boolean;
  isTransient: boolean;
  isNull: boolean;
  isOpaque: boolean;
}

function readMetric(reader: wire.Reader, end: number): Metric {
  const draft: Draft = {
    name: null,
    alias: null,
    timestamp: null,
    datatype: null,
    value: null,
    isHistorical: false,
    isTransient: false,
    isNull: false,
    isOpaque: false,
  };
  while (reader.at < end) readMetricField(reader, end, draft);
  return finish(draft);
}

function readMetricField(reader: wire.Reader, end: number, draft: Draft): void {
  const key = wire.readUint32(reader, end);
  switch (key) {
    case 10:
      draft.name = wire.readText(reader, end);
      return;
    case 16:
      draft.alias = wire.readUint64(reader, end);
      return;
    case 24:
      draft.timestamp = safe(wire.readUint64(reader, end), 'timestamp');
      return;
    case 32:
      draft.datatype = wire.readUint32(reader, end);
      return;
    case 40:
      draft.isHistorical = wire.readUint64(reader, end) !== 0;
      return;
    case 48:
      draft.isTransient = wire.readUint64(reader, end) !== 0;
      return;
    case 56:
      draft.isNull = wire.readUint64(reader, end) !== 0;
      return;
    default:
      readValueField(reader, end, key, draft);
  }
}

function readValueField(reader: wire.Reader, end: number, key: number, draft: Draft): void {
  switch (key) {
    case 80:
    case 88:
      draft.value = wire.readUint64(reader, end);
      return;
    case 101:
      draft.value = wire.readFloat(reader, end);
      return;
    case 105:
      draft.value = wire.readDouble(reader, end);
      return;
    case 112:
      draft.value = wire.readUint64(reader, end) !== 0;
      return;
    case 122:
      draft.value = wire.readText(reader, end);
      return;
    case 130:
      draft.value = wire.readBytes(reader, end);
      return;
    case 138:
    case 146:
    case 154:
      draft.isOpaque = true;
      wire.skipField(reader, end, 2);
      return;
    default:
      skipUnknown(reader, end, key);
  }
}

function finish(draft: Draft): Metric {
  const { name, alias, timestamp, datatype, isHistorical, isTransient, isOpaque } = draft;
  if (name === null && alias === null) throw new PayloadError('a metric with neither name nor alias');
  if (datatype !== null && datatype > highestDataType) throw new PayloadError(`datatype ${datatype}`);
  const raw = draft.isNull ? null : draft.value;
  const value = datatype === null ? raw : typedValue(raw, datatype);
  // The two forms that nearly all metrics have are written out, because spreading costs more than all of the reading.
  if (alias === null && !isTransient && !isOpaque) {
    if (isHistorical) return { name, timestamp, datatype, value, isHistorical };
    return { name, timestamp, datatype, value };
  }
  return {
    name,
    timestamp,
    datatype,
    value,
    ...(alias === null ? {} : { alias }),
    ...(isHistorical ? { isHistorical } : {}),
    ...(isTransient ? { isTransient } : {}),
    ...(isOpaque ? { isOpaque } : {}),
  };
}
