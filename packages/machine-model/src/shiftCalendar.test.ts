// Planned time is right on ordinary days, over midnight, on days of 23 and 25 hours, and in any zone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthOf } from './intervals.ts';
import type { ShiftCalendar } from './shiftCalendar.ts';
import {
  dayBounds,
  localDate,
  monthBounds,
  plannedSpans,
  shiftCalendarSchema,
  weekdays,
} from './shiftCalendar.ts';

const hour = 3_600_000;
const shift = (from: string, until: string, breaks: object[] = []): object => ({ from, until, breaks });
const everyDay = (shifts: object[]): object => Object.fromEntries(weekdays.map((day) => [day, shifts]));

function calendar(week: object, more: object = {}): ShiftCalendar {
  return shiftCalendarSchema.parse({ timeZone: 'Asia/Tokyo', patterns: [{ week }], ...more });
}

function onDay(plan: ShiftCalendar, date: string): string[] {
  const bounds = dayBounds(date, plan.timeZone);
  const shown = (at: number): string => new Date(at).toISOString().slice(0, 16);
  return plannedSpans(plan, bounds).map((span) => `${shown(span.from)} ${shown(span.until)}`);
}

describe('shift calendar', () => {
  it('plans the shifts of the weekday without their breaks', () => {
    const plan = calendar({ sat: [shift('08:00', '17:00', [{ from: '12:00', until: '13:00' }])] });
    expect(onDay(plan, '2026-11-21')).toEqual([
      '2026-11-20T23:00 2026-11-21T03:00',
      '2026-11-21T04:00 2026-11-21T08:00',
    ]);
    expect(onDay(plan, '2026-11-22')).toEqual([]);
  });

  it('lets a night shift run over midnight into a closed day, with breaks on both sides', () => {
    const night = shift('20:00', '05:00', [
      { from: '23:30', until: '00:30' },
      { from: '03:00', until: '03:15' },
    ]);
    const plan = calendar({ fri: [night] });
    expect(onDay(plan, '2026-11-20')).toEqual(['2026-11-20T11:00 2026-11-20T14:30']);
    expect(onDay(plan, '2026-11-21')).toEqual([
      '2026-11-20T15:30 2026-11-20T18:00',
      '2026-11-20T18:15 2026-11-20T20:00',
    ]);
  });

  it('works on the first and third Saturday only', () => {
    const plan = calendar({ sat: [{ from: '08:00', until: '12:00', onlyWeeks: [1, 3] }] });
    const saturdays = ['07', '14', '21', '28'].map((day) => onDay(plan, `2026-11-${day}`).length);
    expect(saturdays).toEqual([1, 0, 1, 0]);
  });

  it('works on every other Saturday, over months of five and over the turn of the year', () => {
    const plan = calendar({ sat: [{ from: '08:00', until: '12:00', everyOtherFrom: '2026-12-09' }] });
    const saturdays = ['2026-11-14', '2026-11-21', '2026-11-28', '2026-12-05', '2026-12-12', '2026-12-26'];
    const later = ['2027-01-02', '2027-01-09', '2027-01-16', '2027-01-23', '2027-01-30', '2027-02-06'];
    const worked = [...saturdays, ...later].filter((date) => onDay(plan, date).length > 0);
    expect(worked).toEqual([
      '2026-11-14',
      '2026-11-28',
      '2026-12-12',
      '2026-12-26',
      '2027-01-09',
      '2027-01-23',
      '2027-02-06',
    ]);
  });

  it('follows exceptions, and the newest pattern that has begun', () => {
    const plan = shiftCalendarSchema.parse({
      timeZone: 'Asia/Tokyo',
      patterns: [
        { from: '2026-12-01', week: everyDay([shift('10:00', '11:00')]) },
        { from: '2026-01-01', week: everyDay([shift('08:00', '09:00')]) },
      ],
      exceptions: [
        { from: '2026-11-03', through: '2026-11-04' },
        { from: '2026-11-05', through: '2026-11-05', shifts: [shift('00:00', '24:00')] },
      ],
    });
    expect(onDay(plan, '2025-12-31')).toEqual([]);
    expect(onDay(plan, '2026-11-02')).toEqual(['2026-11-01T23:00 2026-11-02T00:00']);
    expect(onDay(plan, '2026-11-04')).toEqual([]);
    expect(onDay(plan, '2026-11-05')).toEqual(['2026-11-04T15:00 2026-11-05T15:00']);
    expect(onDay(plan, '2026-12-01')).toEqual(['2026-12-01T01:00 2026-12-01T02:00']);
  });

  it('keeps a break to its own shift', () => {
    const plan = calendar({
      sat: [shift('06:00', '12:00', [{ from: '11:30', until: '12:30' }]), shift('12:00', '14:00')],
    });
    expect(onDay(plan, '2026-11-21')).toEqual([
      '2026-11-20T21:00 2026-11-21T02:30',
      '2026-11-21T03:00 2026-11-21T05:00',
    ]);
  });

  it('knows days of 23, 24 and 25 hours', () => {
    const hours = (date: string): number => lengthOf(dayBounds(date, 'Europe/Berlin')) / hour;
    expect([hours('2026-03-29'), hours('2026-03-30'), hours('2026-10-25')]).toEqual([23, 24, 25]);
    expect(lengthOf(monthBounds('2026-10', 'Europe/Berlin'))).toBe((31 * 24 + 1) * hour);
    const night = calendar(everyDay([shift('22:00', '06:00')]), { timeZone: 'Europe/Berlin' });
    const nightOf = (from: string, until: string): number =>
      plannedSpans(night, { from: Date.parse(from), until: Date.parse(until) }).reduce(
        (sum, span) => sum + lengthOf(span),
        0,
      );
    expect(nightOf('2026-03-28T12:00Z', '2026-03-29T12:00Z')).toBe(7 * hour);
    expect(nightOf('2026-10-24T12:00Z', '2026-10-25T12:00Z')).toBe(9 * hour);
  });

  it('knows the local date and the local month', () => {
    expect(localDate(Date.parse('2026-11-20T15:00Z'), 'Asia/Tokyo')).toBe('2026-11-21');
    expect(monthBounds('2026-12', 'Asia/Tokyo')).toEqual({
      from: Date.parse('2026-11-30T15:00Z'),
      until: Date.parse('2026-12-31T15:00Z'),
    });
  });

  it('names what is wrong in a calendar', () => {
    const result = shiftCalendarSchema.safeParse({
      timeZone: 'Asia/Ota',
      patterns: [{ from: '2026-02-30', week: { mon: [shift('8:00', '17:00')], someday: [] } }],
      exceptions: [{ from: '2026-11-05', through: '2026-11-04' }],
    });
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual([
      'timeZone',
      'patterns.0.from',
      'patterns.0.week.mon.0.from',
      'patterns.0.week',
      'exceptions.0.through',
    ]);
  });

  it('never plans overlapping, unsorted or foreign time, and cutting the span changes nothing', () => {
    const clock = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
    const clockSpan = fc.record({ from: clock, until: clock });
    const shifts = fc.array(
      fc.record({ from: clock, until: clock, breaks: fc.array(clockSpan, { maxLength: 3 }) }),
      { maxLength: 3 },
    );
    const zone = fc.constantFrom('Asia/Tokyo', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe');
    const lengthAndCut = fc.tuple(fc.nat(5 * 24 * hour), fc.nat(1_000));
    const from = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-01-01') });
    fc.assert(
      fc.property(shifts, zone, from, lengthAndCut, (each, timeZone, at, [length, cut]) => {
        const plan = calendar(everyDay(each), { timeZone });
        const span = { from: at, until: at + length };
        const planned = plannedSpans(plan, span);
        planned.forEach((one, index) => {
          expect(one.from).toBeLessThan(one.until);
          expect(one.from).toBeGreaterThanOrEqual(planned[index - 1]?.until ?? span.from);
          expect(one.until).toBeLessThanOrEqual(span.until);
          if (index > 0) expect(one.from).toBeGreaterThan(planned[index - 1]?.until ?? Infinity);
        });
        const middle = at + Math.round((length * cut) / 1_000);
        const halves = [
          ...plannedSpans(plan, { from: at, until: middle }),
          ...plannedSpans(plan, { from: middle, until: span.until }),
        ];
        const total = (spans: readonly { from: number; until: number }[]): number =>
          spans.reduce((sum, one) => sum + lengthOf(one), 0);
        expect(total(halves)).toBe(total(planned));
      }),
      { numRuns: 60 },
    );
  });
});
