// The tables of the directory as the bytes of files: one workbook, or a csv file for each table. A workbook keeps
// what a spreadsheet would change in a csv file, such as the zero that a telephone number begins with.
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

export type TableLanguage = 'ja' | 'en';

/** A file with its name. */
export interface TableFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What cannot be read, and where: a file, a sheet of it, a row of that. */
export interface FileFault {
  readonly file: string;
  readonly sheet: string | null;
  readonly row: number | null;
  readonly problem: string;
}

export interface ReadFiles {
  readonly tables: Tables;
  readonly faults: readonly FileFault[];
}

/** One workbook, or a csv file for each table. */
export async function tableFiles(
  tables: Tables,
  { format, language }: { readonly format: 'xlsx' | 'csv'; readonly language: TableLanguage },
): Promise<readonly TableFile[]> {
  const sheets = tableNames.flatMap((name) => {
    const lines = tables[name];
    const shape = tableShapes[name];
    return lines === undefined ? [] : [{ name: language === 'ja' ? shape.ja : shape.name, shape, lines }];
  });
  if (format === 'xlsx') {
    const content = sheets.map(({ name, shape, lines }) => ({
      name,
      rows: [titlesOf(shape, language), ...lines.map((line) => [...line])],
      freezePane: { rows: 1 },
    }));
    const bytes = await writeXlsx({ sheets: content });
    return [{ name: language === 'ja' ? '会員名簿.xlsx' : 'directory.xlsx', bytes }];
  }
  return sheets.map(({ name, shape, lines }) => {
    const rows = [titlesOf(shape, language), ...lines.map((line) => line.map(guarded))];
    return { name: `${name}.csv`, bytes: new TextEncoder().encode(`\ufeff${writeCsv(rows)}\r\n`) };
  });
}

/** Reads workbooks and csv files; names every file, sheet and column that is not understood. */
export async function readTableFiles(files: readonly TableFile[]): Promise<ReadFiles> {
  const faults: FileFault[] = [];
  const tables: Partial<Record<TableName, Lines>> = {};
  const take = (file: string, title: string, rows: readonly (readonly CellValue[])[]): void => {
    const sheet = file === `${title}.csv` ? null : title;
    const tell = (problem: string, row: number | null = null): unknown =>
      faults.push({ file, sheet, row, problem });
    const name = tableNames.find((each) => each === title || tableShapes[each].ja === title);
    if (name === undefined) tell(`there is no table called ${title}`);
    else if (tables[name] !== undefined) tell(`the table ${title} is there twice`);
    else {
      const { lines, problems } = linesOf(tableShapes[name], rows);
      tables[name] = lines;
      for (const problem of problems) tell(problem, 1);
    }
  };
  for (const { name, bytes } of files) {
    try {
      if (name.endsWith('.csv')) take(name, name.slice(0, -4), csvRows(bytes));
      else for (const { name: title, rows } of (await readXlsx(bytes)).sheets) take(name, title, rows);
    } catch (error) {
      faults.push({
        file: name,
        sheet: null,
        row: null,
        problem: `this cannot be read: ${error}`,
      });
    }
  }
  return { tables, faults };
}

function titlesOf({ columns }: TableShape, language: TableLanguage): string[] {
  return columns.map((column) => (language === 'ja' ? column.ja : column.key));
}

/** A text that a spreadsheet would run, or that is guarded already, gets an apostrophe. */
function guarded(cell: CellText): CellText {
  return typeof cell === 'string' && /^[=+\-@\t\r\n＝＋－＠']/.test(cell) ? `'${cell}` : cell;
}

function csvRows(bytes: Uint8Array): readonly (readonly CellValue[])[] {
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
