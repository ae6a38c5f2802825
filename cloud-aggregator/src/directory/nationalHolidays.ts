// Japan's national holidays from the bundled dated list, never computed (standards D.5, domain 8.4): a template for
// calendars and a row's remark, which by itself closes no shop.
import holidayJp from '@holiday-jp/holiday_jp';
import type { Bilingual } from '@nakamawashi/runtime';
import type { HolidayYear } from './calendarYear.ts';

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

const listed = [...byDate.keys()].sort();

/** What the list knows of the year of a local date. */
export function holidayYear(date: string): HolidayYear {
  const year = date.slice(0, 4);
  const isListed = `${year}-12-31` >= (listed.at(0) ?? date) && `${year}-01-01` <= (listed.at(-1) ?? '');
  if (!isListed) return 'absent';
  return Number(year) <= announcedThrough ? 'announced' : 'forecast';
}

/** What whoever runs the program is told when next year's holidays are not certain to it; null: they are. */
export function holidayWarning(today: string): string | null {
  const next = Number(today.slice(0, 4)) + 1;
  const known = holidayYear(`${next}-01-01`);
  if (known === 'announced') return null;
  const what = known === 'forecast' ? 'only as a forecast' : 'not at all';
  const words = `the list of national holidays is certain through ${announcedThrough} and has those of ${next} ${what}`;
  return `${words}: update the program`;
}
