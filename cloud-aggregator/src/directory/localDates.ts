// Pure: reckoning with local dates such as '2026-11-21', which have no time zone; weeks start on Monday (domain 8.4).

/** The weekday of a local date, 1 for Monday to 7 for Sunday. */
export function weekdayOf(date: string): number {
  return ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

/** Reckoned once for each date: a ward asks of the same few weeks a million times. */
const mondays = new Map<string, string>();
const mostMondays = 2_000;

/** The Monday of the week of a local date; weeks start on Monday. */
export function mondayOf(date: string): string {
  const known = mondays.get(date);
  if (known !== undefined) return known;
  if (mondays.size >= mostMondays) mondays.clear();
  const monday = datePlus(date, 1 - weekdayOf(date));
  mondays.set(date, monday);
  return monday;
}

/** A local date some days later, or earlier for a negative number. */
export function datePlus(date: string, days: number): string {
  const at = Date.parse(`${date}T00:00:00Z`) + days * 86_400_000;
  return new Date(at).toISOString().slice(0, 10);
}
