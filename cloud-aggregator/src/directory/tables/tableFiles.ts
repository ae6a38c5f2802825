// The tables of the directory as files: one workbook, or a csv file for each table. A workbook keeps what a
// spreadsheet would change in a csv file, such as the zero that a telephone number begins with.
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { messageOf } from '@nakamawashi/runtime';
import { parseCsv, stripBom, writeCsv } from 'hucre/csv';
import { type CellValue, readXlsx, writeXlsx } from 'hucre/xlsx';
import {
  type CellText,
  type Lines,
  type TableName,
  type TableShape,
  type Tables,
  tableNames,
  tableShapes,
} from './tableShapes.ts';

type Language = 'ja' | 'en';

/** Writes the tables into `folder` and gives the files' paths. */
export async function writeTables(
  tables: Tables,
  {
    folder,
    format,
    language,
  }: { readonly folder: string; readonly format: 'xlsx' | 'csv'; readonly language: Language },
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const sheets = tableNames.flatMap((name) => {
    const lines = tables[name];
    return lines === undefined ? [] : [{ name, shape: tableShapes[name], lines }];
  });
  if (format === 'xlsx') {
    const path = join(folder, language === 'ja' ? '会員名簿.xlsx' : 'directory.xlsx');
    const content = sheets.map(({ shape, lines }) => ({
      name: language === 'ja' ? shape.ja : shape.name,
      rows: [titlesOf(shape, language), ...lines.map((line) => [...line])],
      freezePane: { rows: 1 },
    }));
    await writeFile(path, await writeXlsx({ sheets: content }));
    return [path];
  }
  const paths: string[] = [];
  for (const { shape, lines } of sheets) {
    const path = join(folder, `${language === 'ja' ? shape.ja : shape.name}.csv`);
    const rows = [titlesOf(shape, language), ...lines.map((line) => line.map(guarded))];
    await writeFile(path, `\ufeff${writeCsv(rows)}\r\n`);
    paths.push(path);
  }
  return paths;
}

/** Reads workbooks and csv files. Throws with every file, sheet and column that is not understood. */
export async function readTables(files: readonly string[]): Promise<Tables> {
  const faults: string[] = [];
  const tables: Partial<Record<TableName, Lines>> = {};
  const take = (source: string, title: string, rows: readonly (readonly CellValue[])[]): void => {
    const name = tableNames.find((each) => each === title || tableShapes[each].ja === title);
    if (name === undefined) faults.push(`${source}: there is no table called ${title}`);
    else if (tables[name] !== undefined) faults.push(`${source}: the table ${title} is there twice`);
    else {
      const { lines, problems } = linesOf(tableShapes[name], rows);
      tables[name] = lines;
      faults.push(...problems.map((problem) => `${source}, row 1: ${problem}`));
    }
  };
  for (const file of files) {
    const name = basename(file);
    try {
      const bytes = readFileSync(file);
      if (name.endsWith('.csv')) take(name, basename(name, '.csv'), csvRows(bytes));
      else
        for (const { name: title, rows } of (await readXlsx(bytes)).sheets)
          take(`${name}, ${title}`, title, rows);
    } catch (error) {
      faults.push(`${name}: ${messageOf(error)}`);
    }
  }
  if (faults.length > 0) throw new Error(`nothing was taken over:\n  ${faults.join('\n  ')}`);
  return tables;
}

function titlesOf({ columns }: TableShape, language: Language): string[] {
  return columns.map((column) => (language === 'ja' ? column.ja : column.key));
}

/** A text that a spreadsheet would run, or that is guarded already, gets an apostrophe. */
function guarded(cell: CellText): CellText {
  return typeof cell === 'string' && /^[=+\-@\t\r\n＝＋－＠']/.test(cell) ? `'${cell}` : cell;
}

function csvRows(bytes: Buffer): readonly (readonly CellValue[])[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder('shift_jis', { fatal: true }).decode(bytes);
  }
  const rows = parseCsv(stripBom(text), { delimiter: ',' });
  return rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell.replace(/^'/, '') : cell)));
}

/** The lines with their cells in the order of the shape's columns, which may stand in any order in the file. */
function linesOf(
  { columns }: TableShape,
  [titles = [], ...rows]: readonly (readonly CellValue[])[],
): { readonly lines: Lines; readonly problems: readonly string[] } {
  const written = titles.map((title) => String(title ?? '').trim());
  const places = columns.map(({ key, ja }) => written.findIndex((title) => title === ja || title === key));
  const known = new Set(columns.flatMap(({ key, ja }) => [key, ja]));
  const problems = [
    ...columns.flatMap(({ ja, key }, index) =>
      places[index] === -1 ? [`the column ${ja} (${key}) is missing`] : [],
    ),
    ...written.flatMap((title) => (title === '' || known.has(title) ? [] : [`no column is called ${title}`])),
  ];
  return { lines: rows.map((row) => places.map((place) => cellText(row[place]))), problems };
}

function cellText(cell: CellValue | undefined): CellText {
  if (cell === undefined || cell === null) return null;
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'number' ? cell : String(cell);
}
