// Pure: the demo's people keep office hours of their own, so that there is work to be seen whenever somebody looks:
// machines and calendars together are moved by whole days and hours against the clock.
import {
  dayBounds,
  localDate,
  type Shift,
  type ShiftCalendar,
  type TimestampMs,
  weekdays,
} from '@nakamawashi/machine-model';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const weekMinutes = 7 * 24 * 60;
/** In the middle of the morning, on a weekday. */
const liveliestMs = 10 * hourMs + 20 * minuteMs;
/** Moved by whole five minutes, so that plans begin where slots do. */
const stepMs = 5 * minuteMs;

/** How far the demo must live ahead of the clock (behind, if negative), in ms; 0 while people are at work anyway. */
export function demoAheadMs(now: TimestampMs, timeZone: string): number {
  const mornings = Array.from({ length: 9 }, (_, index) => now + (index - 4) * dayMs)
    .map((at) => localDate(at, timeZone))
    .filter(isWeekday)
    .map((date) => dayBounds(date, timeZone).from + liveliestMs);
  const nearest = mornings.reduce((best, each) =>
    Math.abs(each - now) < Math.abs(best - now) ? each : best,
  );
  const atWork = now >= nearest - hourMs && now <= nearest + 5 * hourMs;
  return atWork ? 0 : Math.round((nearest - now) / stepMs) * stepMs;
}

function isWeekday(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday >= 1 && weekday <= 5;
}

const dayShift: Shift = {
  from: '08:00',
  until: '17:00',
  breaks: [
    { from: '10:00', until: '10:10' },
    { from: '12:00', until: '13:00' },
    { from: '15:00', until: '15:10' },
  ],
};

/** The demo's calendars by name, for people who live `aheadMs` ahead of the clock; Monday to Friday. */
export function demoCalendars(timeZone: string, aheadMs: number): Readonly<Record<string, ShiftCalendar>> {
  return { 'eight-to-five': calendarOf([dayShift], timeZone, aheadMs) };
}

function calendarOf(shifts: readonly Shift[], timeZone: string, aheadMs: number): ShiftCalendar {
  const week: Partial<Record<(typeof weekdays)[number], Shift[]>> = {};
  for (const day of [0, 1, 2, 3, 4]) {
    for (const shift of shifts) {
      const { weekday, shift: moved } = moveShift(shift, day, aheadMs);
      week[weekday] = [...(week[weekday] ?? []), moved];
    }
  }
  return { timeZone, patterns: [{ from: '2020-01-01', week }], exceptions: [] };
}

function moveShift(
  shift: Shift,
  day: number,
  aheadMs: number,
): { readonly weekday: (typeof weekdays)[number]; readonly shift: Shift } {
  const moved = (clock: string): number => {
    const minutes = day * 24 * 60 + minutesOf(clock) - aheadMs / minuteMs;
    return ((minutes % weekMinutes) + weekMinutes) % weekMinutes;
  };
  const move = ({ from, until }: { from: string; until: string }): { from: string; until: string } => ({
    from: clockOf(moved(from)),
    until: clockOf(moved(until)),
  });
  const weekday = weekdays[Math.floor(moved(shift.from) / (24 * 60))];
  if (weekday === undefined) throw new Error('BUG: a week has seven days');
  return { weekday, shift: { ...move(shift), breaks: shift.breaks.map(move) } };
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

function clockOf(weekMinute: number): string {
  const minute = weekMinute % (24 * 60);
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
