// The sheets as an xlsx file, in pieces (domain 8.5). Written by hand over a zip library because no kept library writes
// several sheets with page setup without holding all of them; another library and LibreOffice read it in the tests.
import type { Language, Sheet } from './sheet.ts';
import { type Footer, sheetXml } from './sheetXml.ts';
import { smallParts } from './workbookParts.ts';
import { type ZipPart, zipFile } from './zipFile.ts';

/** A piece of text of this many letters is handed on; smaller ones would make the zip slow. */
const pieceLetters = 65_536;

/** The workbook's bytes. */
export function workbook(sheets: readonly Sheet[], language: Language, footer: Footer): Iterable<Uint8Array> {
  const small = [...smallParts(sheets, language)].map(
    ([name, text]): ZipPart => ({ name, chunks: () => encoded([text]) }),
  );
  const large = sheets.map(
    (sheet, index): ZipPart => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      chunks: () => encoded(sheetXml(sheet, language, footer)),
    }),
  );
  return zipFile([...small, ...large]);
}

/** Texts as UTF-8, in pieces of some size. */
export function* encoded(texts: Iterable<string>): Iterable<Uint8Array> {
  const encoder = new TextEncoder();
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < pieceLetters) continue;
    yield encoder.encode(piece);
    piece = '';
  }
  if (piece !== '') yield encoder.encode(piece);
}
