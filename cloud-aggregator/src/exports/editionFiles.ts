// An edition as files of one format: a workbook, a json file, or a csv file for each sheet.

import { type Cp932Writer, openCp932Writer } from './cp932.ts';
import { byteOrderMark, csvLine, csvLines, safeText } from './csv.ts';
import { monthJson } from './monthJson.ts';
import type { Edition, Language, Sheet } from './sheet.ts';
import { encoded, workbook } from './workbook.ts';

export const formats = ['xlsx', 'csv', 'json'] as const;
type Format = (typeof formats)[number];
export const encodings = ['utf-8', 'cp932'] as const;
type Encoding = (typeof encodings)[number];

/** A file whose bytes are made when they are asked for. */
export interface ExportedFile {
  readonly name: string;
  chunks(): Iterable<Uint8Array>;
}

export interface FileWish {
  readonly month: string;
  readonly edition: Edition;
  readonly version: number | null;
  /** Local time. */
  readonly madeAt: string;
  readonly format: Format;
  readonly language: Language;
  /** Of csv. */
  readonly encoding: Encoding;
}

/** The files, to be read one after the other: the list of replacements comes last and knows the others. */
export function editionFiles(sheets: readonly Sheet[], wish: FileWish): readonly ExportedFile[] {
  const { format, language, madeAt, month, edition, version } = wish;
  if (format === 'csv') return csvFiles(sheets, wish);
  const footer = { title: stem(wish), madeAt };
  const chunks = (): Iterable<Uint8Array> =>
    format === 'xlsx'
      ? workbook(sheets, language, footer)
      : encoded(monthJson(sheets, language, { month, edition, version, madeAt }));
  return [{ name: `${stem(wish)}.${format}`, chunks }];
}

function csvFiles(sheets: readonly Sheet[], wish: FileWish): readonly ExportedFile[] {
  const { language, encoding } = wish;
  const writer = encoding === 'cp932' ? openCp932Writer() : null;
  const files = sheets.map((sheet): ExportedFile => {
    const name = `${stem(wish)}_${String(sheet.number).padStart(2, '0')}_${sheet.title[language]}.csv`;
    return { name, chunks: () => csvBytes(csvLines(sheet, language), writer) };
  });
  return writer === null ? files : [...files, replacementList(writer, wish)];
}

function* csvBytes(lines: Iterable<string>, writer: Cp932Writer | null): Iterable<Uint8Array> {
  if (writer === null) {
    yield* encoded([byteOrderMark]);
    yield* encoded(lines);
  } else for (const line of lines) yield writer.encode(line);
}

/** In UTF-8, because what was replaced has no other place. */
function replacementList(writer: Cp932Writer, wish: FileWish): ExportedFile {
  const head = { ja: ['文字', '置換後', '文字コード'], en: ['character', 'replaced by', 'code point'] }[
    wish.language
  ];
  const name = wish.language === 'ja' ? '置換一覧' : 'replacements';
  return {
    name: `${stem(wish)}_${name}.csv`,
    chunks: () => {
      const rows = writer
        .replacements()
        .map(([from, to]) => [
          safeText(from),
          safeText(to),
          `U+${(from.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
        ]);
      return encoded([byteOrderMark, csvLine(head), ...rows.map(csvLine)]);
    },
  };
}

const editionNames = {
  ja: { own: '自社版', internal: '内部版', public: '公表版' },
  en: { own: 'own', internal: 'internal', public: 'public' },
} as const;

/** The beginning of the files' names. */
export function stem({ month, edition, language, version }: FileWish): string {
  const [year = '', number = ''] = month.split('-');
  const kind = editionNames[language][edition];
  if (language === 'en') return `monthly-kpi_${month}_${kind}${version === null ? '_draft' : `_v${version}`}`;
  return `月次KPI_${year}年${number}月_${kind}${version === null ? '_途中' : `_第${version}版`}`;
}
