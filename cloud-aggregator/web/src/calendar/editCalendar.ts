// Pure: what a touch changes in a calendar that is being edited: days that differ from the week, and hours that hold
// from a date. Nothing is written by it; the aggregator checks the calendar again when it is saved.
import type { CalendarException, Shift, ShiftCalendar, WeekPattern } from '@nakamawashi/machine-model';

/** Other hours from a date through another; null: as the week says. */
export interface DayChange {
  readonly from: string;
  readonly through: string;
  readonly shifts: readonly Shift[] | null;
  /** Empty: none. */
  readonly note: string;
}

/** The calendar in which the days are so, and all others as they were. */
export function withDays(calendar: ShiftCalendar, { from, through, shifts, note }: DayChange): ShiftCalendar {
  const rest = calendar.exceptions.flatMap((each) => outside(each, from, through));
  if (shifts === null) return { ...calendar, exceptions: rest };
  const name = note.trim();
  const change: CalendarException = {
    from,
    through,
    shifts,
    ...(name === '' ? {} : { note: { ja: name, en: name } }),
  };
  return { ...calendar, exceptions: [...rest, change] };
}

/** What is left of an exception outside of a stretch of days. */
function outside(each: CalendarException, from: string, through: string): readonly CalendarException[] {
  if (each.through < from || through < each.from) return [each];
  return [
    ...(each.from < from ? [{ ...each, through: dayAfter(from, -1) }] : []),
    ...(through < each.through ? [{ ...each, from: dayAfter(through, 1) }] : []),
  ];
}

/** Hours that hold from a date; those that began on the same date are replaced. */
export function withPattern(calendar: ShiftCalendar, from: string, week: WeekPattern): ShiftCalendar {
  const others = calendar.patterns.filter((each) => each.from !== from);
  const patterns = [...others, { from, week }].toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return { ...calendar, patterns };
}

/** Without the hours that hold from a date; the last ones stay. */
export function withoutPattern(calendar: ShiftCalendar, from: string): ShiftCalendar {
  const patterns = calendar.patterns.filter((each) => each.from !== from);
  return patterns.length === 0 ? calendar : { ...calendar, patterns };
}

/** The breaks that somebody typed, such as `12:00-13:00 15:00-15:10`; null when they are not understood. */
export function breaksOf(text: string): Shift['breaks'] | null {
  const parts = text
    .normalize('NFKC')
    .split(/[\s,、]+/)
    .filter((part) => part !== '');
  const breaks = parts.map((part) => /^(\d{1,2}:\d\d)[-~〜](\d{1,2}:\d\d)$/.exec(part));
  if (breaks.some((found) => found === null)) return null;
  return breaks.map((found) => ({ from: twoDigits(found?.[1] ?? ''), until: twoDigits(found?.[2] ?? '') }));
}

/** As they are typed. */
export function breakText(breaks: Shift['breaks']): string {
  return breaks.map(({ from, until }) => `${from}-${until}`).join(' ');
}

/** The end of a shift for a field of the browser, which knows no 24:00: midnight means the next one. */
export function endClock(until: string): string {
  return until === '24:00' ? '00:00' : until;
}

/** A local date some days later, or earlier for a negative number. */
export function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function twoDigits(clock: string): string {
  return clock.length === 4 ? `0${clock}` : clock;
}
