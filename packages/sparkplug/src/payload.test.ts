// The codec: round trips, bytes of the standard's own layout, other people's habits, and hostile bytes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauses } from '../../../tests/conformance/clauses.ts';
import { DataType, type MetricValue, PayloadError, typedValue } from './dataType.ts';
import { decodePayload, encodePayload, type Metric, maxMetrics, maxPayloadBytes } from './payload.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const metric = (datatype: number, value: MetricValue): Metric => ({
  name: 'm',
  timestamp: 1,
  datatype,
  value,
});
const payloadOf = (metrics: readonly Metric[]) => ({ timestamp: 2, seq: 3, metrics });

const narrowed = (min: bigint, max: bigint) =>
  fc.bigInt({ min, max }).map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));
const values: readonly (readonly [number, fc.Arbitrary<MetricValue>])[] = [
  [DataType.Int8, fc.integer({ min: -128, max: 127 })],
  [DataType.Int16, fc.integer({ min: -32_768, max: 32_767 })],
  [DataType.Int32, fc.integer()],
  [DataType.Int64, narrowed(-(2n ** 63n), 2n ** 63n - 1n)],
  [DataType.UInt8, fc.integer({ min: 0, max: 255 })],
  [DataType.UInt16, fc.integer({ min: 0, max: 65_535 })],
  [DataType.UInt32, fc.integer({ min: 0, max: 4_294_967_295 })],
  [DataType.UInt64, narrowed(0n, 2n ** 64n - 1n)],
  [DataType.Float, fc.float({ noNaN: true })],
  [DataType.Double, fc.double({ noNaN: true })],
  [DataType.Boolean, fc.boolean()],
  [DataType.String, fc.string({ unit: 'grapheme' })],
  [DataType.DateTime, narrowed(0n, 2n ** 63n)],
  [DataType.Text, fc.string({ unit: 'grapheme' })],
  [DataType.UUID, fc.uuid()],
  [DataType.Bytes, fc.uint8Array()],
  [DataType.File, fc.uint8Array()],
];
const typed = fc
  .constantFrom(...values)
  .chain(([datatype, value]) => fc.tuple(fc.constant(datatype), fc.option(value)));
const anyMetric: fc.Arbitrary<Metric> = fc
  .record(
    {
      name: fc.string({ unit: 'grapheme' }),
      timestamp: fc.option(fc.maxSafeNat()),
      typed,
      alias: narrowed(0n, 2n ** 64n - 1n),
      isHistorical: fc.constant(true),
      isTransient: fc.constant(true),
    },
    { requiredKeys: ['name', 'timestamp', 'typed'] },
  )
  .map(({ typed: [datatype, value], ...rest }) => ({ ...rest, datatype, value }));

