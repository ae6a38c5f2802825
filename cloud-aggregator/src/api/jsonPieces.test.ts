// The pieces of an answer are together what JSON.stringify makes of it, however long its lists are.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonPieces } from './jsonPieces.ts';

it('is the same text in pieces', () => {
  const items = fc.array(fc.record({ a: fc.string(), b: fc.option(fc.integer()) }), { maxLength: 1_700 });
  const record = fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.constant(null), items));
  fc.assert(
    fc.property(record, (each) => {
      const pieces = [...jsonPieces(each)];
      expect(pieces.join('')).toBe(JSON.stringify(each));
      const made = Object.entries(each).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.values() : value,
      ]);
      expect([...jsonPieces(Object.fromEntries(made))]).toEqual(pieces);
    }),
  );
});

it('is the same text where the items of its lists were written before', () => {
  const items = Array.from({ length: 200 }, (_, id) => ({ id, name: '蒲田' }));
  const record = { at: 1, rows: items, asks: items.slice(0, 3), none: [], drop: null };
  const pieces = [
    ...jsonPieces(record, (lead, lot) =>
      Buffer.from(lead + lot.map((each) => JSON.stringify(each)).join(',')),
    ),
  ];
  expect(Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString()).toBe(JSON.stringify(record));
  expect(pieces.length).toBeGreaterThan(3);
});
