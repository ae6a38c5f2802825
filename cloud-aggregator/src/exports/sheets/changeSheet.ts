// Pure: the versions of the file, and what each changed (domain 8.1 sheet 14). Changes of a firm's figures are told to
// whoever sees the firm; everybody else learns how many there were.
import type { Bilingual } from '@nakamawashi/runtime';
import { tenths } from '../hours.ts';
import type { MonthIssue, WorkshopChange } from '../monthIssue.ts';
import { type Column, column, localMinute, type Row, type Sheet } from '../sheet.ts';
import type { EditionSource } from './editionSource.ts';

const columns: readonly Column[] = [
  column('version', 'text', ['版', 'version'], { meaning: ['版の番号', 'number of the version'], width: 9 }),
  column('at', 'time', ['日時', 'at'], { meaning: ['作成した時刻', 'when it was made'] }),
  column('change', 'text', ['変更点', 'what changed'], {
    meaning: ['前の版との違い', 'against the version before'],
    width: 70,
  }),
  column('reason', 'text', ['理由', 'reason'], { meaning: ['作成した理由', 'why it was made'], width: 40 }),
];

/** The sheet of versions. */
export function changeSheet(source: EditionSource): Sheet {
  return {
    number: 14,
    key: 'changes',
    title: { ja: '変更履歴', en: 'Changes' },
    columns,
    *rows() {
      for (const issue of source.issues) yield* issueRows(source, issue);
    },
  };
}

function* issueRows(source: EditionSource, issue: MonthIssue): Iterable<Row> {
  const { timeZone } = source.facts;
  const row = (change: Bilingual): Row => [
    { ja: `第${issue.version}版`, en: String(issue.version) },
    localMinute(issue.at, timeZone),
    change,
    issue.reason,
  ];
  if (issue.version === 1) {
    yield row({ ja: '初版', en: 'first version' });
    return;
  }
  const shown =
    source.facts.edition === 'public' ? [] : issue.changes.filter((each) => nameOf(source, each) !== null);
  const others = issue.changes.length - shown.length;
  for (const each of shown) yield row(changeText(nameOf(source, each) ?? '', each));
  if (others > 0 && source.facts.edition !== 'own')
    yield row({ ja: `会員の数値の変更：${others}社`, en: `figures of ${others} shops` });
  if (issue.kpiChanges > 0 && source.facts.edition !== 'own')
    yield row({ ja: `KPIの変更：${issue.kpiChanges}行`, en: `key figures: ${issue.kpiChanges} rows` });
  if (source.facts.edition === 'own' && shown.length === 0)
    yield row({ ja: '自社の数値の変更なし', en: 'no change of your own figures' });
}

function nameOf({ facts }: EditionSource, { workshop }: WorkshopChange): string | null {
  return facts.members.find((each) => each.facts.id === workshop)?.code ?? null;
}

const words: Readonly<Record<WorkshopChange['what'], Bilingual>> = {
  added: { ja: '追加', en: 'added' },
  removed: { ja: '削除', en: 'removed' },
  changed: { ja: '変更', en: 'changed' },
};

function changeText(name: string, { what, machines, productionMs, unknownMs }: WorkshopChange): Bilingual {
  const verb = words[what];
  const signed = (ms: number): string => `${ms > 0 ? '+' : ''}${(tenths(ms) / 10).toFixed(1)} h`;
  return {
    ja: `${name} ${verb.ja}：${machines}台、計画内の加工 ${signed(productionMs)}、不明 ${signed(unknownMs)}`,
    en: `${name} ${verb.en}: ${machines} machines, production ${signed(productionMs)}, unknown ${signed(unknownMs)}`,
  };
}
