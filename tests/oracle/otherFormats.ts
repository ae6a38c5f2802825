// The json and csv files of a month read back as the tables that a workbook has, without the export's code: csv by
// another library, in both encodings, with the list of what was replaced.
import { readFileSync } from 'node:fs';
import { parseCsv } from 'hucre/csv';
import { unpackTables } from '../../cloud-aggregator/src/directory/tables/unpackTables.ts';
import type { Book, Cell } from './readBack.ts';

/** The sheets of a json file by their keys; rows alone, because the fields have names of their own. */
export function jsonBook(file: string): Book {
  const { sheets } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly sheets: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  };
  return new Map(
    Object.entries(sheets).map(([key, rows]) => [key, rows.map((row) => Object.values(row).map(jsonCell))]),
  );
}

function jsonCell(value: unknown): Cell {
  if (value !== null && typeof value === 'object' && 'bracketed' in value) return Number(value.bracketed);
  return value as Cell;
}

export interface CsvFiles {
  readonly book: Book;
  /** What was replaced by what; empty in UTF-8. */
  readonly replaced: ReadonlyMap<string, string>;
}

/** The sheets of a zip of csv files by their names, the header row first; every cell is text. */
export function csvBook(file: string, encoding: 'utf-8' | 'cp932'): CsvFiles {
  const files = unpackTables(readFileSync(file), file);
  const book = new Map<string, string[][]>();
  const replaced = new Map<string, string>();
  for (const { name, bytes } of files) {
    const isList = name.endsWith('_置換一覧.csv');
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    if (hasMark !== (isList || encoding === 'utf-8')) throw new Error(`${name} begins as the other encoding`);
    const label = hasMark ? 'utf-8' : 'shift_jis';
    const rows = parseCsv(new TextDecoder(label, { fatal: true }).decode(bytes), { delimiter: ',' });
    const cells = rows.map((row) => row.map((cell) => String(cell ?? '')));
    if (isList) for (const [from = '', to = ''] of cells.slice(1)) replaced.set(from, to);
    else book.set(name.replace(/^.*_\d\d_/, '').replace(/\.csv$/, ''), cells);
  }
  return { book, replaced };
}

/** A table as the csv file has to say it. */
export function asCsv(rows: readonly (readonly Cell[])[], replaced: ReadonlyMap<string, string>): string[][] {
  const [titles = []] = rows;
  return rows.map((row, at) =>
    row.map((cell, column) => {
      const text = at === 0 ? String(cell) : fieldOf(cell, String(titles[column]));
      return [...text].map((letter) => replaced.get(letter) ?? letter).join('');
    }),
  );
}

function fieldOf(cell: Cell, title: string): string {
  if (cell === null || cell === '') return '';
  if (cell instanceof Date) {
    const [date = '', clock = ''] = cell.toISOString().slice(0, 16).split('T');
    return title.includes('日時') || title.includes('時刻') ? `${date} ${clock}` : date;
  }
  if (typeof cell !== 'number') {
    const isOurs = cell === '－' || String(cell).startsWith('－（');
    return !isOurs && /^[=+\-@＝＋－＠]/.test(String(cell)) ? `'${cell}` : String(cell);
  }
  if (title.endsWith('(%)')) return (cell * 100).toFixed(1);
  return title.endsWith('(h)') ? cell.toFixed(1) : String(cell);
}
