// The gate lets every packet within the limit through however the stream is cut, and stops the first one beyond it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packetGate } from './packetGate.ts';

function packet(bytes: number): number[] {
  const header = [0x30];
  let rest = bytes;
  do {
    header.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return [...header, ...Array.from({ length: bytes }, () => 0xff)];
}

const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 });

function pieces(stream: readonly number[], sizes: readonly number[]): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < stream.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    found.push(Uint8Array.from(stream.slice(at, at + size)));
    at += size;
  }
  return found;
}

describe('packetGate', () => {
  it('lets packets within the limit through, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { maxLength: 8 }), cuts, (sizes, cut) => {
        const gate = packetGate(300);
        expect(pieces(sizes.flatMap(packet), cut).every((piece) => gate(piece))).toBe(true);
      }),
    );
  });

  it('stops a packet that announces more, before its body has come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(300), { maxLength: 4 }),
        fc.integer({ min: 301, max: 40_000 }),
        cuts,
        (sizes, size, cut) => {
          const gate = packetGate(300);
          const stream = [...sizes.flatMap(packet), ...packet(size).slice(0, 5)];
          expect(pieces(stream, cut).every((piece) => gate(piece))).toBe(false);
        },
      ),
    );
  });

  it('stops a length of more than four bytes', () => {
    expect(packetGate(2 ** 40)(Uint8Array.of(0x30, 0x80, 0x80, 0x80, 0x80, 0x01))).toBe(false);
  });
});
