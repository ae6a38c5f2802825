// Pure: a plan's key figures by year and by month (domain 8.1 sheets 2 and 3, 8.2). The last five columns belong to the
// outside committee and stay empty (R40).
import type { Bilingual } from '@nakamawashi/runtime';
import { fiscalYearLabel, fiscalYearOf } from '../fiscalYear.ts';
import type { Indicator } from '../kpi/kpiSet.ts';
import type { KpiYear } from '../kpi/kpiTable.ts';
import { type Column, column, type Row, type Sheet, shareCell, withheld } from '../sheet.ts';
import type { EditionSource } from './editionSource.ts';

const source = 'domain 8.2';
const plan = column('plan', 'text', ['計画', 'plan'], {
  meaning: ['計画の名称', 'name of the plan'],
  source,
  width: 14,
});
const indicator = column('indicator', 'text', ['指標', 'indicator'], {
  meaning: ['指標の名称', 'name of the indicator'],
  source,
  width: 26,
});
const unit = column('unit', 'text', ['単位', 'unit'], {
  meaning: ['数値の単位', 'unit of the figures'],
  source,
  width: 8,
});

const amount = (key: string, title: readonly [string, string], meaning: readonly [string, string]): Column =>
  column(key, 'amount', title, { meaning, source, width: 10 });
const share = (key: string, title: readonly [string, string], meaning: readonly [string, string]): Column =>
  column(key, 'share', title, { meaning, source });
const empty = (key: string, title: readonly [string, string]): Column =>
  column(key, 'text', title, {
    meaning: ['外部組織が記入する欄', 'for the outside committee to fill in'],
    source,
    width: 11,
  });

const emptyColumns: readonly Column[] = [
  empty('effect', ['事業効果', 'effect']),
  empty('judgement', ['外部組織の評価', 'judgement']),
  empty('opinion', ['意見', 'opinion']),
  empty('nextSteps', ['今後の方針', 'next steps']),
  empty('reason', ['方針の理由', 'reason']),
];
/** The keys of the columns that the outside committee fills in. */
export const committeeColumns: ReadonlySet<string> = new Set(emptyColumns.map(({ key }) => key));

const yearColumns: readonly Column[] = [
  plan,
  indicator,
  unit,
  column('fiscalYear', 'text', ['年度', 'fiscal year'], {
    meaning: ['4月に始まる年度', 'begins in April'],
    source: 'domain 8.4',
    width: 23,
  }),
  column('planYear', 'text', ['計画上の年次', 'year of the plan'], {
    meaning: ['計画の何年目か。計画の表記を添える', 'which year of the plan, with its own name for it'],
    source,
    width: 18,
  }),
  amount(
    'base',
    ['開始前', 'before'],
    ['計画の始まる前の値。増加分には足さない', 'before the plan began; never added to increments'],
  ),
  amount('target', ['目標 増加分', 'target'], ['年度の目標（増加分）', 'increment aimed at in the year']),
  amount(
    'actual',
    ['実績 増加分', 'actual'],
    ['年度の実績（増加分）。分からないものは空欄', 'increment of the year; empty where nobody knows'],
  ),
  amount('difference', ['差', 'difference'], ['実績 − 目標', 'actual − target']),
  share('reached', ['達成率(%)', 'reached (%)'], ['実績 ÷ 目標', 'actual / target']),
  amount('targetTotal', ['目標 累計', 'targets so far'], ['目標増加分の累計', 'sum of the targets']),
  amount(
    'actualTotal',
    ['実績 累計', 'actuals so far'],
    ['実績増加分の累計。空欄の年度があれば空欄', 'sum of the actuals; empty behind a year without one'],
  ),
  share(
    'reachedTotal',
    ['累計 達成率(%)', 'reached so far (%)'],
    ['実績累計 ÷ 目標累計', 'actuals so far / targets so far'],
  ),
  column('origin', 'text', ['実績の出所', 'origin'], {
    meaning: [
      '自動集計・手入力・アンケートの別と出典',
      'automatic, by hand or questionnaire, with the source',
    ],
    source,
    width: 20,
  }),
  column('shops', 'count', ['集計の会社(社)', 'shops covered'], {
    meaning: ['自動集計が対象とした会社', 'shops that an automatic figure covers'],
    source,
    width: 10,
  }),
  share(
    'coverage',
    ['充足率(%)', 'coverage (%)'],
    ['対象月の充足率（公表の合計に含む機械）', 'of the month, of the machines in the public sums'],
  ),
  column('state', 'text', ['確定/速報', 'final'], {
    meaning: ['速報はあとで変わることがある', 'a provisional figure may change'],
    source,
    width: 9,
  }),
  ...emptyColumns,
];

/** What the table of years is made of; `coverage` as the public is told it. */
export type YearSource = Pick<EditionSource, 'kpi' | 'whole'> & {
  readonly coverage: number | null | 'withheld';
};
export type MonthSource = Pick<EditionSource, 'kpi'> & {
  readonly facts: Pick<EditionSource['facts'], 'month'>;
};

