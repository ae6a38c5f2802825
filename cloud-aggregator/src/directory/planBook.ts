// The plan of every machine, day by day, looked up once: calendars are expensive to ask and days are asked often.
import { createHash } from 'node:crypto';
import {
  type DayPiece,
  type MachineId,
  openDayPieces,
  piecesText,
  plannedSpans,
  type ShiftCalendar,
  type Span,
} from '@nakamawashi/machine-model';
import { calendarOf, type Directory } from './directory.ts';

/** One machine's local date: its time cut at the edges of the plan, from when until when, and what is planned of it. */
export interface DayPlan {
  readonly pieces: readonly DayPiece[];
  readonly bounds: Span;
  readonly planned: readonly Span[];
  /** A short text, another one exactly where the date's slots may make another tally. */
  readonly digest: string;
}

export interface PlanBook {
  readonly timeZone: string;
  day(machine: MachineId, date: string): DayPlan;
  /** The planned spans inside any span; none for a machine whose workshop is not in the directory. */
  planned(machine: MachineId, span: Span): readonly Span[];
  /** The same book as another moment's directory has it; what is looked up in one is known in the other. */
  of(now: () => Directory): PlanBook;
}

/** The days of one calendar. */
interface Page {
  readonly days: Map<string, DayPlan>;
  piecesOf(date: string): readonly DayPiece[];
}
interface Pages {
  none: Page;
  readonly byCalendar: WeakMap<ShiftCalendar, Page>;
}

const mostDays = 20_000;
/** 96 bits: among the days of a machine no two plans share it by chance. */
const digestLetters = 16;

/** Opens the book; `now` gives the directory as it is, in which a calendar that changed is another one. */
export function openPlanBook(now: () => Directory): PlanBook {
  const { timeZone } = now();
  return bookOf(now, timeZone, { none: openPage(timeZone, null), byCalendar: new WeakMap() });
}

function bookOf(now: () => Directory, timeZone: string, pages: Pages): PlanBook {
  return {
    timeZone,
    planned: (machine, span) => {
      const calendar = calendarOf(now(), machine);
      return calendar === undefined ? [] : plannedSpans(calendar, span);
    },
    day: (machine, date) => {
      const { days, piecesOf } = pageOf(pages, calendarOf(now(), machine), timeZone);
      const known = days.get(date);
      if (known !== undefined) return known;
      const plan = dayPlan(piecesOf(date));
      days.set(date, plan);
      return plan;
    },
    of: (other) => bookOf(other, timeZone, pages),
  };
}

function pageOf(pages: Pages, calendar: ShiftCalendar | undefined, timeZone: string): Page {
  const { none, byCalendar } = pages;
  const known = calendar === undefined ? none : byCalendar.get(calendar);
  if (known !== undefined && known.days.size < mostDays) return known;
  const page = openPage(timeZone, calendar ?? null);
  if (calendar === undefined) pages.none = page;
  else byCalendar.set(calendar, page);
  return page;
}

function openPage(timeZone: string, calendar: ShiftCalendar | null): Page {
  return { days: new Map(), piecesOf: openDayPieces(timeZone, calendar) };
}

function dayPlan(pieces: readonly DayPiece[]): DayPlan {
  const own = pieces.filter(({ isOwn }) => isOwn);
  const bounds = { from: own[0]?.from ?? 0, until: own.at(-1)?.until ?? 0 };
  const digest = createHash('sha256').update(piecesText(pieces)).digest('base64url').slice(0, digestLetters);
  return { pieces, bounds, planned: own.filter(({ isPlanned }) => isPlanned), digest };
}