describe('payload', () => {
  it(
    clauses(
      'every scalar type comes back as it went in',
      'tck-id-payloads-metric-datatype-value-type',
      'tck-id-payloads-metric-datatype-value',
      'tck-id-payloads-timestamp-in-UTC',
      'tck-id-payloads-metric-timestamp-in-UTC',
    ),
    () => {
      const seq = fc.option(fc.integer({ min: 0, max: 255 }));
      const payload = fc.record({ timestamp: fc.option(fc.maxSafeNat()), seq, metrics: fc.array(anyMetric) });
      fc.assert(
        fc.property(payload, (sent) => {
          expect(decodePayload(encodePayload(sent))).toEqual(sent);
        }),
      );
    },
  );

  it('data without datatypes reads under the types of the birth', () => {
    fc.assert(
      fc.property(typed, ([datatype, value]) => {
        const [raw] = decodePayload(encodePayload(payloadOf([metric(datatype, value)]), false)).metrics;
        expect(raw?.datatype).toBeNull();
        expect(typedValue(raw?.value ?? null, datatype)).toEqual(value);
      }),
    );
  });

  it('writes the layout of the standard, with minimal lengths', () => {
    // timestamp 1, metric { name "m", timestamp 1, datatype Int64, long −1 }, seq 3
    const bytes = '0802 1212 0a016d 1801 2004 58 ffffffffffffffffff01 1803';
    expect(encodePayload(payloadOf([metric(DataType.Int64, -1)]))).toEqual(hex(bytes));
    // Int8 −5 rides in the 32-bit field as unsigned 32.
    const small = '0802 120d 0a016d 1801 2001 50 fbffffff0f 1803';
    expect(encodePayload(payloadOf([metric(DataType.Int8, -5)]))).toEqual(hex(small));
  });

  it("reads other senders' habits: wrong integer field, sign extension, unknown fields, properties", () => {
    const value = (text: string): MetricValue | undefined => decodePayload(hex(text)).metrics[0]?.value;
    // UInt32 7 in the 64-bit field; Int32 −5 sign-extended to 64 bits.
    expect(value('1207 0a016d 2007 5807')).toBe(7);
    expect(value('1210 0a016d 2003 50 fbffffffffffffffff01')).toBe(-5);
    // Unknown fields of every wire type in metric and payload, uuid, body, properties, metadata.
    expect(value('a00601 a10600000000000000 00 a2060161 a50600000000 220161 2a0161 1203 0a016d')).toBeNull();
    expect(value('120f 0a016d 42020800 4a020a00 2003 5005')).toBe(5);
  });

  it('steps over datasets, templates and extensions, and says so', () => {
    for (const [type, key] of [
      ['10', '8a01'],
      ['13', '9201'],
      ['13', '9a01'],
    ]) {
      const [only] = decodePayload(hex(`120a 0a016d 20${type} ${key} 020801`)).metrics;
      expect(only).toEqual({
        name: 'm',
        timestamp: null,
        datatype: Number(`0x${type}`),
        value: null,
        isOpaque: true,
      });
    }
  });

  it('is_null wins over a value', () => {
    expect(decodePayload(hex('1209 0a016d 2003 3801 5005')).metrics[0]?.value).toBeNull();
  });

  it('refuses what cannot be a payload', () => {
    const wrong: Record<string, string> = {
      'truncated varint': '08ff',
      'overlong varint': '08ffffffffffffffffffff01',
      'varint beyond 64 bits': '08ffffffffffffffffff02',
      'timestamp beyond 2^53': '08ffffffffffffffffff01',
      'absurd length': '12ffffffffffffff7f',
      'length beyond the message': '120a0a016d',
      'length beyond the metric': '12040a056d6d 6d6d6d',
      'text that is not UTF-8': '12040a02c328',
      'group wire type': '0b',
      'field number zero': '0000',
      'key beyond 32 bits': '88808080808001 00',
      'neither name nor alias': '12022003',
      'datatype beyond the list': '12050a016d2023',
      'string under an integer type': '12080a016d 2003 7a0161',
      'boolean under a string type': '12070a016d 200c 7001',
      'truncated float': '12070a016d 6500 00',
      'truncated double': '12070a016d 6900 00',
    };
    for (const [what, bytes] of Object.entries(wrong)) {
      expect(() => decodePayload(hex(bytes)), what).toThrow(PayloadError);
    }
  });

  it('refuses too many bytes and too many metrics without reading them', () => {
    expect(() => decodePayload(new Uint8Array(maxPayloadBytes + 1))).toThrow(PayloadError);
    const one = hex('12030a016d');
    const many = new Uint8Array(one.length * (maxMetrics + 1));
    for (let index = 0; index <= maxMetrics; index += 1) many.set(one, index * one.length);
    expect(() => decodePayload(many)).toThrow('metrics');
    expect(decodePayload(many.subarray(one.length)).metrics).toHaveLength(maxMetrics);
  });

  it('any bytes decode or throw PayloadError, and so does every mutilated message', () => {
    const onlyPayloadErrors = (bytes: Uint8Array): void => {
      try {
        decodePayload(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(PayloadError);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), onlyPayloadErrors), { numRuns: 2000 });
    const edits = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(anyMetric, { maxLength: 4 }), edits, fc.nat(), (metrics, changes, cut) => {
        const bytes = encodePayload(payloadOf(metrics));
        for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
        onlyPayloadErrors(bytes);
        onlyPayloadErrors(bytes.subarray(0, cut % bytes.length));
      }),
      { numRuns: 500 },
    );
  });

  it('a value that its datatype cannot hold is our own fault', () => {
    const impossible: readonly (readonly [number, MetricValue])[] = [
      [DataType.Int8, 128],
      [DataType.UInt8, -1],
      [DataType.UInt32, 2 ** 32],
      [DataType.Int64, 2n ** 63n],
      [DataType.Int32, 1.5],
      [DataType.String, 1],
      [DataType.Boolean, 1],
      [16, 'dataset'],
    ];
    for (const [datatype, value] of impossible) {
      expect(() => encodePayload(payloadOf([metric(datatype, value)]))).toThrow('BUG');
    }
  });
});
