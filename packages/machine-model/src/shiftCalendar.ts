// Pure: when a workshop means to work: weekly patterns with breaks, and dated exceptions (standards D.5, domain 8.4).
// Promise: planned spans are sorted and disjoint, and right across midnight and clock changes in any time zone.
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Span } from './intervals.ts';
import { mergeSpans, overlapOf } from './intervals.ts';
import type { TimestampMs } from './reading.ts';

/** A span of the wall clock, 'HH:MM' to 'HH:MM'; an end at or before the beginning is on the next day. */
export interface ClockSpan {
  readonly from: string;
  readonly until: string;
}

/**
 * One shift with its breaks. `onlyWeeks` limits it to the n-th such weekdays of the month (1 to 5), `everyOtherFrom` to
 * every other week, counted from the week of that date (weeks begin on Monday).
 */
export interface Shift {
  readonly from: string;
  readonly until: string;
  readonly breaks: readonly ClockSpan[];
  readonly onlyWeeks?: readonly number[] | undefined;
  readonly everyOtherFrom?: string | undefined;
}

/** The days of the week as they are written in a calendar, Monday first. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The shifts of each weekday; a day that is not named is closed. */
export type WeekPattern = Readonly<Partial<Record<(typeof weekdays)[number], readonly Shift[]>>>;

/** Other hours than the pattern's from one local date through another (both included); no shifts means closed. */
export interface CalendarException {
  readonly from: string;
  readonly through: string;
  readonly shifts: readonly Shift[];
  readonly note?: { readonly ja: string; readonly en: string } | undefined;
}

/** When a workshop means to work; of several patterns the newest that has begun holds (effective-dated versions). */
export interface ShiftCalendar {
  readonly timeZone: string;
  readonly patterns: readonly { readonly from: string; readonly week: WeekPattern }[];
  readonly exceptions: readonly CalendarException[];
}

const clockTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as "08:30"');
const localDay = z.string().refine(isDate, 'must be a date such as "2026-11-21"');
const shift = z.strictObject({
  from: clockTime,
  until: clockTime,
  breaks: z.array(z.strictObject({ from: clockTime, until: clockTime })).default([]),
  onlyWeeks: z.array(z.int().min(1).max(5)).min(1).optional(),
  everyOtherFrom: localDay.optional(),
});
const week = z.partialRecord(z.enum(weekdays), z.array(shift));

/** The checks for a calendar file. */
export const shiftCalendarSchema: z.ZodType<ShiftCalendar> = z.strictObject({
  timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone such as "Asia/Tokyo"'),
  patterns: z.array(z.strictObject({ from: localDay.default('0001-01-01'), week })).min(1),
  exceptions: z
    .array(
      z
        .strictObject({
          from: localDay,
          through: localDay,
          shifts: z.array(shift).default([]),
          note: z.strictObject({ ja: z.string(), en: z.string() }).optional(),
        })
        .refine((each) => each.from <= each.through, {
          path: ['through'],
          message: 'must not lie before `from`',
        }),
    )
    .default([]),
});

/** The planned time inside a span, sorted, disjoint and merged. */
export function plannedSpans(calendar: ShiftCalendar, span: Span): readonly Span[] {
  if (span.from >= span.until) return [];
  const last = plainDate(span.until, calendar.timeZone);
  const planned: Span[] = [];
  let date = plainDate(span.from, calendar.timeZone).subtract({ days: 1 });
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    for (const each of shiftsOf(calendar, date)) planned.push(...shiftSpans(each, date, calendar.timeZone));
  }
  return mergeSpans(planned.flatMap((each) => overlapOf(each, span) ?? []));
}

/**
 * The planned time of the shifts that begin on a local date, also what of it lies after midnight; sorted and disjoint.
 * Where two dates' shifts overlap, the time belongs to the one that began first. `shiftsOn`: `shiftsBegunOn`, if it is
 * remembered.
 */
export function plannedOn(
  calendar: ShiftCalendar,
  date: string,
  shiftsOn = (each: string): readonly Span[] => shiftsBegunOn(calendar, each),
): readonly Span[] {
  const before = Temporal.PlainDate.from(date).subtract({ days: 1 }).toString();
  return without(shiftsOn(date), shiftsOn(before));
}

