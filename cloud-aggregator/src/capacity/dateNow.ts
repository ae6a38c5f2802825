// The local date at the present minute, reckoned once: every shop of a ward is asked for it, and no zone of today
// begins a date in the middle of a minute.
import { localDate, type TimestampMs } from '@nakamawashi/machine-model';

const minuteMs = 60_000;
let known = { minute: Number.NaN, timeZone: '', date: '' };

export function dateNow(at: TimestampMs, timeZone: string): string {
  const minute = Math.floor(at / minuteMs);
  if (known.minute !== minute || known.timeZone !== timeZone)
    known = { minute, timeZone, date: localDate(at, timeZone) };
  return known.date;
}
