// The plan of every machine, day by day, looked up once: calendars are expensive to ask and days are asked often.
import type { MachineId, ShiftCalendar, Span } from '@nakamawashi/machine-model';
import { dayBounds, plannedSpans } from '@nakamawashi/machine-model';
import { calendarOf, type Directory } from './directory.ts';

/** One machine's local day: where it begins and ends, and when work is planned in it. */
interface DayPlan {
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
  const planned = (machine: MachineId, span: Span): readonly Span[] => {
    const calendar = calendarOf(now(), machine);
    return calendar === undefined ? [] : plannedSpans(calendar, span);
  };
  return {
    timeZone,
    planned,
    day: (machine, date) => {
      const page = pageOf(calendarOf(now(), machine));
      const known = page.get(date);
      if (known !== undefined) return known;
      if (page.size >= mostDays) page.clear();
      const bounds = dayBounds(date, timeZone);
      const plan = { bounds, planned: planned(machine, bounds) };
      page.set(date, plan);
      return plan;
    },
  };
}
