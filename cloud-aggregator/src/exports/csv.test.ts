// A csv reader written from RFC 4180 gets back what was written, and no cell of text can begin a formula.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteOrderMark, csvLines } from './csv.ts';
import { type CellValue, column, type Row, type Sheet } from './sheet.ts';

function read(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const body = text.slice(1);
  for (let at = 0; at < body.length; at++) {
    const char = body[at] ?? '';
    if (quoted && char === '"' && body[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (char === '"') quoted = !quoted;
    else if (!quoted && char === ',') {
      rows.at(-1)?.push(cell);
      cell = '';
    } else if (!quoted && char === '\r' && body[at + 1] === '\n') {
      rows.at(-1)?.push(cell);
      rows.push([]);
      cell = '';
      at += 1;
    } else cell += char;
  }
  return rows.slice(0, -1);
}

/** A sheet of text columns with these rows, or of one column of a kind with one value in it. */
function sheetOf(rows: readonly Row[], kind: 'text' | 'hours' | 'share' | 'count' = 'text'): Sheet {
  const columns = Array.from({ length: rows[0]?.length ?? 1 }, (_, index) =>
    column(`c${index}`, kind, [`列${index}`, `c${index}`], { meaning: ['', ''] }),
  );
  return { number: 1, key: 's', title: { ja: 's', en: 's' }, columns, rows: () => rows };
}

function written(sheet: Sheet): string {
  return [byteOrderMark, ...csvLines(sheet, 'ja')].join('');
}

const text = fc.string({
  unit: fc.constantFrom('=', '+', '-', '@', '\t', '"', ',', '\r', '\n', 'a', '旋', '＝', '1', ' '),
});

describe('csvLines', () => {
  it('end with CRLF, with a figure as it is read in a table', () => {
    const cell = (value: CellValue, kind: 'hours' | 'share' | 'count'): string =>
      written(sheetOf([[value]], kind)).split('\r\n')[1] ?? '';
    expect(written(sheetOf([['機械', 'x']]))).toBe('\ufeff列0,列1\r\n機械,x\r\n');
    expect(cell(1_234.5, 'hours')).toBe('1234.5');
    expect(cell(-1.5, 'hours')).toBe('-1.5');
    expect(cell(0.556, 'share')).toBe('55.6');
    expect(cell({ bracketed: 0.556 }, 'share')).toBe('55.6');
    expect(cell(null, 'count')).toBe('');
  });

  it('are read back as they were written, but for the apostrophe before a formula', () => {
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((width) => fc.array(fc.array(text, { minLength: width, maxLength: width }), { maxLength: 6 }));
    fc.assert(
      fc.property(rows, (given) => {
        const found = read(written(sheetOf(given))).slice(1);
        expect(found.map((row) => row.map((each) => each.replace(/^'/, '')))).toEqual(given);
        for (const cell of found.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
      }),
    );
  });
});
