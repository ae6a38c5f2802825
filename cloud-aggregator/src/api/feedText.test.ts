// Packed texts, in any order and however often, unpack to the same texts in that order, for whoever cannot unpack too.
import { constants, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canUnpack, feedText, packedHead } from './feedText.ts';

it('unpacks to what was packed, in the order in which it was sent', () => {
  const texts = fc.array(fc.string({ minLength: 1, maxLength: 2_000, unit: 'binary' }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(texts, fc.array(fc.nat(7), { maxLength: 30 }), (given, order) => {
      const pieces = given.map((text) => feedText(text));
      const sent = order.flatMap((place) => pieces[place % pieces.length] ?? []);
      const bytes = Buffer.concat([packedHead, ...sent.map((each) => each.packed())]);
      // There is no end, as of every feed that goes on.
      const unpacked = gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
      const wanted = order.map((place) => Buffer.from(given[place % given.length] ?? ''));
      expect(unpacked).toBe(Buffer.concat(wanted).toString());
      expect(Buffer.concat(sent.map((each) => Buffer.from(each.plain() as string)))).toEqual(
        Buffer.concat(wanted),
      );
    }),
  );
});

it.each([
  ['gzip, deflate, br', true],
  ['br;q=1.0, GZIP ; q=0.5', true],
  ['gzip;q=0', false],
  ['gzip;q=0.000, br', false],
  ['x-gzip2', false],
  ['identity', false],
  [undefined, false],
])('knows from %s whether a reader can unpack', (header, can) => {
  expect(canUnpack(header)).toBe(can);
});
