// Pure: the first page: what the file is, how much stands behind it, and what has to be known to read it (domain 8.1
// sheet 1).

import { bracketCoverage } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import type { HolidayYear } from '../../directory/calendarYear.ts';
import { leastShops } from '../../people/smallCells.ts';
import { publicCoverage } from '../countedMachines.ts';
import { fiscalYearLabel, fiscalYearOf, monthLabel } from '../fiscalYear.ts';
import { activeShops, coverageOf, timeSum, type WorkshopFacts } from '../monthFacts.ts';
import {
  type CellValue,
  type Column,
  column,
  type Edition,
  localMinute,
  type Row,
  type Sheet,
  withheld,
} from '../sheet.ts';
import type { EditionSource } from './editionSource.ts';

const columns: readonly Column[] = [
  column('item', 'text', ['項目', 'item'], { meaning: ['項目の名称', 'name of the item'], width: 34 }),
  column('value', 'text', ['内容', 'value'], { meaning: ['項目の内容', 'what it is'], width: 88 }),
];

const editions: Readonly<Record<Edition, Bilingual>> = {
  own: { ja: '自社版（会員本人のみ）', en: 'own edition, for the member alone' },
  internal: {
    ja: '内部版（事務局・評価者限り、会員は符号）',
    en: 'internal edition, for office and reviewers, under codes',
  },
  public: { ja: '公表版（会員別の数値なし）', en: 'public edition, without firms' },
};

/** The first page. */
export function coverSheet(source: EditionSource): Sheet {
  return {
    number: 1,
    key: 'cover',
    title: { ja: '表紙', en: 'Cover' },
    columns,
    rows: () => [...headRows(source), ...countRows(source), ...noteRows(source)],
  };
}

const row = (ja: string, en: string, value: CellValue): Row => [{ ja, en }, value];

function headRows({ facts, issues, isOver, madeAt }: EditionSource): readonly Row[] {
  const version = issues.at(-1)?.version;
  const made = localMinute(madeAt, facts.timeZone);
  const own = facts.edition === 'own' ? facts.members : [];
  return [
    row('対象月', 'month', monthLabel(facts.month)),
    row('年度', 'fiscal year', fiscalYearLabel(fiscalYearOf(facts.month))),
    row('種類', 'edition', editions[facts.edition]),
    ...own.map(({ name }) => row('会員', 'member', name)),
    row(
      '版',
      'version',
      version === undefined || !isOver
        ? { ja: '月の途中（版なし）', en: 'the month is not over: no version' }
        : { ja: `第${version}版`, en: `version ${version}` },
    ),
    row('作成日時', 'made at', `${made} (${facts.timeZone})`),
  ];
}

function countRows(source: EditionSource): readonly Row[] {
  const { facts, whole } = source;
  const machines = facts.members.flatMap((each) => each.facts.machines);
  const little = machines.filter(({ inPlan }) => (coverageOf(inPlan) ?? 1) < bracketCoverage).length;
  // The machines of a few shops would be theirs.
  const isFew = facts.edition === 'public' && facts.members.length < leastShops;
  const common: readonly Row[] = [
    row('集計対象の機械(台)', 'machines counted', String(machines.length)),
    coverageRow(source),
    row('充足率60%未満の機械(台)', 'machines of under 60 % coverage', isFew ? withheld : String(little)),
  ];
  if (facts.edition === 'own') return common;
  const isConnected = ({ machines: own }: WorkshopFacts): boolean =>
    own.some(({ through }) => through !== null);
  const registered = whole.workshops.filter((each) => each.isRegistered);
  const count = (shops: readonly unknown[]): string => String(shops.length);
  return [
    row('登録(社)', 'shops written down', count(registered)),
    row(
      '接続(社)：対象月のデータがある',
      'shops connected: with data of the month',
      count(whole.workshops.filter(isConnected)),
    ),
    row(
      '実働(社)：充足率60%以上の機械がある',
      'shops at work: with a machine of 60 % coverage',
      count(activeShops(whole, bracketCoverage)),
    ),
    row('集計対象(社)：月次集計に同意', 'shops counted: agreed to monthly totals', count(facts.members)),
    ...common,
  ];
}

const holidayNotes: Readonly<Record<Exclude<HolidayYear, 'announced'>, Bilingual>> = {
  forecast: {
    ja: 'この年の国民の祝日は予測です。正式な発表で日付が変わることがあります。',
    en: 'The national holidays of the year are a forecast and may change when they are announced.',
  },
  absent: {
    ja: 'この年の国民の祝日は一覧にないため、祝日の表示はありません。',
    en: 'The list of national holidays does not hold the year: no day is shown as one.',
  },
};

/** The public is told that of the machines in its sums. */
function coverageRow(source: EditionSource): Row {
  const text = (coverage: number | null): string =>
    coverage === null ? '' : `${(coverage * 100).toFixed(1)} %`;
  if (source.facts.edition !== 'public') {
    const machines = source.facts.members.flatMap((each) => each.facts.machines);
    return row('全体充足率', 'coverage of all', text(coverageOf(timeSum(machines).inPlan)));
  }
  const coverage = publicCoverage(source);
  return row(
    '充足率（公表の合計に含む機械）',
    'coverage of the machines in the sums',
    coverage === 'withheld' ? withheld : text(coverage),
  );
}

function noteRows({ facts, holidayYear }: EditionSource): readonly Row[] {
  const notes: Bilingual[] = [
    {
      ja: '稼働率は「計画内の加工時間 ÷ 観測できた計画時間」です。算式は「定義と算式」をご覧ください。',
      en: 'Ratios are of observed planned time; the sheet of definitions has the formulas.',
    },
    {
      ja: '不明（データなし）の時間は、停止や待機とみなしていません。',
      en: 'Unknown time is not taken for standing or waiting.',
    },
    {
      ja: '端数処理のため合計が合わないことがあります。',
      en: 'Sums may differ by rounding.',
    },
  ];
  const holidays = holidayYear(`${facts.month}-01`);
  if (holidays !== 'announced') notes.push(holidayNotes[holidays]);
  return notes.map((note, index) => row(index === 0 ? '注意' : '', index === 0 ? 'notes' : '', note));
}
