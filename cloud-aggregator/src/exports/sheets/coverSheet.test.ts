// What the first page says of national holidays: nothing where they are certain, and in words where they are not.
import { expect, it } from 'vitest';
import { holidayYear, nationalHoliday } from '../../directory/nationalHolidays.ts';
import { coverSheet } from './coverSheet.ts';
import type { EditionSource } from './editionSource.ts';

function notesOf(month: string): string {
  const timeZone = 'Asia/Tokyo';
  const source: EditionSource = {
    facts: { edition: 'internal', month, timeZone, members: [], others: [], agreedNow: new Set() },
    whole: { month, timeZone, workshops: [] },
    kpi: { sets: [], years: [], months: [] },
    issues: [],
    versions: [],
    isOver: false,
    madeAt: 0,
    isForOffice: false,
    holidayOn: nationalHoliday,
    holidayYear,
    processName: (code) => ({ ja: code, en: code }),
  };
  return JSON.stringify([...coverSheet(source).rows()]);
}

it('says that the holidays of a year are a forecast, or not in the list at all', () => {
  expect(notesOf('2026-11')).not.toContain('national holidays');
  expect(notesOf('2030-05')).toContain('この年の国民の祝日は予測です');
  expect(notesOf('2077-05')).toContain('The list of national holidays does not hold the year');
});
