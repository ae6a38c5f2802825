// A workbook as another library reads it: every sheet as records by the words of its header row.
import { readFileSync } from 'node:fs';
import { readXlsx } from 'hucre/xlsx';

export type Cell = string | number | boolean | Date | null;
/** Rows of cells by the sheet's name. */
export type Book = ReadonlyMap<string, readonly (readonly Cell[])[]>;
export type Line = Readonly<Record<string, Cell>>;

/** The sheets by name as they are, the header row first. */
export async function readTables(file: string): Promise<Book> {
  const { sheets } = await readXlsx(readFileSync(file));
  return new Map(
    sheets.map(({ name, rows }) => [name, rows.map((row) => row.map((cell) => (cell ?? null) as Cell))]),
  );
}

/** The sheets by name, in their order. Throws when a header stands twice. */
export async function readBack(file: string): Promise<ReadonlyMap<string, readonly Line[]>> {
  const { sheets } = await readXlsx(readFileSync(file));
  return new Map(
    sheets.map(({ name, rows }) => {
      const [head = [], ...lines] = rows.map((row) => row.map((cell) => (cell ?? null) as Cell));
      const titles = head.map(String);
      if (new Set(titles).size !== titles.length) throw new Error(`${name} has a header twice`);
      return [
        name,
        lines.map((line) => Object.fromEntries(titles.map((title, index) => [title, line[index] ?? null]))),
      ];
    }),
  );
}
