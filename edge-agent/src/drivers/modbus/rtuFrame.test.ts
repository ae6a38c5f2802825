// RTU frames: requests that can only read, and answers found among any bytes; the checksum against known frames.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tables } from './address.ts';
import { crc16, encodeRead, findReply, type RtuRequest, unitsHeard } from './rtuFrame.ts';

const request = fc.record({
  unit: fc.integer({ min: 1, max: 247 }),
  table: fc.constantFrom(...tables),
  start: fc.nat(0xffff),
  length: fc.integer({ min: 1, max: 100 }),
});

/** A frame as a unit makes it. */
function frame(body: readonly number[]): Uint8Array {
  const crc = crc16(body);
  return Uint8Array.of(...body, crc & 0xff, crc >> 8);
}

function answerTo(
  { unit, table, length }: RtuRequest,
  seed: number,
): { bytes: Uint8Array; values: unknown[] } {
  const code = tables.indexOf(table) + 1;
  if (code <= 2) {
    const values = Array.from({ length }, (_, index) => ((seed >> (index % 16)) & 1) === 1);
    const data = new Array<number>(Math.ceil(length / 8)).fill(0);
    values.forEach((value, index) => {
      if (value) data[index >> 3] = (data[index >> 3] ?? 0) | (1 << (index & 7));
    });
    return { bytes: frame([unit, code, data.length, ...data]), values };
  }
  const values = Array.from({ length }, (_, index) => (seed + index) & 0xffff);
  const data = values.flatMap((value) => [value >> 8, value & 0xff]);
  return { bytes: frame([unit, code, data.length, ...data]), values };
}

describe('RTU frames', () => {
  it('are the frames of the specification', () => {
    const asked = encodeRead({ unit: 1, table: 'holdingRegister', start: 0, length: 10 });
    expect(Buffer.from(asked).toString('hex')).toBe('01030000000ac5cd');
  });

  it('are never anything but a request to read', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const bytes = encodeRead(asked);
        expect(bytes).toHaveLength(8);
        expect(bytes[0]).toBe(asked.unit);
        expect([1, 2, 3, 4]).toContain(bytes[1]);
        expect(crc16(bytes)).toBe(0);
      }),
    );
  });

  it('are found behind an echo or noise, once they are whole and not before', () => {
    const noise = fc.uint8Array({ maxLength: 12 });
    fc.assert(
      fc.property(request, fc.nat(0xffff), noise, fc.boolean(), (asked, seed, before, echoes) => {
        const { bytes, values } = answerTo(asked, seed);
        const ahead = Buffer.concat([before, echoes ? encodeRead(asked) : Buffer.alloc(0)]);
        fc.pre(findReply(Buffer.concat([ahead, bytes.subarray(0, -1)]), asked).kind === 'none');
        expect(findReply(Buffer.concat([ahead, bytes]), asked)).toEqual({ kind: 'values', values });
        expect(unitsHeard(Buffer.concat([ahead, bytes]))).toContain(asked.unit);
      }),
    );
  });

  it('of another unit, another function or another length are no answer, nor is one with a wrong bit', () => {
    fc.assert(
      fc.property(request, fc.nat(0xffff), fc.nat(), (asked, seed, place) => {
        const { bytes } = answerTo(asked, seed);
        const next = tables[(tables.indexOf(asked.table) + 1) % 4] ?? 'coil';
        for (const other of [
          { ...asked, unit: (asked.unit % 247) + 1 },
          { ...asked, table: next },
          { ...asked, length: asked.length + 8 },
        ]) {
          expect(findReply(bytes, other).kind).toBe('none');
        }
        const wrong = Uint8Array.from(bytes);
        const at = place % (8 * wrong.length);
        wrong[at >> 3] = (wrong[at >> 3] ?? 0) ^ (1 << (at & 7));
        expect(findReply(wrong, asked).kind).toBe('none');
      }),
    );
  });

  it('carry exceptions', () => {
    const asked: RtuRequest = { unit: 7, table: 'inputRegister', start: 0, length: 3 };
    expect(findReply(frame([7, 0x84, 2]), asked)).toEqual({ kind: 'exception', code: 2 });
    expect(findReply(frame([8, 0x84, 2]), asked).kind).toBe('none');
  });

  it('may be any bytes at all', () => {
    fc.assert(
      fc.property(request, fc.uint8Array({ maxLength: 300 }), (asked, bytes) => {
        expect(() => [findReply(bytes, asked), unitsHeard(bytes)]).not.toThrow();
      }),
    );
  });
});
