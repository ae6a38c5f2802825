// Pure: the days of the month: weekday, national holiday, shops at work, planned hours (domain 8.1 sheet 11). Planned
// hours of days on which few shops work are withheld, except from the owner.
import type { Bilingual } from '@nakamawashi/runtime';
import { weekdayOf } from '../../directory/localDates.ts';
import { withheldRows } from '../../people/smallCells.ts';
import { tenths } from '../hours.ts';
import { datesOf } from '../monthFacts.ts';
import { type CellValue, type Column, column, hoursCell, type Sheet, withheld } from '../sheet.ts';
import type { EditionSource } from './editionSource.ts';

const weekdays = ['月', '火', '水', '木', '金', '土', '日'];
const weekdaysEn = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

const columns: readonly Column[] = [
  column('date', 'date', ['日付', 'date'], {
    meaning: ['対象月の日', 'day of the month'],
    source: 'domain 8.4',
  }),
  column('weekday', 'text', ['曜日', 'weekday'], { meaning: ['曜日', 'day of the week'], width: 9 }),
  column('holiday', 'text', ['国民の祝日', 'national holiday'], {
    meaning: ['国民の祝日・休日。会員の営業日とは別', 'national holiday; shops close by their own calendars'],
    source: 'standards D.5',
    width: 22,
  }),
  column('shopsOpen', 'count', ['営業(社)', 'shops at work'], {
    meaning: [
      '稼働カレンダーに作業の予定がある集計対象の会社',
      'counted shops whose calendar has a plan on the day',
    ],
    width: 12,
  }),
  column('plannedHours', 'hours', ['計画時間(h)', 'planned (h)'], {
    meaning: [
      '集計対象の全機械の計画時間。日をまたぐ勤務は始まった日に数える',
      'planned time of all counted machines; a shift over midnight belongs to the day on which it began',
    ],
    source: 'ISO 22400-2: PBT',
    width: 26,
  }),
];

/** The sheet of days. */
export function calendarSheet({ facts, holidayOn }: EditionSource): Sheet {
  return {
    number: 11,
    key: 'calendar',
    title: { ja: '稼働カレンダー', en: 'Calendar' },
    columns,
    *rows() {
      const dates = datesOf(facts.month);
      const plans = dates.map((_, day) => {
        const parts = facts.members.map(({ facts: { id, plannedMs } }): [string, number] => [
          id,
          plannedMs[day] ?? 0,
        ]);
        return new Map(parts.filter(([, ms]) => ms > 0));
      });
      const rows = plans.map((byShop) => ({ measures: [byShop] }));
      const hidden = facts.edition === 'own' ? new Set<number>() : withheldRows(rows);
      for (const [day, date] of dates.entries()) {
        const ms = [...(plans[day]?.values() ?? [])].reduce((sum, each) => sum + each, 0);
        const planned: CellValue = hidden.has(day) ? withheld : hoursCell(tenths(ms));
        const open = facts.members.filter(({ facts: { isOpen } }) => isOpen[day]).length;
        yield [date, weekdayName(date), holidayOn(date) ?? '', open, planned];
      }
    },
  };
}

function weekdayName(date: string): Bilingual {
  const index = weekdayOf(date) - 1;
  return { ja: weekdays[index] ?? '', en: weekdaysEn[index] ?? '' };
}
