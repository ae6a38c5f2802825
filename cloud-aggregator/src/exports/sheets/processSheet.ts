// Pure: the hours of each process (domain 8.1 sheet 5), every machine under its main one, so that the rows sum to the
// last. In the public edition without machines of little coverage, and with no sum that shows a single firm.
import { ratiosOf } from '@nakamawashi/machine-model';
import { isPrintable, withheldRows } from '../../people/smallCells.ts';
import { type Group, groupsOf, type Owned, ownedBy, publicCount } from '../countedMachines.ts';
import { hoursRow } from '../hours.ts';
import { type TimeSum, timeSum } from '../monthFacts.ts';
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
import {
  coverageColumn,
  hourCells,
  hourColumns,
  productionColumns,
  ratioCells,
  shareCells,
  shareColumns,
  shareRemark,
} from '../timeColumns.ts';
import type { EditionSource } from './editionSource.ts';

const first: readonly Column[] = [
  column('process', 'text', ['工程コード', 'process'], {
    meaning: ['機械の主な工程のコード', 'code of the main process of a machine'],
    source: 'domain 5.2',
    width: 13,
  }),
  column('processName', 'text', ['工程名', 'process name'], {
    meaning: ['工程の名称', 'name of the process'],
    source: 'domain 5.2',
    width: 18,
  }),
  column('shops', 'count', ['会社(社)', 'shops'], {
    meaning: ['この工程の機械を持つ集計対象の会社', 'counted shops with machines of it'],
  }),
  column('machines', 'count', ['機械(台)', 'machines'], {
    meaning: ['この行の時間に含む機械', 'machines in the hours of the row'],
  }),
];
const spare = column('spareHours', 'hours', ['空き(h)', 'spare (h)'], {
  meaning: ['計画内の待機＋電源切。不明の時間は含めない', 'idle and off in the plan; never unknown time'],
  source: 'standards D.8',
});
const leftOut = column('leftOut', 'count', ['除いた機械(台)', 'left out'], {
  meaning: [
    'この行の時間に含めない機械。充足率60%未満のもの、または含めると1社の時間が分かるもの',
    'machines not in the row: coverage under 60 %, or the row would tell the hours of a single shop',
  ],
  source: 'domain 8.3',
});
const remark = column('remark', 'text', ['備考', 'remark'], {
  meaning: [
    '5社未満または1社が60%を超える合計と、引き算で分かる合計は示さない',
    'sums of fewer than five shops, of one with over 60 %, and those that give them away are not shown',
  ],
  source: 'domain 6.7',
  width: 30,
});

const total = { ja: '合計', en: 'total' };
const unnamed = { ja: '工程の登録なし', en: 'no process written down' };

/** The sheet of processes. */
export function processSheet(source: EditionSource): Sheet {
  const isPublic = source.facts.edition === 'public';
  const publicColumns = [
    ...hourColumns.filter(({ key }) => publicHours.includes(key)),
    coverageColumn,
    ...productionColumns,
  ];
  const columns = isPublic
    ? [...first, ...publicColumns, leftOut, remark]
    : [...first, ...hourColumns, spare, ...shareColumns, remark];
  return {
    number: 5,
    key: 'processes',
    title: { ja: '工程別稼働', en: 'Processes' },
    columns,
    rows: () => (isPublic ? publicRows(source) : internalRows(source)),
  };
}

const publicHours: readonly string[] = ['plannedHours', 'observedHours', 'productionHours'];

function names(source: EditionSource, process: string): Row {
  return [process, process === '' ? unnamed : source.processName(process)];
}

function sumOf(owned: readonly Owned[]): TimeSum {
  return timeSum(owned.map(({ machine }) => machine));
}

function shopsOf(owned: readonly Owned[]): number {
  return new Set(owned.map(({ shop }) => shop)).size;
}

function* internalRows(source: EditionSource): Iterable<Row> {
  const all = ownedBy(source.facts.members.map(({ facts }) => facts));
  const cells = (owned: readonly Owned[]): Row => {
    const sum = sumOf(owned);
    const { inPlan } = hoursRow(sum.inPlan, sum.outsidePlan);
    return [
      shopsOf(owned),
      owned.length,
      ...hourCells(sum),
      hoursCell(inPlan.idle + inPlan.off),
      ...shareCells(sum),
      shareRemark(sum),
    ];
  };
  for (const [process, owned] of groupsOf(all)) yield [...names(source, process), ...cells(owned)];
  yield [total, '', ...cells(all)];
}

function* publicRows(source: EditionSource): Iterable<Row> {
  const { groups, total: all } = publicCount(source);
  const hidden = withheldRows(groups.map(({ row }) => row));
  for (const [index, each] of groups.entries())
    yield [...names(source, each.process), ...publicCells(each, hidden.has(index))];
  yield [total, '', ...publicCells(all, !isPrintable(all.row))];
}

function publicCells({ counted, leftOut: without }: Group, isHidden: boolean): Row {
  const { inPlan, outsidePlan } = sumOf(counted);
  const hours = hoursRow(inPlan, outsidePlan);
  const { planned, inPlan: states } = hours;
  const { coverage, production } = ratiosOf(inPlan);
  const figures = [
    ...[planned, planned - states.unknown, states.production].map(hoursCell),
    shareCell(coverage),
    ...ratioCells(production, coverage),
  ];
  const dash: CellValue = { ja: '－', en: '–' };
  const shown = isHidden ? figures.map(() => dash) : figures;
  return [shopsOf(counted), counted.length, ...shown, without, isHidden ? withheld : ''];
}
