// Pure: one sheet as SpreadsheetML (ECMA-376, part 1, 18.3), row by row: text cells that are never formulas, a frozen
// header row, A4 landscape one page wide, page and time in the footer (domain 8.5).
import {
  type CellKind,
  type CellValue,
  type Column,
  type Language,
  type Row,
  type Sheet,
  textOf,
} from './sheet.ts';

/** The places of the styles in `stylesXml`. */
const styleOf = {
  plain: 0,
  header: 1,
  text: 2,
  hours: 3,
  count: 4,
  share: 5,
  bracketed: 6,
  date: 7,
  time: 8,
  amount: 9,
  wrapped: 10,
  hidden: 11,
} as const;

const namespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
/** Texts in columns of this width and more are broken into lines. */
const wrapsFrom = 14;
const mostTextLength = 32_767;

/** What stands at the foot of each page. */
export interface Footer {
  readonly title: string;
  readonly madeAt: string;
}

/** The sheet's part of the workbook, in pieces. */
export function* sheetXml(sheet: Sheet, language: Language, footer: Footer): Iterable<string> {
  const { columns } = sheet;
  yield opening(columns);
  yield rowXml(
    1,
    columns.map((each, index) => textCell(place(index, 1), each.title[language], styleOf.header)),
    ` ht="${headerHeight(columns, language)}" customHeight="1"`,
  );
  let number = 1;
  for (const row of sheet.rows()) {
    number += 1;
    const cells = row.map((value, index) => {
      const { kind = 'text', width = 0 } = columns[index] ?? {};
      return cellXml(place(index, number), { value, kind, width, language });
    });
    yield rowXml(number, cells, rowHeight(row, columns, language));
  }
  yield closing(footer);
}

function opening(columns: readonly Column[]): string {
  const widths = columns.map(
    ({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  return [
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${namespace}">`,
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
    '<sheetViews><sheetView workbookViewId="0">',
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>',
    '</sheetViews><sheetFormatPr defaultRowHeight="15"/>',
    `<cols>${widths.join('')}</cols><sheetData>`,
  ].join('');
}

function closing({ title, madeAt }: Footer): string {
  const words = (text: string): string => escapeXml(text.replaceAll('&', '&&'));
  return [
    '</sheetData><pageMargins left="0.4" right="0.4" top="0.65" bottom="0.6" header="0.3" footer="0.3"/>',
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>',
    `<headerFooter><oddHeader>&amp;L&amp;B&amp;A</oddHeader><oddFooter>&amp;L&amp;8${words(title)}`,
    `&amp;C&amp;8&amp;P / &amp;N&amp;R&amp;8 ${words(madeAt)}</oddFooter>`,
    '</headerFooter></worksheet>',
  ].join('');
}

/** Enough lines for the longest title at its column's width; Japanese letters are two narrow ones wide. */
function headerHeight(columns: readonly Column[], language: Language): number {
  const lines = columns.map(({ title, width }) =>
    Math.ceil((wideLength(title[language]) + 1) / Math.max(2, width - 2)),
  );
  return 15 * Math.max(1, ...lines) + 3;
}

/** Programs that open the file do not all find out by themselves how high a broken text is. */
function rowHeight(row: Row, columns: readonly Column[], language: Language): string {
  const lines = row.map((value, index) => {
    const { kind = 'hours', width = 0 } = columns[index] ?? {};
    const text = kind === 'text' && width >= wrapsFrom ? textOf(value, language) : null;
    return text === null ? 1 : Math.ceil((wideLength(text) + 1) / (width - 1));
  });
  const most = Math.max(1, ...lines);
  return most === 1 ? '' : ` ht="${14 * most + 4}" customHeight="1"`;
}

function wideLength(text: string): number {
  return [...text].reduce((sum, each) => sum + ((each.codePointAt(0) ?? 0) > 0xff ? 2 : 1), 0);
}

function rowXml(number: number, cells: readonly string[], attributes: string): string {
  return `<row r="${number}"${attributes}>${cells.join('')}</row>`;
}

interface Content {
  readonly value: CellValue;
  readonly kind: CellKind;
  readonly width: number;
  readonly language: Language;
}

function cellXml(at: string, { value, kind, width, language }: Content): string {
  const own = kind === 'text' && width >= wrapsFrom ? styleOf.wrapped : styleOf[kind];
  if (value === null || value === '') return `<c r="${at}" s="${own}"/>`;
  const text = textOf(value, language);
  if (text !== null && (kind === 'date' || kind === 'time'))
    return `<c r="${at}" s="${own}"><v>${serialOf(text)}</v></c>`;
  if (text !== null) return textCell(at, text, kind === 'text' ? own : styleOf.hidden);
  if (typeof value === 'object' && 'bracketed' in value)
    return `<c r="${at}" s="${styleOf.bracketed}"><v>${value.bracketed}</v></c>`;
  return `<c r="${at}" s="${own}"><v>${Number(value)}</v></c>`;
}

function textCell(at: string, text: string, style: number): string {
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}

/** Days since the last day of 1899, as spreadsheets count; of 'YYYY-MM-DD' or 'YYYY-MM-DD HH:MM'. */
function serialOf(text: string): number {
  const [date = '', clock = '00:00'] = text.split(' ');
  return Date.parse(`${date}T${clock}:00Z`) / 86_400_000 + 25_569;
}

/** The place of a cell, such as `AB12`; `column` from 0. */
function place(column: number, row: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${row}`;
}

/** Text as it may stand in the file: without what XML cannot hold, and no text is taken for an escape. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .slice(0, mostTextLength)
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
