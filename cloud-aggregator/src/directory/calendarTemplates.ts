// Pure: exceptions that nobody wants to type: national holidays from their dated list, Golden Week, Obon, year end, and
// the days of last year. What stands in the calendar already goes before; each shop changes what is other with it.
import type { CalendarException, ShiftCalendar } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import { datesFrom, type HolidayOf } from './calendarYear.ts';
import { datePlus } from './localDates.ts';

/** What can be put into a year of a calendar. */
export const calendarTemplates = ['holidays', 'goldenWeek', 'obon', 'yearEnd', 'lastYear'] as const;
export type CalendarTemplate = (typeof calendarTemplates)[number];

const names = {
  goldenWeek: { ja: 'ゴールデンウィーク', en: 'Golden Week' },
  obon: { ja: 'お盆休み', en: 'Obon' },
  yearEnd: { ja: '年末年始休み', en: 'Year end' },
} as const;

/** The calendar with a template’s days of a year where it has no exception of its own. */
export function withTemplate(
  calendar: ShiftCalendar,
  template: CalendarTemplate,
  year: number,
  holidayOf: HolidayOf,
): ShiftCalendar {
  const days =
    template === 'lastYear'
      ? fromLastYear(calendar.exceptions, year, holidayOf)
      : templateDays(template, year, holidayOf);
  // One after the other, so that a holiday within Golden Week is not there twice.
  const exceptions = [...calendar.exceptions];
  for (const each of days) exceptions.push(...uncovered(each, exceptions));
  return { ...calendar, exceptions };
}

/** The closed days of a template, each with its name. */
function templateDays(
  template: Exclude<CalendarTemplate, 'lastYear'>,
  year: number,
  holidayOf: HolidayOf,
): readonly CalendarException[] {
  if (template === 'obon') return [closed(`${year}-08-13`, `${year}-08-16`, names.obon)];
  if (template === 'yearEnd') return [closed(`${year}-12-29`, `${year + 1}-01-03`, names.yearEnd)];
  if (template === 'goldenWeek') {
    // A substitute holiday behind Children's Day belongs to it.
    const through = datesFrom(`${year}-05-05`, `${year}-05-07`).findLast((date) => holidayOf(date) !== null);
    return [closed(`${year}-04-29`, through ?? `${year}-05-05`, names.goldenWeek)];
  }
  return datesFrom(`${year}-01-01`, `${year}-12-31`).flatMap((date) => {
    const holiday = holidayOf(date);
    return holiday === null ? [] : [closed(date, date, holiday)];
  });
}

/**
 * Last year's exceptions for this year. National holidays are taken from this year's list, Golden Week with its
 * substitute holiday; other closed days keep their date, and single days with hours of their own keep their weekday.
 */
function fromLastYear(
  exceptions: readonly CalendarException[],
  year: number,
  holidayOf: HolidayOf,
): readonly CalendarException[] {
  const before = `${year - 1}-`;
  const named = new Set<string>();
  const moved = exceptions
    .filter(({ from }) => from.startsWith(before))
    .flatMap((each): readonly CalendarException[] => {
      if (isHoliday(each, holidayOf)) {
        named.add(each.note?.ja ?? '');
        return [];
      }
      if (each.note?.ja === names.goldenWeek.ja && each.shifts.length === 0 && isGoldenWeek(each))
        return templateDays('goldenWeek', year, holidayOf);
      if (each.shifts.length > 0 && each.from === each.through) {
        const date = sameWeekday(each.from);
        return [{ ...each, from: date, through: date }];
      }
      // A shop that closed for good is closed to the end of the next year and not day by day for ever.
      const last = `${year + 1}-12-31`;
      const through = each.through >= `${year}-12-31` ? last : nextYear(each.through);
      return [{ ...each, from: nextYear(each.from), through }];
    });
  const holidays = named.size === 0 ? [] : templateDays('holidays', year, holidayOf);
  return [...moved, ...holidays].toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

/** A closed national holiday under its own name: put in by the template, or as by it. */
function isHoliday({ from, through, shifts, note }: CalendarException, holidayOf: HolidayOf): boolean {
  return from === through && shifts.length === 0 && note !== undefined && holidayOf(from)?.ja === note.ja;
}

function isGoldenWeek({ from }: CalendarException): boolean {
  return from.slice(5) === '04-29';
}

function closed(from: string, through: string, note: Bilingual): CalendarException {
  return { from, through, shifts: [], note };
}

/** The date a year later; 29 February becomes the 28th. */
function nextYear(date: string): string {
  const year = Number(date.slice(0, 4)) + 1;
  const day = date.slice(4) === '-02-29' ? '-02-28' : date.slice(4);
  return `${year}${day}`;
}

/** The same weekday about a year later, within the next calendar year. */
function sameWeekday(date: string): string {
  const later = datePlus(date, 364);
  return later.slice(0, 4) === date.slice(0, 4) ? datePlus(date, 371) : later;
}

/** The stretches of an exception in which no other one holds already. */
function uncovered(
  each: CalendarException,
  others: readonly CalendarException[],
): readonly CalendarException[] {
  const days = datesFrom(each.from, each.through).filter(
    (date) => !others.some(({ from, through }) => from <= date && date <= through),
  );
  const stretches: { from: string; through: string }[] = [];
  for (const date of days) {
    const last = stretches.at(-1);
    if (last !== undefined && datePlus(last.through, 1) === date) last.through = date;
    else stretches.push({ from: date, through: date });
  }
  return stretches.map((stretch) => ({ ...each, ...stretch }));
}
