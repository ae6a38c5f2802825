// Pure: instants and hours as people read them on the owner's page; the same forms as on the board.
import { localDate, type TimestampMs } from '@nakamawashi/machine-model';
import type { OwnerTexts } from './ownerTexts.ts';

const dayMs = 86_400_000;

/** Clock time, 24 hours: "10:42". */
export function clockTime(at: TimestampMs, timeZone: string): string {
  const form = new Intl.DateTimeFormat('en-u-nu-latn', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  return form.format(at);
}

/** Clock time, with the day in front when it is not today: "10:12", "昨日 22:10", "11/18 22:10". */
export function instant(
  at: TimestampMs,
  { now, timeZone }: { readonly now: TimestampMs; readonly timeZone: string },
  texts: OwnerTexts,
): string {
  const clock = clockTime(at, timeZone);
  const date = localDate(at, timeZone);
  if (date === localDate(now, timeZone)) return clock;
  if (date === localDate(now - dayMs, timeZone)) return texts.yesterday(clock);
  if (date === localDate(now + dayMs, timeZone)) return texts.tomorrow(clock);
  const [, month, day] = date.split('-').map(Number);
  return texts.day(month ?? 0, day ?? 0, clock);
}

/** Milliseconds as hours with one decimal: "3.2"; a true zero is a dash, so that it is not mistaken for a little. */
export function hours(ms: number): string {
  return ms === 0 ? '–' : (ms / 3_600_000).toFixed(1);
}
