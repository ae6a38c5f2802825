// Pure: the half-days of one week, Monday to Sunday, out of the cells that begin today (domain 6.1, B2).

/** One day: its local date and the indices of its two cells, or null for a day that has passed. */
export interface WeekDay {
  readonly date: string;
  readonly cells: readonly [number, number] | null;
}

const dayMs = 86_400_000;

/** The seven days of this week (0) or the next (1), seen from the date of the first cell. */
export function weekDays(firstDate: string, week: 0 | 1): readonly WeekDay[] {
  const first = Date.parse(firstDate);
  const sinceMonday = (new Date(first).getUTCDay() + 6) % 7;
  return Array.from({ length: 7 }, (_, day) => {
    const offset = day - sinceMonday + 7 * week;
    const date = new Date(first + offset * dayMs).toISOString().slice(0, 10);
    return { date, cells: offset < 0 ? null : [2 * offset, 2 * offset + 1] };
  });
}
