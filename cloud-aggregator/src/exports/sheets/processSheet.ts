// Pure: the hours of each process (domain 8.1 sheet 5), every machine under its main one, so that the rows sum to the
// last. In the public edition without machines of little coverage, and with no sum that shows a single firm.
import { bracketCoverage, ratiosOf, totalMs } from '@nakamawashi/machine-model';
import { isPrintable, type SummedRow, together, withheldRows } from '../../people/smallCells.ts';
import { hoursRow } from '../hours.ts';
import { coverageOf, type MachineFacts, type TimeSum, timeSum } from '../monthFacts.ts';
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
    '充足率60%未満のため、この行の時間に含めない機械',
    'machines not in the row: coverage under 60 %',
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

interface Owned {
  readonly shop: string;
  readonly machine: MachineFacts;
}
interface Group {
  readonly process: string;
  readonly shops: number;
  readonly counted: readonly Owned[];
  readonly leftOut: number;
}

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

function groupsOf({ facts }: EditionSource, isCounted: (machine: MachineFacts) => boolean): readonly Group[] {
  const owned = facts.members.flatMap(({ facts: { id, machines } }) =>
    machines.map((machine): Owned => ({ shop: id, machine })),
  );
  const groups = Map.groupBy(owned, ({ machine }) => machine.processes[0] ?? '');
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([process, all]) => group(process, all, isCounted));
}

function group(process: string, all: readonly Owned[], isCounted: (machine: MachineFacts) => boolean): Group {
  const counted = all.filter(({ machine }) => isCounted(machine));
  const shops = new Set(counted.map(({ shop }) => shop)).size;
  return { process, shops, counted, leftOut: all.length - counted.length };
}

function names(source: EditionSource, process: string): Row {
  return [process, process === '' ? unnamed : source.processName(process)];
}

function sumOf({ counted }: Group): TimeSum {
  return timeSum(counted.map(({ machine }) => machine));
}

function* internalRows(source: EditionSource): Iterable<Row> {
  const groups = groupsOf(source, () => true);
  const cells = (each: Group): Row => {
    const sum = sumOf(each);
    const { inPlan } = hoursRow(sum.inPlan, sum.outsidePlan);
    return [
      each.shops,
      each.counted.length,
      ...hourCells(sum),
      hoursCell(inPlan.idle + inPlan.off),
      ...shareCells(sum),
      shareRemark(sum),
    ];
  };
  for (const each of groups) yield [...names(source, each.process), ...cells(each)];
  yield [total, '', ...cells(allOf(groups))];
}

function* publicRows(source: EditionSource): Iterable<Row> {
  const groups = groupsOf(source, ({ inPlan }) => (coverageOf(inPlan) ?? 0) >= bracketCoverage);
  const summed = groups.map(summedRow);
  const hidden = withheldRows(summed);
  for (const [index, each] of groups.entries())
    yield [...names(source, each.process), ...publicCells(each, hidden.has(index))];
  const all = allOf(groups);
  yield [total, '', ...publicCells(all, !isPrintable(together(summed)))];
}

function publicCells(each: Group, isHidden: boolean): Row {
  const { inPlan, outsidePlan } = sumOf(each);
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
  return [each.shops, each.counted.length, ...shown, each.leftOut, isHidden ? withheld : ''];
}

function allOf(groups: readonly Group[]): Group {
  const counted = groups.flatMap((each) => each.counted);
  return {
    process: '',
    shops: new Set(counted.map(({ shop }) => shop)).size,
    counted,
    leftOut: groups.reduce((sum, each) => sum + each.leftOut, 0),
  };
}

/** What each shop brings to every figure of the row. */
function summedRow({ counted }: Group): SummedRow {
  const of = (ms: (machine: MachineFacts) => number): ReadonlyMap<string, number> => {
    const byShop = new Map<string, number>();
    for (const { shop, machine } of counted) byShop.set(shop, (byShop.get(shop) ?? 0) + ms(machine));
    return byShop;
  };
  return {
    measures: [
      of(({ inPlan }) => totalMs(inPlan)),
      of(({ inPlan }) => totalMs(inPlan) - inPlan.unknown),
      of(({ inPlan }) => inPlan.production),
    ],
  };
}
