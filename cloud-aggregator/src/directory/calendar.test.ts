// A year of a calendar as a person sees it, and what templates put into it: never over what a shop wrote itself, the
// same twice as once, and nothing on a day that the dated list does not name.
import { type ShiftCalendar, shiftCalendarSchema } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarTemplates, withTemplate } from './calendarTemplates.ts';
import { datesFrom, monthDays } from './calendarYear.ts';
import { datePlus, weekdayOf } from './localDates.ts';
import { holidayWarning, holidayYear, nationalHoliday } from './nationalHolidays.ts';

const shift = { from: '08:00', until: '17:00', breaks: [{ from: '12:00', until: '13:00' }] };
const weekly = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [shift]]));
const plain = (more: object = {}): ShiftCalendar =>
  shiftCalendarSchema.parse({ timeZone: 'Asia/Tokyo', patterns: [{ week: weekly }], ...more });
const yearOf = (calendar: ShiftCalendar, year: number) =>
  Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`).flatMap((month) =>
    monthDays(calendar, month, nationalHoliday),
  );
const closedBy = (calendar: ShiftCalendar): string[] =>
  calendar.exceptions.map(({ from, through, note }) => `${from} ${through} ${note?.ja}`);

describe('a year of a calendar', () => {
  it('has each date once, with the hours that are planned on it', () => {
    const night = { from: '20:00', until: '05:00', breaks: [{ from: '00:30', until: '01:15' }] };
    const nights = plain({ timeZone: 'Europe/Berlin', patterns: [{ week: { sat: [night], sun: [shift] } }] });
    const days = yearOf(nights, 2028);
    expect(days.map(({ date }) => date)).toEqual(datesFrom('2028-01-01', '2028-12-31'));
    const hours = (date: string): number | undefined => days.find((each) => each.date === date)?.hours;
    // The night before the clocks are put on has an hour less, the one before they are put back an hour more.
    expect(['2028-03-25', '2028-04-01', '2028-10-28', '2028-04-03', '2028-04-02'].map(hours)).toEqual([
      7.25, 8.25, 9.25, 0, 8,
    ]);
  });

  it('names holidays without closing the shop', () => {
    const day = monthDays(plain(), '2026-11', nationalHoliday).find(({ date }) => date === '2026-11-23');
    expect(day).toMatchObject({ hours: 8, exception: null, holiday: { ja: '勤労感謝の日' } });
  });
});

describe('the list of national holidays', () => {
  const known = (year: number): string[] =>
    datesFrom(`${year}-01-01`, `${year}-12-31`).filter((date) => nationalHoliday(date) !== null);

  it('says of a year whether it is announced, a forecast or not there, and holds days of all others', () => {
    expect(holidayYear('2027-12-31')).toBe('announced');
    expect(holidayYear('2028-01-01')).toBe('forecast');
    for (let year = 1960; year <= 2100; year++)
      expect(known(year).length > 0).toBe(holidayYear(`${year}-05-05`) !== 'absent');
  });

  it('is warned of by `check` when it is not certain of the next year', () => {
    expect(holidayWarning('2026-12-31')).toBeNull();
    expect(holidayWarning('2027-01-01')).toMatch(/certain through 2027 .* of 2028 only as a forecast/);
    expect(holidayWarning('2088-03-01')).toMatch(/of 2089 not at all/);
  });
});

describe('a template', () => {
  const exception = fc.tuple(fc.nat(364), fc.nat(9), fc.boolean()).map(([from, days, works]) => ({
    from: datePlus('2027-01-01', from),
    through: datePlus('2027-01-01', from + days),
    shifts: works ? [shift] : [],
  }));

  it('changes no day that the shop wrote itself, and the second time nothing at all', () => {
    fc.assert(
      fc.property(
        fc.array(exception, { maxLength: 3 }),
        fc.constantFrom(...calendarTemplates),
        (own, template) => {
          const calendar = plain({ exceptions: own });
          const once = withTemplate(calendar, template, 2027, nationalHoliday);
          expect(once.exceptions.slice(0, own.length)).toEqual(calendar.exceptions);
          expect(withTemplate(once, template, 2027, nationalHoliday)).toEqual(once);
          for (const { from, through } of once.exceptions.slice(own.length))
            for (const date of datesFrom(from, through))
              expect(own.some((each) => each.from <= date && date <= each.through)).toBe(false);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('closes exactly the national holidays of the year', () => {
    const closed = withTemplate(plain(), 'holidays', 2026, nationalHoliday);
    expect(closed.exceptions).toHaveLength(18);
    expect(closedBy(closed)).toContain('2026-05-06 2026-05-06 こどもの日 振替休日');
    for (const { date, holiday, hours } of yearOf(closed, 2026))
      expect(hours > 0, date).toBe(holiday === null && weekdayOf(date) < 6);
  });

  it('knows Golden Week with its substitute holiday, Obon, and a year end that goes over New Year', () => {
    const all = (year: number): ShiftCalendar =>
      (['goldenWeek', 'obon', 'yearEnd'] as const).reduce(
        (calendar, template) => withTemplate(calendar, template, year, nationalHoliday),
        plain(),
      );
    expect(closedBy(all(2026))).toEqual([
      '2026-04-29 2026-05-06 ゴールデンウィーク',
      '2026-08-13 2026-08-16 お盆休み',
      '2026-12-29 2027-01-03 年末年始休み',
    ]);
    expect(closedBy(all(2027))[0]).toBe('2027-04-29 2027-05-05 ゴールデンウィーク');
  });

  it('ends what has no end in sight', () => {
    const own = { exceptions: [{ from: '2026-10-01', through: '9999-12-31' }] };
    const next = withTemplate(plain(own), 'lastYear', 2027, nationalHoliday);
    expect(next.exceptions).toHaveLength(1);
    const gone = plain({ exceptions: [{ from: '2026-03-01', through: '2027-12-31' }] });
    expect(withTemplate(gone, 'lastYear', 2027, nationalHoliday).exceptions.at(-1)).toMatchObject({
      from: '2028-01-01',
      through: '2028-12-31',
    });
  });

  it('takes over last year: holidays from the list, own closed days by date, Saturday work by weekday', () => {
    const own = {
      exceptions: [
        { from: '2026-08-11', through: '2026-08-16', note: { ja: 'お盆休み', en: 'Obon' } },
        { from: '2026-10-01', through: '2026-10-01', note: { ja: '創立記念日', en: 'Founding day' } },
        {
          from: '2026-11-28',
          through: '2026-11-28',
          shifts: [shift],
          note: { ja: '土曜出勤', en: 'Saturday' },
        },
        { from: '2026-12-29', through: '2027-01-04', note: { ja: '年末年始', en: 'Year end' } },
      ],
    };
    const given = withTemplate(plain(own), 'goldenWeek', 2026, nationalHoliday);
    const next = withTemplate(
      withTemplate(given, 'holidays', 2026, nationalHoliday),
      'lastYear',
      2027,
      nationalHoliday,
    );
    const added = closedBy({
      ...next,
      exceptions: next.exceptions.filter(({ from }) => from > '2027-01-04'),
    });
    expect(added).toEqual([
      '2027-01-11 2027-01-11 成人の日',
      '2027-02-11 2027-02-11 建国記念の日',
      '2027-02-23 2027-02-23 天皇誕生日',
      '2027-03-21 2027-03-21 春分の日',
      '2027-03-22 2027-03-22 春分の日 振替休日',
      '2027-04-29 2027-05-05 ゴールデンウィーク',
      '2027-07-19 2027-07-19 海の日',
      '2027-08-11 2027-08-16 お盆休み',
      '2027-09-20 2027-09-20 敬老の日',
      '2027-09-23 2027-09-23 秋分の日',
      '2027-10-01 2027-10-01 創立記念日',
      '2027-10-11 2027-10-11 スポーツの日',
      '2027-11-03 2027-11-03 文化の日',
      '2027-11-23 2027-11-23 勤労感謝の日',
      '2027-11-27 2027-11-27 土曜出勤',
      '2027-12-29 2028-01-04 年末年始',
    ]);
    expect(next.exceptions.find(({ from }) => from === '2027-11-27')?.shifts).toEqual([shift]);
  });
});