/** The sheet of years. */
export function kpiYearSheet(from: YearSource): Sheet {
  return {
    number: 2,
    key: 'kpiYears',
    title: { ja: '地域再生計画KPI', en: 'Key figures' },
    columns: yearColumns,
    *rows() {
      for (const year of from.kpi.years) yield yearRow(from, year);
    },
  };
}

function yearRow({ kpi, whole, coverage }: YearSource, year: KpiYear): Row {
  const isAutomatic = year.origin === 'automatic';
  const { actual, target, actualTotal, targetTotal } = year;
  const state = year.isFinal ? { ja: '確定', en: 'final' } : { ja: '速報', en: 'provisional' };
  return [
    ...namesOf(kpi.sets, year),
    fiscalYearLabel(year.fiscalYear),
    planYear(year),
    year.base,
    target,
    actual,
    actual === null ? null : actual - target,
    shareOf(actual, target),
    targetTotal,
    actualTotal,
    shareOf(actualTotal, targetTotal),
    originOf(year),
    isAutomatic ? whole.workshops.length : null,
    isAutomatic ? (coverage === 'withheld' ? withheld : shareCell(coverage)) : null,
    actual === null ? '' : state,
    ...emptyColumns.map(() => ''),
  ];
}

function planYear({ planYear: number, planLabel }: KpiYear): Bilingual {
  const own = planLabel === null ? '' : `（${planLabel}）`;
  return { ja: `${number}年目${own}`, en: `year ${number}${planLabel === null ? '' : ` (${planLabel})`}` };
}

function originOf({ origin, months, source: words }: KpiYear): Bilingual | string {
  if (origin === null) return '';
  if (origin === 'automatic') return { ja: `自動（${months}か月分）`, en: `automatic (${months} months)` };
  const how = {
    byHand: { ja: '手入力', en: 'by hand' },
    questionnaire: { ja: 'アンケート', en: 'questionnaire' },
  }[origin];
  return { ja: `${how.ja}：${words ?? ''}`, en: `${how.en}: ${words ?? ''}` };
}

/** The months leave room on the page for whole names. */
const wider = (each: Column): Column => ({ ...each, width: each.width * 1.6 });

const monthColumns: readonly Column[] = [
  column('month', 'text', ['年月', 'month'], {
    meaning: ['対象の月', 'the month'],
    source: 'domain 8.4',
    width: 10,
  }),
  wider(plan),
  wider(indicator),
  unit,
  amount(
    'increment',
    ['当月 増加分', 'increment'],
    ['その月の増加分（自動集計のみ）', 'of the month, where it is counted'],
  ),
  amount('total', ['年度 累計', 'year so far'], ['年度の初めからの増加分', 'since the fiscal year began']),
  amount(
    'target',
    ['年度 目標', 'target of the year'],
    ['年度の目標。計画期間の外は空欄', 'of the year; empty outside the plan'],
  ),
  share('reached', ['達成率(%)', 'reached (%)'], ['年度累計 ÷ 年度目標', 'year so far / target']),
];

/** The sheet of months. */
export function kpiMonthSheet({ kpi, facts }: MonthSource): Sheet {
  const year = fiscalYearLabel(fiscalYearOf(facts.month));
  return {
    number: 3,
    key: 'kpiMonths',
    title: { ja: 'KPI月次推移', en: 'Key figures by month' },
    columns: monthColumns.map((each) =>
      each.key === 'total'
        ? { ...each, meaning: { ja: `${each.meaning.ja}：${year.ja}`, en: `${each.meaning.en}: ${year.en}` } }
        : each,
    ),
    *rows() {
      for (const each of [...kpi.months].sort((a, b) => (a.month < b.month ? -1 : a.month > b.month ? 1 : 0)))
        yield [
          each.month,
          ...namesOf(kpi.sets, each),
          each.increment,
          each.total,
          each.target,
          shareOf(each.total, each.target),
        ];
    },
  };
}

function namesOf(
  sets: EditionSource['kpi']['sets'],
  { set, indicator: id }: Pick<KpiYear, 'set' | 'indicator'>,
): Row {
  const found = sets.find((each) => each.id === set);
  const own: Indicator | undefined = found?.indicators.find((each) => each.id === id);
  return [found?.name ?? set, own?.name ?? id, own?.unit ?? ''];
}

function shareOf(part: number | null, whole: number | null): Row[number] {
  return part === null || whole === null || whole === 0 ? null : shareCell(part / whole);
}

/** What each indicator counts, for the sheet of definitions. */
export function indicatorMeanings({ kpi }: EditionSource): readonly Row[] {
  return kpi.sets.flatMap(({ name, source: from, indicators }) =>
    indicators.map((each): Row => [name, each.name, each.meaning, from]),
  );
}
