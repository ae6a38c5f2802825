// Whatever people write: the sheet is one that another library reads back as it was, with text as text.

import fc from 'fast-check';
import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { column, type Row, type Sheet } from './sheet.ts';
import { escapeXml } from './sheetXml.ts';
import { workbook } from './workbook.ts';

const columns = [
  column('text', 'text', ['文字', 'text'], { meaning: ['', ''] }),
  column('hours', 'hours', ['時間', 'hours'], { meaning: ['', ''] }),
  column('share', 'share', ['率', 'share'], { meaning: ['', ''] }),
  column('day', 'date', ['日', 'day'], { meaning: ['', ''] }),
];
const sheet = (rows: readonly Row[], ja = '表'): Sheet => ({
  number: 1,
  key: 's',
  title: { ja, en: 's' },
  columns,
  rows: () => rows,
});
const bytes = (rows: readonly Row[]): Buffer =>
  Buffer.concat([...workbook([sheet(rows), sheet([], '空')], 'ja', { title: 'a & b', madeAt: '' })]);

describe('a workbook', () => {
  it('is read back as it was written', async () => {
    const text = fc.string({
      unit: fc.constantFrom('=', '+', '<', '&', '"', "'", '_', 'x', '0', '4', '1', '𠮷', '旋', '\n'),
      minLength: 1,
      maxLength: 12,
    });
    const hours = fc.integer({ min: -9_999, max: 99_999 }).map((tenths) => tenths / 10);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, hours), { minLength: 1, maxLength: 4 }), async (given) => {
        const rows = given.map(([words, figure]): Row => [words, figure, { bracketed: 0.555 }, '2026-10-12']);
        const { sheets } = await readXlsx(bytes(rows));
        expect(sheets.map(({ name }) => name)).toEqual(['表', '空']);
        expect(sheets[0]?.rows.slice(1)).toEqual(
          given.map(([words, figure]) => [words, figure, 0.555, new Date('2026-10-12T00:00:00Z')]),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('holds no formula, and leaves out what XML cannot hold', () => {
    expect(escapeXml('=1+1')).toBe('=1+1');
    expect(escapeXml('a\u0000\u0008b\ufffe\ud800')).toBe('ab\ufffd');
    expect(escapeXml('_x0041_')).toBe('_x005F_x0041_');
  });
});
