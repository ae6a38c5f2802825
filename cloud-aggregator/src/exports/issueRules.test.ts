// When months get their files, on the real calendar of 2026 and 2027.
import { describe, expect, it } from 'vitest';
import { nationalHoliday } from '../directory/nationalHolidays.ts';
import { businessDay, monthPlus } from './businessDays.ts';
import { dueIssue, freezeDate, isOver } from './issueRules.ts';

const isHoliday = (date: string): boolean => nationalHoliday(date) !== null;
const calendar = { issueDay: 3, freezeDay: 10, isHoliday };

describe('business days', () => {
  it('pass over weekends, national holidays and the turn of the year', () => {
    expect(businessDay('2026-11', 3, isHoliday)).toBe('2026-11-05');
    expect(businessDay('2026-05', 3, isHoliday)).toBe('2026-05-08');
    expect(businessDay('2027-01', 3, isHoliday)).toBe('2027-01-06');
    expect(businessDay('2026-09', 15, isHoliday)).toBe('2026-09-24');
  });

  it('are those of the month after, also over the turn of the year', () => {
    expect([monthPlus('2026-12', 1), monthPlus('2026-01', -1), monthPlus('2026-06', 9)]).toEqual([
      '2027-01',
      '2025-12',
      '2027-03',
    ]);
  });
});

describe('the file of last month', () => {
  const due = (today: string, versions: number, lastMadeOn: string | null): string =>
    JSON.stringify(dueIssue(today, calendar, { versions, lastMadeOn }));

  it('is made on the third business day, or later where nobody was there', () => {
    expect(due('2026-11-04', 0, null)).toBe('null');
    expect(due('2026-11-05', 0, null)).toBe('{"month":"2026-10","why":"first"}');
    expect(due('2026-11-29', 0, null)).toBe('{"month":"2026-10","why":"first"}');
    expect(due('2026-11-06', 1, '2026-11-05')).toBe('null');
  });

  it('is looked at once more on the day on which it is frozen, and then left', () => {
    expect(freezeDate('2026-10', calendar)).toBe('2026-11-16');
    expect(due('2026-11-15', 1, '2026-11-05')).toBe('null');
    expect(due('2026-11-16', 1, '2026-11-05')).toBe('{"month":"2026-10","why":"last"}');
    expect(due('2026-11-16', 2, '2026-11-16')).toBe('null');
    expect(due('2026-11-17', 1, '2026-11-05')).toBe('null');
  });

  it('is none while the month goes on', () => {
    expect(isOver('2026-10', '2026-10-31')).toBe(false);
    expect(isOver('2026-10', '2026-11-01')).toBe(true);
  });
});
