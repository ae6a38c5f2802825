// Pure: when a month's file is made and when it is frozen, in business days of the month after it (domain 8; standards
// D.6). Whoever asks brings the list of national holidays.
import { datePlus, weekdayOf } from '../directory/localDates.ts';

/** Offices are closed over the turn of the year although these are no national holidays. */
const turnOfYear = new Set(['12-29', '12-30', '12-31', '01-02', '01-03']);

/** The n-th business day of a month such as '2026-11', as a local date. */
export function businessDay(month: string, n: number, isHoliday: (date: string) => boolean): string {
  let date = `${month}-01`;
  for (let left = n; ; date = datePlus(date, 1)) {
    if (isBusinessDay(date, isHoliday)) left -= 1;
    if (left === 0) return date;
  }
}

/** The month after one, or before it for -1. */
export function monthPlus(month: string, months: number): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const count = year * 12 + number - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}

function isBusinessDay(date: string, isHoliday: (date: string) => boolean): boolean {
  return weekdayOf(date) <= 5 && !isHoliday(date) && !turnOfYear.has(date.slice(5));
}
