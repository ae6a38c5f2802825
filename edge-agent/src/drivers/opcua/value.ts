// Pure: what an OPC UA server said, in the plain values of a reading (docs/profiles.md, "OPC UA addresses").
// Promise: what has no plain value is no data, never a made-up text.
import type { Quality, Value } from '@nakamawashi/machine-model';
import { formatNodeId } from './address.ts';

/** A scalar as the OPC UA library hands it out; 64-bit integers come as pairs of words, high word first. */
export interface RawVariant {
  /** The name of the built-in type, such as `Boolean`, `Int64`, `NodeId`, `LocalizedText`. */
  readonly type: string;
  readonly isScalar: boolean;
  readonly value: unknown;
}

/** The plain value, or null when there is none; `namespaces` is the server's own table of URIs. */
export function plainValue({ type, isScalar, value }: RawVariant, namespaces: readonly string[]): Value {
  if (!isScalar || value === null || value === undefined) return null;
  switch (type) {
    case 'Boolean':
      return typeof value === 'boolean' ? value : null;
    case 'String':
    case 'Guid':
      return String(value);
    case 'LocalizedText':
      return textOf(value);
    case 'DateTime':
      return value instanceof Date ? value.toISOString() : null;
    case 'Int64':
    case 'UInt64':
      return wideNumber(value, type === 'Int64');
    case 'NodeId':
    case 'ExpandedNodeId':
      return nodeIdText(value, namespaces);
    default:
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
  }
}

/** Good, uncertain or bad by the two highest bits of a status code (OPC 10000-4, 7.39). */
export function qualityOf(statusCode: number): Quality {
  const severity = statusCode >>> 30;
  return severity === 0 ? 'good' : severity === 1 ? 'uncertain' : 'bad';
}

function textOf(value: unknown): Value {
  if (typeof value !== 'object' || value === null || !('text' in value)) return null;
  return typeof value.text === 'string' ? value.text : null;
}

/** Exact up to 2^53; beyond that the nearest number there is. */
function wideNumber(value: unknown, isSigned: boolean): Value {
  if (!Array.isArray(value) || typeof value[0] !== 'number' || typeof value[1] !== 'number') return null;
  const bits = (BigInt(value[0] >>> 0) << 32n) | BigInt(value[1] >>> 0);
  return Number(isSigned ? BigInt.asIntN(64, bits) : bits);
}

/** The library writes `ns=3;i=5004`; what leaves here carries the URI instead of the index. */
function nodeIdText(value: unknown, namespaces: readonly string[]): Value {
  const match = /^(?:ns=(\d+);)?([isgb]=.+)$/.exec(String(value));
  if (match?.[2] === undefined) return null;
  const index = Number(match[1] ?? 0);
  if (index === 0) return formatNodeId({ uri: null, identifier: match[2] });
  const uri = namespaces[index];
  return uri === undefined ? null : formatNodeId({ uri, identifier: match[2] });
}
