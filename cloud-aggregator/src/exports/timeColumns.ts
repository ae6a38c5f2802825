// Pure: the columns of hours and of shares that members, processes and machines have alike, with the cells that belong
// under them (domain 8.3; standards D.2, D.6). Hours are summed first and divided last.
import type { MachineState, Ratio } from '@nakamawashi/machine-model';
import { boundsCoverage, bracketCoverage, pointCoverage, ratiosOf } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import { hoursRow, stateOrder } from './hours.ts';
import { coverageOf, type TimeSum } from './monthFacts.ts';
import { type CellValue, type Column, column, hoursCell, shareCell } from './sheet.ts';

const stateWords: Readonly<Record<MachineState, readonly [string, string]>> = {
  production: ['加工', 'production'],
  setup: ['段取り', 'setup'],
  idle: ['待機', 'idle'],
  fault: ['アラーム', 'fault'],
  maintenance: ['点検', 'maintenance'],
  off: ['電源切', 'off'],
  unknown: ['不明', 'unknown'],
};

/** Hours: the month, the plan, what of it was seen, its states, and what lies outside. */
export const hourColumns: readonly Column[] = [
  column('monthHours', 'hours', ['月の時間(h)', 'month (h)'], {
    meaning: [
      '対象月の全時間 × 台数。計画時間と計画外の3列の合計と必ず一致する（0.1 h 単位、最大剰余法）',
      'all hours of the month × machines; always the plan and the three columns outside it together',
    ],
    source: 'standards D.6',
  }),
  column('plannedHours', 'hours', ['計画時間(h)', 'planned (h)'], {
    meaning: [
      '稼働カレンダーによる作業予定の時間（負荷時間）。計画内の7つの状態の合計と必ず一致する',
      'time in which work is planned by the calendar; always the sum of the seven states in the plan',
    ],
    source: 'ISO 22400-2: PBT',
  }),
  column('observedHours', 'hours', ['観測時間(h)', 'observed (h)'], {
    meaning: ['計画時間 − 計画内の不明', 'planned − unknown in the plan'],
    source: 'standards D.6',
  }),
  ...stateOrder.map((state) => {
    const [ja, en] = stateWords[state];
    return column(`${state}Hours`, 'hours', [`${ja}(h)`, `${en} (h)`], {
      meaning: [
        `計画内の${ja}の時間。届いていない時間は不明とし、ほかの状態で埋めない`,
        `hours of ${en} in the plan; what did not arrive is unknown and never filled by another state`,
      ],
      source: 'standards D.7',
    });
  }),
  column('overtimeHours', 'hours', ['時間外加工(h)', 'production outside plan (h)'], {
    meaning: ['計画外の加工の時間。どの率にも入れない', 'production outside the plan; in no ratio'],
    source: 'standards D.5',
  }),
  column('outsideOtherHours', 'hours', ['時間外その他(h)', 'other outside plan (h)'], {
    meaning: ['計画外で、加工と不明のほかの時間', 'outside the plan: neither production nor unknown'],
    source: 'standards D.5',
  }),
  column('outsideUnknownHours', 'hours', ['時間外不明(h)', 'unknown outside plan (h)'], {
    meaning: ['計画外でデータのない時間', 'outside the plan without data'],
    source: 'standards D.5',
  }),
];

/** The cells under `hourColumns`. */
export function hourCells({ inPlan, outsidePlan }: TimeSum): readonly CellValue[] {
  const hours = hoursRow(inPlan, outsidePlan);
  const { production, other, unknown } = hours.outside;
  return [
    hours.total,
    hours.planned,
    hours.planned - hours.inPlan.unknown,
    ...stateOrder.map((state) => hours.inPlan[state]),
    production,
    other,
    unknown,
  ].map(hoursCell);
}

