// A touch changes the days that it speaks of and no other, whatever stood there.
import type { CalendarException, ShiftCalendar } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { breaksOf, breakText, dayAfter, withDays, withoutPattern, withPattern } from './editCalendar.ts';

const first = '2027-01-01';
const day = fc.nat(60).map((days) => dayAfter(first, days));
const shift = { from: '08:00', until: '17:00', breaks: [] };
const stretch = fc
  .tuple(day, fc.nat(9), fc.constantFrom([], [shift]))
  .map(([from, days, shifts]): CalendarException => ({ from, through: dayAfter(from, days), shifts }));
const holding = ({ exceptions }: ShiftCalendar, date: string): CalendarException | undefined =>
  exceptions.find(({ from, through }) => from <= date && date <= through);

it('changes the days that were touched and no other', () => {
  const change = fc.tuple(stretch, fc.constantFrom(null, [], [shift]));
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 5 }), change, (exceptions, [{ from, through }, shifts]) => {
      const before: ShiftCalendar = {
        timeZone: 'Asia/Tokyo',
        patterns: [{ from: first, week: {} }],
        exceptions,
      };
      const after = withDays(before, { from, through, shifts, note: '' });
      for (let date = first; date <= '2027-03-20'; date = dayAfter(date, 1)) {
        const isTouched = from <= date && date <= through;
        const wanted = isTouched ? shifts : holding(before, date)?.shifts;
        expect(holding(after, date)?.shifts ?? null).toEqual(wanted ?? null);
      }
      for (const each of after.exceptions) expect(each.from <= each.through).toBe(true);
    }),
  );
});

it('puts hours in by their first day, in the place of those of the same day, and never takes the last', () => {
  const calendar: ShiftCalendar = {
    timeZone: 'Asia/Tokyo',
    patterns: [{ from: first, week: {} }],
    exceptions: [],
  };
  const two = withPattern(calendar, '2026-04-01', { mon: [shift] });
  expect(two.patterns.map(({ from }) => from)).toEqual(['2026-04-01', first]);
  expect(withPattern(two, first, { tue: [shift] }).patterns[1]).toEqual({
    from: first,
    week: { tue: [shift] },
  });
  expect(withoutPattern(two, first).patterns).toHaveLength(1);
  expect(withoutPattern(calendar, first)).toBe(calendar);
});

it('reads breaks as they are typed, full-width too, and says when it does not understand', () => {
  const breaks = [
    { from: '12:00', until: '13:00' },
    { from: '09:05', until: '09:10' },
  ];
  expect(breaksOf('１２：００－１３：００、9:05~9:10')).toEqual(breaks);
  expect(breaksOf(breakText(breaks))).toEqual(breaks);
  expect(breaksOf('')).toEqual([]);
  expect(breaksOf('昼')).toBe(null);
});
