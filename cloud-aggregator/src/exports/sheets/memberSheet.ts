// Pure: the hours of each member (domain 8.1 sheet 4). Under codes, who did not agree is in one row together, and in
// none where that row would show a single firm.

import { totalMs } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import { isPrintable } from '../../people/smallCells.ts';
import { othersRow } from '../countedMachines.ts';
import { tenths } from '../hours.ts';
import { timeSum, type WorkshopFacts } from '../monthFacts.ts';
import {
  type CellValue,
  type Column,
  column,
  hoursCell,
  type Row,
  type Sheet,
  shareCell,
  withheld,
} from '../sheet.ts';
import { hourCells, hourColumns, shareCells, shareColumns, shareRemark } from '../timeColumns.ts';
import type { EditionSource } from './editionSource.ts';

export const memberCodeColumn = column('member', 'text', ['会員コード', 'member'], {
  meaning: ['会員の符号。自社版では識別名', 'code of the member; in the own edition its id'],
  width: 10,
});
const memberNameColumn = column('memberName', 'text', ['会員名', 'member name'], {
  meaning: ['会員の名称（自社版のみ）', 'name of the member, in the own edition only'],
  width: 20,
});

const middle: readonly Column[] = [
  column('region', 'text', ['地域', 'region'], {
    meaning: ['会員の地域', 'region of the member'],
    width: 12,
  }),
  column('processes', 'text', ['工程', 'processes'], {
    meaning: ['機械の主な工程のコード', 'main processes of its machines, as codes'],
    width: 18,
  }),
  column('machines', 'count', ['機械(台)', 'machines'], {
    meaning: [
      '登録された機械と、データの届いた機械の台数',
      'machines that are written down or were heard of',
    ],
  }),
];
const last: readonly Column[] = [
  column('bookedHours', 'hours', ['予約(h)', 'booked (h)'], {
    meaning: [
      '対象月の仮押さえ・確定・休止枠の時間。月をまたぐものは日数で按分',
      'holds, bookings and block-outs in the month; in proportion where they reach over its ends',
    ],
  }),
  column('load', 'share', ['負荷率(%)', 'load ratio (%)'], {
    meaning: ['予約 ÷ 計画時間。100%を超えることがある', 'booked / planned time; may exceed 100 %'],
    source: 'domain 8.3',
  }),
];
const remarkColumn = column('remark', 'text', ['備考', 'remark'], {
  meaning: ['率の扱いについての注記', 'notes about the ratios'],
  width: 26,
});

/** The sheet of members. */
export function memberSheet(source: EditionSource): Sheet {
  const { facts } = source;
  const isOwn = facts.edition === 'own';
  const names = isOwn ? [memberNameColumn] : [];
  return {
    number: 4,
    key: 'members',
    title: { ja: '会員別稼働', en: 'Members' },
    columns: [memberCodeColumn, ...names, ...middle, ...hourColumns, ...last, ...shareColumns, remarkColumn],
    *rows() {
      for (const { code, name, facts: workshop } of facts.members)
        yield [
          code,
          ...(isOwn ? [name] : []),
          ...memberCells([workshop], workshop.region?.ja ? workshop.region : ''),
        ];
      if (!isOwn && facts.others.length > 0) yield restRow(source);
    },
  };
}

function memberCells(workshops: readonly WorkshopFacts[], region: Bilingual | string): Row {
  const machines = workshops.flatMap((each) => each.machines);
  const sum = timeSum(machines);
  const codes = [...new Set(machines.flatMap(({ processes }) => processes.slice(0, 1)))].sort();
  const bookedMs = workshops.reduce((all, each) => all + each.bookedMs, 0);
  const planned = totalMs(sum.inPlan);
  return [
    region,
    codes.join(' '),
    machines.length,
    ...hourCells(sum),
    hoursCell(tenths(bookedMs)),
    shareCell(planned === 0 ? null : bookedMs / planned),
    ...shareCells(sum),
    shareRemark(sum),
  ];
}

function restRow(source: EditionSource): Row {
  const { others } = source.facts;
  const name = { ja: `同意なし計（${others.length}社）`, en: `without consent (${others.length} shops)` };
  if (isPrintable(othersRow(source))) return [name, ...memberCells(others, '')];
  const [, , count, ...figures] = memberCells(others, '');
  const hidden: CellValue = { ja: '－', en: '–' };
  return [name, '', '', count ?? null, ...figures.slice(0, -1).map(() => hidden), withheld];
}
