// Pure: the sheets as json, with the same fields as the other formats and the version of this form (domain 8.5).
import { type CellValue, type Language, type Sheet, textOf } from './sheet.ts';

/** Of the form of the file, for programs that read it; the version of the figures is another. */
const form = 1;

/** What the file is of. */
export interface JsonHead {
  readonly month: string;
  readonly edition: string;
  readonly version: number | null;
  readonly madeAt: string;
}

/** The file in pieces. */
export function* monthJson(sheets: readonly Sheet[], language: Language, head: JsonHead): Iterable<string> {
  const fields = Object.entries({ form, language, ...head }).map(
    ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`,
  );
  yield `{${fields.join(',')},"sheets":{`;
  for (const [index, sheet] of sheets.entries()) {
    yield `${index === 0 ? '' : ','}\n${JSON.stringify(sheet.key)}:[`;
    let separator = '\n';
    for (const row of sheet.rows()) {
      const cells = sheet.columns.map(
        ({ key }, at) => `${JSON.stringify(key)}:${JSON.stringify(plain(row[at] ?? null, language))}`,
      );
      yield `${separator}{${cells.join(',')}}`;
      separator = ',\n';
    }
    yield ']';
  }
  yield '}}\n';
}

/** A share in brackets says so, because a program does not read remarks. */
function plain(value: CellValue, language: Language): unknown {
  return textOf(value, language) ?? value;
}
