// Pure: things as the lines of their table, a cell for each column.
import { type CellText, type Column, type Lines, type TableName, tableShapes } from './tableShapes.ts';

export function tableLines(table: TableName, things: readonly object[]): Lines {
  const columns: readonly Column[] = tableShapes[table].columns;
  return things.map((thing) => columns.map((column) => cellOf(column, thing)));
}

function cellOf({ key, kind }: Column, thing: object): CellText {
  const value = key
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | null | undefined)?.[name], thing);
  if (value === undefined || value === null) return null;
  if (kind === 'json') return JSON.stringify(value);
  if (kind === 'instant') return new Date(Number(value)).toISOString();
  return typeof value === 'number' ? value : String(value);
}
