// Every cell of every sheet of the three editions, in every format, against what the raw slots say; and the oracle
// itself: whatever cell of whatever sheet is changed, it notices.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../packages/simulators/src/seededRandom.ts';
import { bookFaults, definitionFaults, smallSumFaults } from './bookFaults.ts';
import { expectedBook } from './expectedBook.ts';
import { asCsv, csvBook, jsonBook } from './otherFormats.ts';
import { type Book, type Cell, readTables } from './readBack.ts';
import { type WrittenMonth, writtenMonth } from './writtenMonth.ts';

let written: WrittenMonth;
beforeAll(async () => {
  written = await writtenMonth();
}, 120_000);
afterAll(() => written?.remove());

const editions = [
  ['internal', undefined],
  ['public', undefined],
  ['own', 'shop-000'],
  ['own', 'shop-039'],
] as const;
const indicators = ['会社', '売上'];
const definitions = '定義と算式';

const books = new Map<string, Promise<Book>>();

/** Written and read once. */
function bookOf(edition: 'internal' | 'public' | 'own', workshop: string | undefined): Promise<Book> {
  const name = `${edition} ${workshop}`;
  const book = books.get(name) ?? written.write(edition, workshop).then(readTables);
  books.set(name, book);
  return book;
}

function faultsOf(book: Book, edition: string, workshop: string | undefined): readonly string[] {
  return [
    ...bookFaults(book, expectedBook(written, workshop ?? edition, book)),
    ...definitionFaults(book, edition === 'own' ? [] : indicators),
    ...(edition === 'public' ? smallSumFaults(book, written) : []),
  ];
}

describe.each(editions)('the %s edition %s', (edition, workshop) => {
  it('is in every cell what the raw slots and the directory say', async () => {
    const book = await bookOf(edition, workshop);
    expect(faultsOf(book, edition, workshop)).toEqual([]);
  });

  it('says the same as json', async () => {
    const book = await bookOf(edition, workshop);
    const sheets = [...jsonBook(await written.writeAs({ edition, workshop, format: 'json' })).values()];
    expect(sheets).toHaveLength(book.size);
    for (const [at, [name, [, ...rows]]] of [...book].entries()) {
      const plain = (cell: Cell): string =>
        cell instanceof Date ? cell.toISOString().slice(0, 16).replace('T', ' ') : String(cell ?? '');
      // A date is shorter than a time.
      const cut = (cell: Cell, like: Cell | undefined): string =>
        plain(cell).slice(0, plain(like ?? null).length || 99);
      const found = sheets[at] ?? [];
      expect(
        rows.map((row, line) => row.map((cell, place) => cut(cell, found[line]?.[place]))),
        name,
      ).toEqual(found.map((row) => row.map(plain)));
    }
  });

  it.each(['utf-8', 'cp932'] as const)('says the same as csv in %s', async (encoding) => {
    const book = await bookOf(edition, workshop);
    const { book: csv, replaced } = csvBook(
      await written.writeAs({ edition, workshop, format: 'csv', encoding }),
      encoding,
    );
    expect([...csv.keys()]).toEqual([...book.keys()]);
    for (const [name, rows] of book) expect(csv.get(name), name).toEqual(asCsv(rows, replaced));
    expect(replaced.size > 0).toBe(encoding === 'cp932');
    const all = JSON.stringify([...csv]);
    for (const letter of replaced.keys()) expect(all).not.toContain(letter);
  });
});

describe('the oracle', () => {
  it.each(editions)(
    'notices any other cell of the %s edition %s',
    async (edition, workshop) => {
      const book = await bookOf(edition, workshop);
      const random = seededRandom(`${edition} ${workshop}`);
      for (const [name, rows] of book) {
        for (let time = 0; time < 5; time++) {
          const at = time === 0 ? 0 : random.between(0, rows.length - 1);
          const place = random.between(0, (rows[at]?.length ?? 1) - 1);
          // Of the definitions only names, formulas and whether something stands there are known.
          if (name === definitions && at > 0 && place > 1) continue;
          const changed = new Map(book);
          changed.set(
            name,
            rows.map((row, line) =>
              line === at ? row.map((cell, each) => (each === place ? other(cell) : cell)) : row,
            ),
          );
          expect(faultsOf(changed, edition, workshop), `${name} ${at} ${place}`).not.toEqual([]);
        }
      }
    },
    120_000,
  );

  it('notices a row too few, a sheet too few, a formula that is gone', async () => {
    const book = await bookOf('internal', undefined);
    for (const [name, rows] of book) {
      const shorter = new Map(book).set(name, rows.slice(0, -1));
      expect(faultsOf(shorter, 'internal', undefined), name).not.toEqual([]);
      const fewer = new Map([...book].filter(([each]) => each !== name));
      expect(faultsOf(fewer, 'internal', undefined), name).not.toEqual([]);
    }
    const rows = (book.get(definitions) ?? []).map((row) =>
      row.map((cell) => (typeof cell === 'string' ? cell.replaceAll('÷', '×') : cell)),
    );
    expect(faultsOf(new Map(book).set(definitions, rows), 'internal', undefined)).not.toEqual([]);
  });

  it('notices a firm that is shown where few are summed', async () => {
    const book = await bookOf('public', undefined);
    const rows = book.get('工程別稼働') ?? [];
    const figures = rows.at(-1)?.slice(4, -1) ?? [];
    const shown = rows.map((row) => (row[0] === 'HONE' ? [...row.slice(0, 4), ...figures, null] : row));
    expect(smallSumFaults(new Map(book).set('工程別稼働', shown), written)).not.toEqual([]);
  });
});

function other(cell: Cell): Cell {
  if (typeof cell === 'number') return cell + 0.1;
  if (cell instanceof Date) return new Date(cell.getTime() + 86_400_000);
  return cell === null ? 'x' : `${cell}x`;
}
