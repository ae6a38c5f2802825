// A csv reader written from RFC 4180 gets back what was written, and no cell of text can begin a formula.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, csvText } from './csv.ts';

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

const text = fc.string({
  unit: fc.constantFrom('=', '+', '-', '@', '\t', '"', ',', '\r', '\n', 'a', '旋', '＝', '1', ' '),
});

describe('csvText', () => {
  it('begins with a byte order mark and ends each line with CRLF', () => {
    expect(csvText([[{ text: '機械' }, { figure: '1.500' }]])).toBe('\ufeff機械,1.500\r\n');
  });

  it('is read back as it was written, but for the apostrophe before a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 1, maxLength: 5 }), { maxLength: 6 }), (rows) => {
        const cells: Cell[][] = rows.map((row) => row.map((each) => ({ text: each })));
        const found = read(csvText(cells));
        expect(found.map((row) => row.map((each) => each.replace(/^'/, '')))).toEqual(rows);
        for (const cell of found.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
      }),
    );
  });

  it('leaves negative figures alone', () => {
    expect(csvText([[{ figure: '-1.5' }]])).toBe('\ufeff-1.5\r\n');
  });
});
