// Pure: what the owner can do on his page, and when a pause ends by itself: with the local day, or with the week on
// Sunday night.
import { dayBounds, localDate, type TimestampMs } from '@nakamawashi/machine-model';

/** The deeds, as the buttons name them. */
const ownerDeeds = ['pause-day', 'pause-week', 'stop', 'resume'] as const;
/** One of the deeds. */
export type OwnerDeed = (typeof ownerDeeds)[number];

/** The deed of a form, or null when it names none. */
export function deedOf(form: URLSearchParams): OwnerDeed | null {
  return ownerDeeds.find((deed) => deed === form.get('do')) ?? null;
}

/** When a pause that begins at `at` ends by itself: at the next local midnight, or at the one that begins Monday. */
export function endOfPause(deed: 'pause-day' | 'pause-week', at: TimestampMs, timeZone: string): TimestampMs {
  const today = localDate(at, timeZone);
  if (deed === 'pause-day') return dayBounds(today, timeZone).until;
  const day = new Date(`${today}T00:00:00Z`);
  const daysLeft = (7 - day.getUTCDay()) % 7;
  day.setUTCDate(day.getUTCDate() + daysLeft);
  return dayBounds(day.toISOString().slice(0, 10), timeZone).until;
}
