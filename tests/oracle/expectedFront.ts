// The sheets of a book that are of the consortium as a whole: the first page, the plan's key figures, and those that
// have their columns and no rows yet. As `expectedBook`: from raw slots and directory, without the export's code.
import type { ExactMachine } from './exactMonth.ts';
import { coverageOf, sumOf, totalOf } from './expectedCells.ts';
import type { Book, Cell } from './readBack.ts';
import type { WrittenMonth } from './writtenMonth.ts';

export type Table = readonly (readonly Cell[])[];
export type Of = Pick<WrittenMonth, 'exact' | 'directory' | 'codes' | 'isAgreed'>;

export const hidden = '－（少数のため非表示）';
export const shopsOf = (machines: readonly ExactMachine[]): number =>
  new Set(machines.map(({ shop }) => shop)).size;
export const shareOf = (part: number, whole: number): Cell =>
  whole === 0 ? null : Math.round((part / whole) * 1_000) / 1_000;
export interface Scene extends Of {
  readonly isOwn: boolean;
  readonly edition: string;
  readonly members: readonly string[];
  codeOf(id: string): string;
  own(id: string): readonly ExactMachine[];
  readonly found: Book;
}

const seenMs = (machines: readonly ExactMachine[]): number => {
  const sum = sumOf(machines, 'inPlan');
  return totalOf(sum) - sum.unknown;
};
export const plannedMs = (machines: readonly ExactMachine[]): number => totalOf(sumOf(machines, 'inPlan'));

export function cover({ exact, directory, members, own, isOwn, edition }: Scene): Table {
  const machines = members.flatMap(own);
  const active = activeIn(exact);
  const heard = shopsOf(exact.filter(({ isHeard }) => isHeard));
  const told = edition === 'public' ? machines.filter((each) => coverageOf(each) >= 0.6) : machines;
  const percent = `${((seenMs(told) / plannedMs(told)) * 100).toFixed(1)} %`;
  const title = isOwn
    ? '自社版（会員本人のみ）'
    : edition === 'public'
      ? '公表版（会員別の数値なし）'
      : '内部版（事務局・評価者限り、会員は符号）';
  return [
    ['項目', '内容'],
    ['対象月', '2026年10月（令和8年）'],
    ['年度', '2026年度（令和8年度）'],
    ['種類', title],
    ...(isOwn ? [['会員', directory.workshops.get(edition)?.name.ja ?? '']] : []),
    ['版', '第1版'],
    ['作成日時', '2026-11-05 12:00 (Asia/Tokyo)'],
    ...(isOwn
      ? []
      : [
          ['登録(社)', String(directory.workshops.size)],
          ['接続(社)：対象月のデータがある', String(heard)],
          ['実働(社)：充足率60%以上の機械がある', String(active)],
          ['集計対象(社)：月次集計に同意', String(members.length)],
        ]),
    ['集計対象の機械(台)', String(machines.length)],
    [edition === 'public' ? '充足率（公表の合計に含む機械）' : '全体充足率', percent],
    ['充足率60%未満の機械(台)', String(machines.filter((each) => coverageOf(each) < 0.6).length)],
    ['注意', '稼働率は「計画内の加工時間 ÷ 観測できた計画時間」です。算式は「定義と算式」をご覧ください。'],
    [null, '不明（データなし）の時間は、停止や待機とみなしていません。'],
    [null, '端数処理のため合計が合わないことがあります。'],
  ];
}

export function years({ exact, directory, isAgreed }: Scene): Table {
  const active = activeIn(exact);
  const nothing = (count: number): readonly Cell[] => Array.from({ length: count }, () => null);
  const [first, second] = ['2025年度（令和7年度）', '2026年度（令和8年度）'];
  const counted = exact.filter((each) => isAgreed(each.shop) && coverageOf(each) >= 0.6);
  const coverage = shareOf(seenMs(counted), plannedMs(counted));
  const [shops, sales] = [
    ['計画', '会社', '社'],
    ['計画', '売上', '千円'],
  ] as const;
  // Actual, difference, share reached; the sums so far; origin, shops, coverage, final; what the committee fills in.
  const reached = [active, active - 60, shareOf(active, 60), 100, null, null];
  const entered = [80, -20, 0.8, 100, 80, 0.8];
  return [
    yearHead,
    [...shops, first, '1年目', 3, 40, ...nothing(3), 40, ...nothing(11)],
    [
      ...shops,
      second,
      '2年目',
      3,
      60,
      ...reached,
      '自動（1か月分）',
      directory.workshops.size,
      coverage,
      '速報',
    ].concat(nothing(5)),
    [...sales, first, '1年目', 0, 100, ...entered, 'アンケート：調査', null, null, '確定', ...nothing(5)],
    [...sales, second, '2年目', 0, 200, ...nothing(3), 300, ...nothing(11)],
  ];
}

/** Shops with a machine that was seen in 60 % of its plan. */
function activeIn(machines: readonly ExactMachine[]): number {
  return shopsOf(machines.filter((each) => coverageOf(each) >= 0.6));
}

export function months({ exact }: Scene): Table {
  const active = activeIn(exact);
  const rows = ['04', '05', '06', '07', '08', '09', '10'].flatMap((month) => {
    const count = month === '10' ? active : null;
    const reached = count === null ? null : shareOf(count, 60);
    return [
      [`2026-${month}`, '計画', '会社', '社', count, count, 60, reached],
      [`2026-${month}`, '計画', '売上', '千円', null, null, 200, null],
    ];
  });
  return [['年月', '計画', '指標', '単位', '当月 増加分', '年度 累計', '年度 目標', '達成率(%)'], ...rows];
}

export const changeHead = ['版', '日時', '変更点', '理由'];
const yearHead = [
  ...[
    '計画',
    '指標',
    '単位',
    '年度',
    '計画上の年次',
    '開始前',
    '目標 増加分',
    '実績 増加分',
    '差',
    '達成率(%)',
  ],
  ...['目標 累計', '実績 累計', '累計 達成率(%)', '実績の出所', '集計の会社(社)', '充足率(%)', '確定/速報'],
  ...['事業効果', '外部組織の評価', '意見', '今後の方針', '方針の理由'],
];
const requestHead = [
  ...['管理番号', '受付日時', '依頼元地域', '工程', '区分', '候補(社)', '返答(社)', '2時間以内(社)', '結果'],
  ...['不成立の理由', '担当地域', '検収日', '金額(千円)'],
];
export const requestSheets: readonly (readonly [string, Table])[] = [
  ['仲間まわし案件', [requestHead]],
  ['応答時間', [['年月', '窓口', '件数', '2時間以内', '2時間以内(%)', '中央値(分)', '90%値(分)']]],
  ['空き表示の当たり', [['工程', '質問数', '合っていた', '率(%)']]],
];
