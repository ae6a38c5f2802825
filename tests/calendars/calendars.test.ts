// Two years of several shops' calendars, day by day, as somebody reckoned them apart from the program: each case is a
// calendar and a page a year with a sign for each day, whose meaning stands at the top of the page.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plannedOn, type ShiftCalendar, shiftCalendarSchema } from '@nakamawashi/machine-model';
import { loadConfig } from '@nakamawashi/runtime';
import { describe, expect, it } from 'vitest';
import { monthDays } from '../../cloud-aggregator/src/directory/calendarYear.ts';

const cases = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((each) => each.isDirectory());
const years = [2026, 2027];

describe.each(cases.map(({ name }) => name))('%s', (name) => {
  const folder = join(import.meta.dirname, name);
  const calendar: ShiftCalendar = loadConfig(join(folder, 'calendar.yaml'), shiftCalendarSchema);

  it.each(years)('plans %i as it was reckoned', (year) => {
    const page = readFileSync(join(folder, `${year}.txt`), 'utf8')
      .trimEnd()
      .split('\n');
    const signs = page.flatMap((line) => {
      const found = /^([A-Z]) (\d+) h (\d\d)$/.exec(line);
      return found === null ? [] : [[Number(found[2]) * 60 + Number(found[3]), String(found[1])] as const];
    });
    const months = page.filter((line) => line.startsWith(String(year)));
    expect(months).toHaveLength(12);
    for (const line of months) expect(monthLine(calendar, line.slice(0, 7), new Map(signs))).toBe(line);
  });
});

function monthLine(calendar: ShiftCalendar, month: string, signs: ReadonlyMap<number, string>): string {
  const days = monthDays(calendar, month, () => null).map(({ date, exception }) => {
    const minutes =
      plannedOn(calendar, date).reduce((sum, { from, until }) => sum + until - from, 0) / 60_000;
    return {
      minutes,
      sign: minutes > 0 ? (signs.get(minutes) ?? `?${minutes}`) : exception === null ? '.' : 'x',
    };
  });
  const sum = days.reduce((total, { minutes }) => total + minutes, 0);
  const row = days
    .map(({ sign }) => sign)
    .join('')
    .padEnd(31);
  const count = String(days.filter(({ minutes }) => minutes > 0).length).padStart(2);
  const hours = String(Math.floor(sum / 60)).padStart(3);
  return `${month}   ${row}  ${count} days ${hours} h ${String(sum % 60).padStart(2, '0')}`;
}
