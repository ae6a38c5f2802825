// Pure: every column of the file with its meaning and formula and where that comes from (domain 8.1 sheet 12).
import type { Bilingual } from '@nakamawashi/runtime';
import { type Column, column, type Row, type Sheet } from '../sheet.ts';
import type { EditionSource } from './editionSource.ts';
import { indicatorMeanings } from './kpiSheets.ts';

const columns: readonly Column[] = [
  column('sheet', 'text', ['シート', 'sheet'], {
    meaning: ['列のあるシート', 'sheet of the column'],
    width: 20,
  }),
  column('column', 'text', ['列', 'column'], { meaning: ['列の見出し', 'heading of the column'], width: 32 }),
  column('meaning', 'text', ['意味と算式', 'meaning and formula'], {
    meaning: ['列の意味', 'what it means'],
    width: 84,
  }),
  column('source', 'text', ['出典', 'source'], {
    meaning: ['規格、または仕様書の節', 'standard, or section of the project’s pages'],
    width: 24,
  }),
];

/** The sheet of definitions of the other sheets. */
export function definitionSheet(source: EditionSource, sheets: readonly Sheet[]): Sheet {
  const title: Bilingual = { ja: '定義と算式', en: 'Definitions' };
  return {
    number: 12,
    key: 'definitions',
    title,
    columns,
    *rows() {
      for (const sheet of sheets)
        for (const each of sheet.columns)
          yield [sheet.title, each.title, each.meaning, sourceOf(each.source)];
      if (sheets.some(({ number }) => number === 2)) yield* indicatorMeanings(source);
      yield* general(title);
    },
  };
}

/** The project's own pages are named in words that a reader outside it can follow. */
function sourceOf(source: string): Bilingual | string {
  const [page, section] = source.split(' ');
  if (page === 'domain') return { ja: `要件 ${section}`, en: `requirements ${section}` };
  return page === 'standards' ? { ja: `基準 ${section}`, en: `standards ${section}` } : source;
}

function general(title: Bilingual): readonly Row[] {
  const all = { ja: '全体', en: 'all sheets' };
  const rule = (column_: Bilingual, meaning: Bilingual): Row => [all, column_, meaning, title];
  return [
    rule(
      { ja: '率の計算', en: 'ratios' },
      {
        ja: '時間を合計してから割る。率どうしの平均は取らない',
        en: 'hours are summed first and divided last; shares are never averaged',
      },
    ),
    rule(
      { ja: '充足率と率', en: 'coverage and ratios' },
      {
        ja: '充足率95%以上は値と上下限、50%以上95%未満は上下限だけ（参考値）、60%未満は括弧つき、50%未満は率なし',
        en: 'from 95 % a value and bounds, from 50 % bounds alone, under 60 % in brackets, under 50 % none',
      },
    ),
    rule(
      { ja: '集計対象', en: 'who is counted' },
      {
        ja: '内部版・公表版の時間は、月次集計に同意した会員だけを数える。会社数は全会員',
        en: 'hours in the internal and public editions: members who agreed to monthly totals; counts of shops: all',
      },
    ),
    rule(
      { ja: '少数の非表示', en: 'small sums' },
      {
        ja: '5社未満、または1社が60%を超える合計は示さない。引き算で分かる合計も示さない',
        en: 'sums of fewer than five shops, or with one over 60 %, are not shown, nor those that give them away',
      },
    ),
    rule(
      { ja: '端数', en: 'rounding' },
      {
        ja: '時間は0.1 h、率は0.1%に丸める。行の中の時間は最大剰余法で合計に一致させる。行どうしの合計は合わないことがある',
        en: 'hours to 0.1, shares to 0.1 %; hours of a row sum exactly by largest remainder, sums of rows may differ',
      },
    ),
    rule(
      { ja: '日・月・年度', en: 'days, months, years' },
      {
        ja: '日と月は現地時刻。日をまたぐ勤務は始まった日に数える。年度は4月から、週は月曜日から',
        en: 'local days; a shift over midnight belongs to the day it began on; years from April, weeks from Monday',
      },
    ),
  ];
}
