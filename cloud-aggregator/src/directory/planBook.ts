// The plan of every machine, day by day, looked up once: calendars are expensive to ask and days are asked often.
import {
  type DayPiece,
  dayPieces,
  type MachineId,
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
}

export interface PlanBook {
  readonly timeZone: string;
  day(machine: MachineId, date: string): DayPlan;
  /** The planned spans inside any span; none for a machine whose workshop is not in the directory. */
  planned(machine: MachineId, span: Span): readonly Span[];
}

const mostDays = 20_000;

/** Opens the book; `now` gives the directory as it is, in which a calendar that changed is another one. */
export function openPlanBook(now: () => Directory): PlanBook {
  const { timeZone } = now();
  const none = new Map<string, DayPlan>();
  const byCalendar = new WeakMap<ShiftCalendar, Map<string, DayPlan>>();
  const pageOf = (calendar: ShiftCalendar | undefined): Map<string, DayPlan> => {
    if (calendar === undefined) return none;
    const page = byCalendar.get(calendar) ?? new Map<string, DayPlan>();
    byCalendar.set(calendar, page);
    return page;
  };
  return {
    timeZone,
    planned: (machine, span) => {
      const calendar = calendarOf(now(), machine);
      return calendar === undefined ? [] : plannedSpans(calendar, span);
    },
    day: (machine, date) => {
      const calendar = calendarOf(now(), machine);
      const page = pageOf(calendar);
      const known = page.get(date);
      if (known !== undefined) return known;
      if (page.size >= mostDays) page.clear();
      const plan = dayPlan(dayPieces(date, timeZone, calendar ?? null));
      page.set(date, plan);
      return plan;
    },
  };
}

function dayPlan(pieces: readonly DayPiece[]): DayPlan {
  const own = pieces.filter(({ isOwn }) => isOwn);
  const bounds = { from: own[0]?.from ?? 0, until: own.at(-1)?.until ?? 0 };
  return { pieces, bounds, planned: own.filter(({ isPlanned }) => isPlanned) };
}