const ratioColumns = (
  key: string,
  title: readonly [string, string],
  meaning: readonly [string, string],
  source: string,
): readonly Column[] => [
  column(key, 'share', [`${title[0]}(%)`, `${title[1]} (%)`], {
    meaning: [`${meaning[0]}。充足率95%以上のときだけ示す`, `${meaning[1]}; given from 95 % coverage on`],
    source,
  }),
  column(`${key}Lower`, 'share', [`${title[0]} 下限(%)`, `${title[1]}, lower bound (%)`], {
    meaning: [
      '不明の時間を分子に含めない場合。充足率50%以上のときに示し、60%未満は括弧に入れる',
      'if none of the unknown time counted; from 50 % coverage on, in brackets under 60 %',
    ],
    source: 'standards D.6',
  }),
  column(`${key}Upper`, 'share', [`${title[0]} 上限(%)`, `${title[1]}, upper bound (%)`], {
    meaning: [
      '不明の時間をすべて分子に含める場合。充足率50%以上のときに示し、60%未満は括弧に入れる',
      'if all of the unknown time counted; from 50 % coverage on, in brackets under 60 %',
    ],
    source: 'standards D.6',
  }),
];

/** 稼働率 alone, with its bounds. */
export const productionColumns = ratioColumns(
  'availability',
  ['稼働率〔加工÷観測計画時間〕', 'production ratio [of observed plan]'],
  ['計画内の加工 ÷ 観測時間（時間稼働率）', 'production in the plan / observed planned time'],
  'ISO 22400-2: APT/PBT',
);

export const coverageColumn = column('coverage', 'share', ['充足率(%)', 'coverage (%)'], {
  meaning: ['観測時間 ÷ 計画時間', 'observed / planned time'],
  source: 'standards D.6',
});

/** Coverage and the three ratios, each with its bounds. */
export const shareColumns: readonly Column[] = [
  coverageColumn,
  ...productionColumns,
  ...ratioColumns(
    'productionAndSetup',
    ['加工+段取り率', 'production and setup ratio'],
    ['計画内の（加工＋段取り）÷ 観測時間', '(production + setup) in the plan / observed planned time'],
    'domain 8.3',
  ),
  ...ratioColumns(
    'readiness',
    ['可動率', 'able ratio'],
    [
      '計画内の（加工＋段取り＋待機）÷（同＋アラーム）。アラームの記録がある機械だけを数える',
      '(production + setup + idle) / (the same + fault) in the plan; only machines with faults on record',
    ],
    'domain 8.3',
  ),
];

/** The cells under `shareColumns`. */
export function shareCells({ inPlan, alarmed }: TimeSum): readonly CellValue[] {
  const ratios = ratiosOf(inPlan);
  return [
    shareCell(ratios.coverage),
    ...ratioCells(ratios.production, ratios.coverage),
    ...ratioCells(ratios.productionAndSetup, ratios.coverage),
    ...ratioCells(ratiosOf(alarmed).readiness, coverageOf(alarmed)),
  ];
}

/** A ratio's value and bounds. */
export function ratioCells({ point, lower, upper }: Ratio, coverage: number | null): readonly CellValue[] {
  const isBracketed = coverage !== null && coverage < bracketCoverage;
  return [shareCell(point), shareCell(lower, isBracketed), shareCell(upper, isBracketed)];
}

/** What is to be known about a row's shares. */
export function shareRemark({ inPlan, alarmed }: TimeSum): Bilingual {
  const coverage = coverageOf(inPlan);
  const found: Bilingual[] = [];
  if (coverage === null) found.push({ ja: '計画時間なし', en: 'no planned time' });
  else if (coverage < boundsCoverage)
    found.push({ ja: '充足率50%未満のため率なし', en: 'coverage under 50 %: no ratios' });
  else if (coverage < bracketCoverage)
    found.push({
      ja: '参考値（充足率60%未満、公表の集計に含めない）',
      en: 'bounds only; under 60 %: not in public sums',
    });
  else if (coverage < pointCoverage) found.push({ ja: '参考値（上下限のみ）', en: 'bounds only' });
  if (coverage !== null && coverageOf(alarmed) === null)
    found.push({ ja: 'アラーム記録がないため可動率なし', en: 'no fault on record: no able ratio' });
  return { ja: found.map(({ ja }) => ja).join('；'), en: found.map(({ en }) => en).join('; ') };
}
