// Pure: instants, durations and hours as people read them on the board.
import type { Texts } from './texts.ts';

const dayMs = 86_400_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Clock time, 24 hours: "10:42". `timeZone` undefined means the reader's own. */
export function clockTime(at: number, timeZone: string | undefined): string {
  const { hour, minute } = wallClock(at, timeZone);
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** Clock time, with the day in front when it was not today: "10:12", "昨日 22:10", "11/18 22:10". */
export function instant(at: number, now: number, zone: string | undefined, texts: Texts): string {
  const clock = clockTime(at, zone);
  const then = wallClock(at, zone);
  const today = wallClock(now, zone);
  if (sameDay(then, today)) return clock;
  if (sameDay(then, wallClock(now - dayMs, zone))) return texts.yesterday(clock);
  return texts.day(then.month, then.day, clock);
}

/** A day with its weekday and the clock: "11/24(火) 13:00", "Tue 11/24 13:00". */
export function dayAndTime(at: number, zone: string | undefined, language: 'ja' | 'en'): string {
  return `${dayOf(at, zone, language)} ${clockTime(at, zone)}`;
}

/** A day with its weekday: "11/24(火)", "Tue 11/24". */
export function dayOf(at: number, zone: string | undefined, language: 'ja' | 'en'): string {
  const { year, month, day } = wallClock(at, zone);
  const weekday = weekdays[language][new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  return language === 'ja' ? `${month}/${day}(${weekday})` : `${weekday} ${month}/${day}`;
}

/** The local date of an instant: "2026-11-21". */
export function localDay(at: number, zone: string | undefined): string {
  const { year, month, day } = wallClock(at, zone);
  return [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
}

/** A day with its year: "2027/11/20", "20 Nov 2027". */
export function yearDay(at: number, zone: string | undefined, language: 'ja' | 'en'): string {
  const { year, month, day } = wallClock(at, zone);
  return language === 'ja' ? `${year}/${month}/${day}` : `${day} ${months[month - 1]} ${year}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const weekdays = {
  ja: ['日', '月', '火', '水', '木', '金', '土'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
} as const;

/**
 * The time between two instants in at most two units, counted from clock minute to clock minute, so that it agrees
 * with the clock times beside it: "30分", "2時間05分", "3日4時間".
 */
export function duration(from: number, until: number, texts: Texts): string {
  const minutes = Math.floor(until / 60_000) - Math.floor(from / 60_000);
  if (minutes < 1) return texts.duration.underAMinute;
  if (minutes < 60) return texts.duration.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return texts.duration.hours(hours, minutes % 60);
  return texts.duration.days(Math.floor(hours / 24), hours % 24);
}

/** Milliseconds as hours with one decimal: "3.2"; a true zero is a dash, so that it is not mistaken for a little. */
export function hours(ms: number): string {
  return ms === 0 ? '–' : (ms / 3_600_000).toFixed(1);
}

/** Hours of many machines, with thousands apart: "17,000.0". */
export function manyHours(ms: number): string {
  const [whole = '', tenth = ''] = hours(ms).split('.');
  return tenth === '' ? whole : `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${tenth}`;
}

interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

function sameDay(a: WallClock, b: WallClock): boolean {
  return a.year === b.year && a.month === b.month && a.day === b.day;
}

function wallClock(at: number, timeZone: string | undefined): WallClock {
  const parts = formatter(timeZone).formatToParts(at);
  const figure = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  return {
    year: figure('year'),
    month: figure('month'),
    day: figure('day'),
    hour: figure('hour'),
    minute: figure('minute'),
  };
}

function formatter(timeZone: string | undefined): Intl.DateTimeFormat {
  const key = timeZone ?? '';
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-u-nu-latn', {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  formatters.set(key, made);
  return made;
}
