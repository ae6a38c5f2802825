// The hours of today and of this month, from the interval history. Days that are over are summed once and kept, so that
// a page costs the box one day's reading. Promise: from the beginning to the end of what is known, every millisecond is
// in exactly one state; before the first record it is unknown.
import {
  addTime,
  dayBounds,
  type Interval,
  localDate,
  monthBounds,
  noTime,
  type Span,
  type TimeElements,
  type TimestampMs,
  timeIn,
} from '@nakamawashi/machine-model';
import type { IntervalHistory } from '../history/intervalHistory.ts';

/** What is known of one machine's day and month so far. */
export interface MachineAccount {
  readonly day: Span;
  readonly today: readonly Interval[];
  /** End of the record, null when there is none within the month. */
  readonly through: TimestampMs | null;
  readonly dayHours: TimeElements;
  readonly monthHours: TimeElements;
}

/** Accounts of the machines of one history. */
export type Accounts = (machine: string, at: TimestampMs) => MachineAccount;

/** Accounts with a memory of the days that are over. */
export function openAccounts(history: IntervalHistory, timeZone: string): Accounts {
  const kept = new Map<string, TimeElements>();
  let keptFor = { month: '', at: 0 };
  return (machine, at) => {
    const date = localDate(at, timeZone);
    const month = date.slice(0, 7);
    // A clock that was set back may have changed days that seemed over.
    if (month !== keptFor.month || at < keptFor.at) kept.clear();
    keptFor = { month, at };
    const day = dayBounds(date, timeZone);
    const known = Math.min(history.knownThrough(machine) ?? 0, at);
    const today = history.read(machine, { from: day.from, until: at });
    const dayHours = hoursOf(today, { from: day.from, until: Math.max(known, day.from) });
    let monthHours = dayHours;
    for (let past = monthBounds(month, timeZone).from; past < day.from; ) {
      const span = dayBounds(localDate(past, timeZone), timeZone);
      const key = `${machine} ${past}`;
      const hours = kept.get(key) ?? hoursOf(history.read(machine, span), upTo(span, known));
      if (known >= span.until) kept.set(key, hours);
      monthHours = addTime(monthHours, hours);
      past = span.until;
    }
    const through = known > monthBounds(month, timeZone).from ? known : null;
    return { day, today, through, dayHours, monthHours };
  };
}

function upTo({ from, until }: Span, known: TimestampMs): Span {
  return { from, until: Math.max(from, Math.min(until, known)) };
}

function hoursOf(intervals: readonly Interval[], span: Span): TimeElements {
  let hours = noTime;
  let through = span.from;
  for (const { from, until, state } of intervals) {
    const end = Math.min(until, span.until);
    hours = addTime(
      hours,
      addTime(timeIn('unknown', Math.max(0, from - through)), timeIn(state, end - from)),
    );
    through = end;
  }
  return addTime(hours, timeIn('unknown', Math.max(0, span.until - through)));
}
