// Pure: the tables of key figures of a version, as its files have them, for a page that shows them with the meaning of
// each column (domain 8.2). The columns that the outside committee fills in stay in the files.
import type { Bilingual } from '@nakamawashi/runtime';
import type { Column, Row, Sheet } from './sheet.ts';
import {
  committeeColumns,
  kpiMonthSheet,
  kpiYearSheet,
  type MonthSource,
  type YearSource,
} from './sheets/kpiSheets.ts';

export interface KeyFigureTable {
  readonly title: Bilingual;
  readonly columns: readonly Pick<Column, 'key' | 'kind' | 'title' | 'meaning'>[];
  readonly rows: readonly Row[];
}

/** By fiscal year, and by month. */
export function keyFigures(source: YearSource & MonthSource): readonly KeyFigureTable[] {
  return [kpiYearSheet(source), kpiMonthSheet(source)].map(asTable);
}

function asTable({ title, columns, rows }: Sheet): KeyFigureTable {
  const kept = columns.flatMap(({ key }, at) => (committeeColumns.has(key) ? [] : [at]));
  return {
    title,
    columns: kept.flatMap((at) => {
      const found = columns[at];
      if (found === undefined) return [];
      const { key, kind, title: name, meaning } = found;
      return [{ key, kind, title: name, meaning }];
    }),
    rows: [...rows()].map((row) => kept.map((at) => row[at] ?? null)),
  };
}
