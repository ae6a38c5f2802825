// Pure: a sheet as a csv file that opens correctly by double click (domain 8.5): CRLF, quotes where needed. Text that a
// spreadsheet would run as a formula gets an apostrophe; figures are left as they are.
import { type CellKind, type CellValue, type Language, type Sheet, textOf, withheld } from './sheet.ts';

/** The byte order mark by which a spreadsheet knows UTF-8. */
export const byteOrderMark = '\ufeff';

/** The file line by line, each with its end. */
export function* csvLines({ columns, rows }: Sheet, language: Language): Iterable<string> {
  yield csvLine(columns.map(({ title }) => safeText(title[language])));
  for (const row of rows())
    yield csvLine(row.map((value, index) => fieldOf(value, columns[index]?.kind ?? 'text', language)));
}

/** One line of fields that are written out already. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map((each) => (/[",\r\n]/.test(each) ? `"${each.replaceAll('"', '""')}"` : each)).join(',')}\r\n`;
}

/** A text of people. Full-width signs too: a Japanese spreadsheet takes them for the narrow ones. */
export function safeText(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !ours.has(text) ? `'${text}` : text;
}

/** What stands in the place of a figure that is not shown. */
const ours = new Set(['－', withheld.ja]);

function fieldOf(value: CellValue, kind: CellKind, language: Language): string {
  if (value === null) return '';
  const text = textOf(value, language);
  if (text !== null) return safeText(text);
  const figure = typeof value === 'object' && 'bracketed' in value ? value.bracketed : Number(value);
  // Brackets would make a negative number of it; the remark says what they say on the sheet.
  if (kind === 'share') return (figure * 100).toFixed(1);
  return kind === 'hours' ? figure.toFixed(1) : String(figure);
}
