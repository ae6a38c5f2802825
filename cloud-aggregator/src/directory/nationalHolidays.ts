// Japan's national holidays from the bundled dated list, never computed (standards D.5, domain 8.4): a template for
// calendars and a row's remark, which by itself closes no shop.
import holidayJp from '@holiday-jp/holiday_jp';
import type { Bilingual } from '@nakamawashi/runtime';

/** Equinox days are announced a year ahead: behind this year the list is somebody's forecast. */
const announcedThrough = 2027;

const byDate = new Map(
  Object.values(holidayJp.holidays).map(({ date, name, name_en }): [string, Bilingual] => [
    date,
    { ja: name, en: name_en },
  ]),
);

/** The holiday on a local date such as '2026-11-23', or null. */
export function nationalHoliday(date: string): Bilingual | null {
  return byDate.get(date) ?? null;
}

/** Whether the list holds what was announced for a date's year, and not a forecast. */
export function isAnnounced(date: string): boolean {
  const year = Number(date.slice(0, 4));
  return year >= 1970 && year <= announcedThrough;
}
