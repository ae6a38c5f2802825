// Pure: when a month gets its file and when it is frozen (standards D.6, domain 8): on the third business day of the
// month after it, and changed without a stated reason only until some business days later.
import { businessDay, monthPlus } from './businessDays.ts';

export interface IssueCalendar {
  /** Which business day of the next month the first version is made on. */
  readonly issueDay: number;
  /** The last business day on which a version needs no stated reason. */
  readonly freezeDay: number;
  isHoliday(date: string): boolean;
}

/** Whether a month is over on a local date. */
export function isOver(month: string, today: string): boolean {
  return month < today.slice(0, 7);
}

/** The local date on which a month's first version is made. */
function issueDate(month: string, { issueDay, isHoliday }: IssueCalendar): string {
  return businessDay(monthPlus(month, 1), issueDay, isHoliday);
}

/** The local date with whose end a month is frozen. */
export function freezeDate(month: string, { freezeDay, isHoliday }: IssueCalendar): string {
  return businessDay(monthPlus(month, 1), freezeDay, isHoliday);
}

/** What is to be done about the month before today's: make its first version, look a last time whether it changed. */
export function dueIssue(
  today: string,
  calendar: IssueCalendar,
  issued: { readonly versions: number; readonly lastMadeOn: string | null },
): { readonly month: string; readonly why: 'first' | 'last' } | null {
  const month = monthPlus(today.slice(0, 7), -1);
  if (issued.versions === 0) return today >= issueDate(month, calendar) ? { month, why: 'first' } : null;
  const last = freezeDate(month, calendar);
  return today === last && (issued.lastMadeOn ?? '') < last ? { month, why: 'last' } : null;
}
