// Pure: reckoning with local dates such as '2026-11-21', which have no time zone; weeks start on Monday (domain 8.4).
import { remembered } from '../remembered.ts';

/** The weekday of a local date, 1 for Monday to 7 for Sunday. */
export function weekdayOf(date: string): number {
  return ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

/** The Monday of the week of a local date; a ward asks of the same few weeks a million times. */
export const mondayOf = remembered((date: string) => datePlus(date, 1 - weekdayOf(date)), 2_000);

/** A local date some days later, or earlier for a negative number. */
export function datePlus(date: string, days: number): string {
  const at = Date.parse(`${date}T00:00:00Z`) + days * 86_400_000;
  return new Date(at).toISOString().slice(0, 10);
}
