// Pure: a calendar's days as a person looks at them: how many hours are planned, by pattern or by exception, and which
// national holiday it is. A holiday is a remark: by itself it closes no shop (standards D.5).
import { plannedOn, type ShiftCalendar } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import { datePlus, weekdayOf } from './localDates.ts';

/**
 * What is known of a year's national holidays: those that were announced; somebody's forecast, because equinox days are
 * announced a year ahead; or nothing, so that a day without one may be one.
 */
export const holidayYears = ['announced', 'forecast', 'absent'] as const;
export type HolidayYear = (typeof holidayYears)[number];

/** The national holiday on a local date, or null. */
export type HolidayOf = (date: string) => Bilingual | null;

export interface CalendarDay {
  readonly date: string;
  /** 1 for Monday to 7 for Sunday. */
  readonly weekday: number;
  /** Of the shifts that begin on this date, without their breaks. */
  readonly hours: number;
  /** The place among the calendar's exceptions of the one that holds; null: the week's pattern holds. */
  readonly exception: number | null;
  readonly note: Bilingual | null;
  readonly holiday: Bilingual | null;
}

/** The local dates from one through another. */
export function datesFrom(from: string, through: string): readonly string[] {
  const dates: string[] = [];
  for (let date = from; date <= through; date = datePlus(date, 1)) dates.push(date);
  return dates;
}

/** The days of a month such as '2026-11'. */
export function monthDays(
  calendar: ShiftCalendar,
  month: string,
  holidayOf: HolidayOf,
): readonly CalendarDay[] {
  const first = `${month}-01`;
  const next = `${datePlus(first, 31).slice(0, 7)}-01`;
  return datesFrom(first, datePlus(next, -1)).map((date) => {
    const at = calendar.exceptions.findIndex(({ from, through }) => from <= date && date <= through);
    const planned = plannedOn(calendar, date).reduce((sum, { from, until }) => sum + until - from, 0);
    return {
      date,
      weekday: weekdayOf(date),
      hours: Math.round(planned / 36_000) / 100,
      exception: at === -1 ? null : at,
      note: calendar.exceptions[at]?.note ?? null,
      holiday: holidayOf(date),
    };
  });
}
