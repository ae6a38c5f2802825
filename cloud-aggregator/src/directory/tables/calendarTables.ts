// Pure: calendars as tables: a line for each shift of a week and of a day that differs. A week or a day without any
// shift has one line without hours; `place` tells lines that belong together from others of the same date.
import { type Shift, type ShiftCalendar, weekdays } from '@nakamawashi/machine-model';
import { tableLines } from './tableLines.ts';
import type { Lines } from './tableShapes.ts';

type CalendarTables = Readonly<Record<'calendars' | 'weeks' | 'days', Lines>>;

export function calendarTables(calendars: ReadonlyMap<string, ShiftCalendar>): CalendarTables {
  const all = [...calendars].sort(([a], [b]) => (a < b ? -1 : 1));
  const weeks = all.flatMap(([calendar, { patterns }]) =>
    patterns.flatMap(({ from, week }, index) => {
      const head = { calendar, place: index + 1, from };
      const days = weekdays.filter((weekday) => week[weekday] !== undefined);
      if (days.length === 0) return [head];
      return days.flatMap((weekday) =>
        shiftCells(week[weekday] ?? []).map((cells) => ({ ...head, weekday, ...cells })),
      );
    }),
  );
  const days = all.flatMap(([calendar, { exceptions }]) =>
    exceptions.flatMap(({ shifts, ...day }, index) =>
      shiftCells(shifts).map((cells) => ({ calendar, place: index + 1, ...day, ...cells })),
    ),
  );
  return {
    calendars: tableLines(
      'calendars',
      all.map(([id, { timeZone }]) => ({ id, timeZone })),
    ),
    weeks: tableLines('weeks', weeks),
    days: tableLines('days', days),
  };
}

function shiftCells(shifts: readonly Shift[]): readonly object[] {
  if (shifts.length === 0) return [{}];
  return shifts.map(({ from, until, breaks, onlyWeeks, everyOtherFrom }) => ({
    shift: { from, until },
    breaks: breaks.length === 0 ? null : breaks.map((each) => `${each.from}-${each.until}`).join(' '),
    onlyWeeks: onlyWeeks === undefined ? null : onlyWeeks.join(' '),
    everyOtherFrom: everyOtherFrom ?? null,
  }));
}
