// Pure: a table of key figures cut into one for each indicator, and its cells as they are printed: an amount with
// thousands apart, a share with one decimal, nothing where nobody knows.
import type { KeyFigureTable } from '../../../src/exports/keyFigures.ts';
import type { CellValue, Row } from '../../../src/exports/sheet.ts';

type Columns = KeyFigureTable['columns'];

export interface Group {
  /** Plan, indicator and unit. */
  readonly title: string;
  /** Those that are not in the title. */
  readonly columns: Columns;
  readonly rows: readonly Row[];
}

const inTitle = ['plan', 'indicator', 'unit'];

/** The groups in the order of the rows. */
export function groupsOf({ columns, rows }: KeyFigureTable, language: 'ja' | 'en'): readonly Group[] {
  const places = columns.map(({ key }, at) => ({ key, at }));
  const named = inTitle.flatMap((key) => places.find((each) => each.key === key)?.at ?? []);
  const kept = places.filter(({ key }) => !inTitle.includes(key)).map(({ at }) => at);
  const titleOf = (row: Row): string => {
    const [plan = '', indicator = '', unit = ''] = named.map((at) =>
      cellText(row[at] ?? null, 'text', language),
    );
    const inUnit = unit === '' ? '' : language === 'ja' ? `（${unit}）` : ` (${unit})`;
    return `${plan}${language === 'ja' ? '：' : ': '}${indicator}${inUnit}`;
  };
  return [...Map.groupBy(rows, titleOf)].map(([title, own]) => ({
    title,
    columns: kept.flatMap((at) => columns[at] ?? []),
    rows: own.map((row) => kept.map((at) => row[at] ?? null)),
  }));
}

/** A cell's text. */
export function cellText(value: CellValue, kind: string, language: 'ja' | 'en'): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return kind === 'share' ? share(value) : thousands(value);
  return 'bracketed' in value ? `(${share(value.bracketed)})` : value[language];
}

function share(value: number): string {
  return (value * 100).toFixed(1);
}

function thousands(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}
