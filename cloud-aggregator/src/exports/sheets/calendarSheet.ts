// Pure: the days of the month: weekday, national holiday, shops at work, planned hours (domain 8.1 sheet 11). Planned
// hours of days on which few shops work are withheld, except from the owner.
import type { Bilingual } from '@nakamawashi/runtime';
import { weekdayOf } from '../../directory/localDates.ts';
import { type Remainder, type SummedRow, together, withheldRows } from '../../people/smallCells.ts';
import { publicCount } from '../countedMachines.ts';
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
      '集計した機械の計画時間（公表版では「工程別稼働」に含む機械）。日をまたぐ勤務は始まった日に数える',
      'planned time of the counted machines (in the public edition those of the sheet of processes); a shift over ' +
        'midnight belongs to the day on which it began',
    ],
    source: 'ISO 22400-2: PBT',
    width: 26,
  }),
];

/** The sheet of days. */
export function calendarSheet(source: EditionSource): Sheet {
  const { facts, holidayOn } = source;
  return {
    number: 11,
    key: 'calendar',
    title: { ja: '稼働カレンダー', en: 'Calendar' },
    columns,
    *rows() {
      const dates = datesOf(facts.month);
      const parts = facts.edition === 'public' ? publicParts(source) : allParts(source);
      const rows = dates.map((_, day) => dayRow(parts, day));
      const hidden = facts.edition === 'own' ? new Set<number>() : withheldDays(rows);
      for (const [day, date] of dates.entries()) {
        const ms = [...(rows[day]?.measures[0]?.values() ?? [])].reduce((sum, each) => sum + each, 0);
        const planned: CellValue = hidden.has(day) ? withheld : hoursCell(tenths(ms));
        const open = facts.members.filter(({ facts: { isOpen } }) => isOpen[day]).length;
        yield [date, weekdayName(date), holidayOn(date) ?? '', open, planned];
      }
    },
  };
}

interface Parts {
  /** Planned time of each shop by day. */
  readonly byShop: ReadonlyMap<string, readonly number[]>;
  readonly remainders: readonly Remainder[];
}

function allParts({ facts }: EditionSource): Parts {
  const byShop = new Map(facts.members.map(({ facts: { id, plannedMs } }) => [id, plannedMs]));
  return { byShop, remainders: [] };
}

/** Of the machines that the other sums count, so that no difference between them tells of the rest. */
function publicParts(source: EditionSource): Parts {
  const { counted, row } = publicCount(source).total;
  const machines = Map.groupBy(counted, ({ shop }) => shop);
  const byShop = new Map(
    source.facts.members.map(({ facts: { id, plannedMs, machines: all } }) => {
      // All machines of a shop have its plan.
      const part = (machines.get(id)?.length ?? 0) / Math.max(1, all.length);
      return [id, plannedMs.map((ms) => Math.round(ms * part))];
    }),
  );
  return { byShop, remainders: row.remainders ?? [] };
}

function dayRow({ byShop, remainders }: Parts, day: number): SummedRow {
  const parts = [...byShop].map(([shop, ms]): [string, number] => [shop, ms[day] ?? 0]);
  const measure = new Map(parts.filter(([, ms]) => ms > 0));
  return {
    measures: [measure],
    remainders: remainders.map((each) =>
      each.isApart === true ? each : { ...each, shops: each.shops.intersection(measure) },
    ),
  };
}

/**
 * Days on which the same shops have the same plan are one row: whoever sees one of them knows the others, and could
 * take them from the sum of the month.
 */
function withheldDays(rows: readonly SummedRow[]): ReadonlySet<number> {
  const alike = Map.groupBy(rows.entries(), ([, { measures }]) => JSON.stringify([...(measures[0] ?? [])]));
  const kinds = [...alike.values()].map((own) => ({
    days: own.map(([day]) => day),
    row: together(own.map(([, row]) => row)),
  }));
  const hidden = withheldRows(kinds.map(({ row }) => row));
  return new Set(kinds.flatMap(({ days }, index) => (hidden.has(index) ? days : [])));
}

function weekdayName(date: string): Bilingual {
  const index = weekdayOf(date) - 1;
  return { ja: weekdays[index] ?? '', en: weekdaysEn[index] ?? '' };
}
