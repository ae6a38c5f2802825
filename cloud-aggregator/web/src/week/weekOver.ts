// Pure: whether the week's work is over, so that nobody reads "nothing free" where nobody works any more.
import type { CapacityAnswer } from '../live/capacityAnswer.ts';
import { weekDays } from './weekDays.ts';

/** Whether a date is in the last days of its week, which ends on Sunday. */
export function weekEnd(date: string): 'saturday' | 'sunday' | null {
  const weekday = new Date(date).getUTCDay();
  return weekday === 6 ? 'saturday' : weekday === 0 ? 'sunday' : null;
}

/**
 * At the weekend, when no shop is open and none that shows its half-days means to work any more this week. A shop that
 * is open and full is not over.
 */
export function isWeekOver({ firstDate, rows, isWhole }: CapacityAnswer): boolean {
  if (!isWhole || weekEnd(firstDate) === null) return false;
  const left = weekDays(firstDate, 0).flatMap(({ cells }) => cells ?? []);
  return rows.every(
    ({ isOpenNow, cells }) => !isOpenNow && left.every((index) => (cells?.[index] ?? null) === null),
  );
}