/** The shifts that begin on a local date, without their breaks, whatever the date before takes of them. */
export function shiftsBegunOn(calendar: ShiftCalendar, date: string): readonly Span[] {
  const day = Temporal.PlainDate.from(date);
  return mergeSpans(shiftsOf(calendar, day).flatMap((each) => shiftSpans(each, day, calendar.timeZone)));
}

/** The local date of an instant, such as '2026-11-21'. */
export function localDate(at: TimestampMs, timeZone: string): string {
  return plainDate(at, timeZone).toString();
}

/** The first instant of a local date. */
export function startOfDate(date: string, timeZone: string): TimestampMs {
  return startOfDay(Temporal.PlainDate.from(date), timeZone);
}

/** The local day of 23, 24 or 25 hours. */
export function dayBounds(date: string, timeZone: string): Span {
  const day = Temporal.PlainDate.from(date);
  return { from: startOfDay(day, timeZone), until: startOfDay(day.add({ days: 1 }), timeZone) };
}

/** The local month; `month` is 'YYYY-MM'. */
export function monthBounds(month: string, timeZone: string): Span {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  return { from: startOfDay(first, timeZone), until: startOfDay(first.add({ months: 1 }), timeZone) };
}

/** The parts of sorted, disjoint spans that none of the others covers. */
function without(spans: readonly Span[], others: readonly Span[]): readonly Span[] {
  return others.reduce<readonly Span[]>(
    (left, other) =>
      left.flatMap(({ from, until }) =>
        [
          { from, until: Math.min(until, other.from) },
          { from: Math.max(from, other.until), until },
        ].filter((span) => span.from < span.until),
      ),
    spans,
  );
}

function plainDate(at: TimestampMs, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
}

function startOfDay(date: Temporal.PlainDate, timeZone: string): TimestampMs {
  return date.toZonedDateTime(timeZone).epochMilliseconds;
}

function shiftsOf(calendar: ShiftCalendar, date: Temporal.PlainDate): readonly Shift[] {
  const day = date.toString();
  const exception = calendar.exceptions.find((each) => each.from <= day && day <= each.through);
  if (exception !== undefined) return exception.shifts;
  const begun = calendar.patterns.filter((pattern) => pattern.from <= day);
  const pattern = begun.toSorted((a, b) => (a.from < b.from ? -1 : 1)).at(-1);
  const weekday = weekdays[date.dayOfWeek - 1];
  const shifts = (weekday !== undefined && pattern?.week[weekday]) || [];
  return shifts.filter((each) => isInItsWeek(each, date));
}

function isInItsWeek({ onlyWeeks, everyOtherFrom }: Shift, date: Temporal.PlainDate): boolean {
  if (onlyWeeks?.includes(Math.ceil(date.day / 7)) === false) return false;
  if (everyOtherFrom === undefined) return true;
  const monday = (day: Temporal.PlainDate): Temporal.PlainDate => day.subtract({ days: day.dayOfWeek - 1 });
  const days = monday(Temporal.PlainDate.from(everyOtherFrom)).until(monday(date)).days;
  return days % 14 === 0;
}

function shiftSpans(shift: Shift, date: Temporal.PlainDate, timeZone: string): readonly Span[] {
  const whole = clockSpan(shift, date, timeZone);
  const breaks = shift.breaks.map((pause) => {
    const nextDay = pause.from < shift.from;
    return clockSpan(pause, nextDay ? date.add({ days: 1 }) : date, timeZone);
  });
  const spans: Span[] = [];
  let from = whole.from;
  for (const pause of mergeSpans(breaks)) {
    spans.push({ from, until: Math.min(pause.from, whole.until) });
    from = Math.max(from, pause.until);
  }
  return [...spans, { from, until: whole.until }].filter((span) => span.from < span.until);
}

function clockSpan(span: ClockSpan, date: Temporal.PlainDate, timeZone: string): Span {
  const until = span.until <= span.from ? date.add({ days: 1 }) : date;
  return { from: instantOf(date, span.from, timeZone), until: instantOf(until, span.until, timeZone) };
}

function instantOf(date: Temporal.PlainDate, clock: string, timeZone: string): TimestampMs {
  const midnight = clock === '24:00';
  const day = midnight ? date.add({ days: 1 }) : date;
  const plainTime = Temporal.PlainTime.from(midnight ? '00:00' : clock);
  return day.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

function isTimeZone(text: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return true;
  } catch {
    return false;
  }
}
