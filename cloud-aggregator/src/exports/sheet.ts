// Pure: a sheet of the month's file before it has a format: columns with their meaning, and rows of plain values.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';

export type Language = keyof Bilingual;
/** own: one workshop's; internal: codes, and only who agreed; public: no firms (domain 8). */
export type Edition = 'own' | 'internal' | 'public';

/** How a column is written: hours to a tenth, shares as per cent with one decimal, dates as dates. */
export type CellKind = 'text' | 'hours' | 'count' | 'share' | 'date' | 'time' | 'amount';

/** A share under a coverage too low for totals; it stands in brackets (domain 8.3). */
export interface Bracketed {
  readonly bracketed: number;
}
/** Null is an empty cell; a date is 'YYYY-MM-DD', a time 'YYYY-MM-DD HH:MM'. */
export type CellValue = string | number | Bilingual | Bracketed | null;
export type Row = readonly CellValue[];

export interface Column {
  /** The field's name in json. */
  readonly key: string;
  readonly title: Bilingual;
  readonly kind: CellKind;
  /** In characters of the narrow kind. */
  readonly width: number;
  readonly meaning: Bilingual;
  /** The standard or the page that the column follows. */
  readonly source: string;
}

export interface Sheet {
  /** Its number in domain 8.1. */
  readonly number: number;
  readonly key: string;
  readonly title: Bilingual;
  readonly columns: readonly Column[];
  /** Made when they are asked for, so that a large sheet is never held as a whole. */
  rows(): Iterable<Row>;
}

/** What is printed in the place of a sum that would show a single firm. */
export const withheld: Bilingual = { ja: '－（少数のため非表示）', en: '– (hidden: few shops)' };

type Pair = readonly [ja: string, en: string];

/** A column; its width follows from its kind unless one is given. */
export function column(
  key: string,
  kind: CellKind,
  title: Pair,
  about: { readonly meaning: Pair; readonly source?: string; readonly width?: number },
): Column {
  const { meaning, source = 'domain 8.1', width = widths[kind] } = about;
  return {
    key,
    kind,
    width,
    source,
    title: { ja: title[0], en: title[1] },
    meaning: { ja: meaning[0], en: meaning[1] },
  };
}

const widths: Readonly<Record<CellKind, number>> = {
  text: 16,
  hours: 7.8,
  count: 6.5,
  share: 7.4,
  date: 12,
  time: 17,
  amount: 14,
};

/** A share to a tenth of a per cent, in brackets where the coverage is too low for totals. */
export function shareCell(share: number | null, isBracketed = false): number | Bracketed | null {
  if (share === null) return null;
  const rounded = Math.round(share * 1_000) / 1_000;
  return isBracketed ? { bracketed: rounded } : rounded;
}

/** Whole tenths of an hour as hours. */
export function hoursCell(tenths: number): number {
  return tenths / 10;
}

/** A value's text in one language; null for what is no text. */
export function textOf(value: CellValue, language: Language): string | null {
  if (typeof value === 'string') return value;
  return value !== null && typeof value === 'object' && 'ja' in value ? value[language] : null;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Local time of an instant to the minute, as it stands in the files. */
export function localMinute(at: TimestampMs, timeZone: string): string {
  const clock = clocks.get(timeZone) ?? clockOf(timeZone);
  // A new one for each machine of a ward takes more time and memory than all the rest of the file.
  clocks.set(timeZone, clock);
  return clock.format(at);
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}
