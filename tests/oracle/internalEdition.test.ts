// Every figure of the internal edition's workbook, read by another library, against what the raw slots and the
// directory say: eighty shops, four hundred machines.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverageOf, expectedHours, expectedShares, sumOf, totalOf } from './expectedCells.ts';
import { type Line, readBack } from './readBack.ts';
import { month } from './seededConsortium.ts';
import { dateOf, lines, type WrittenMonth, writtenMonth } from './writtenMonth.ts';

let written: WrittenMonth;
let directory: WrittenMonth['directory'];
let exact: WrittenMonth['exact'];
let codes: WrittenMonth['codes'];
let isAgreed: WrittenMonth['isAgreed'];
beforeAll(async () => {
  written = await writtenMonth();
  ({ directory, exact, codes, isAgreed } = written);
}, 120_000);
afterAll(() => written?.remove());

describe('the internal edition', () => {
  let book: ReadonlyMap<string, readonly Line[]>;
  beforeAll(async () => {
    book = await readBack(await written.write('internal'));
  });

  it('has the sheets of the page, and no name of a firm', () => {
    expect([...book.keys()]).toEqual([
      '表紙',
      '地域再生計画KPI',
      'KPI月次推移',
      '会員別稼働',
      '工程別稼働',
      '機械別稼働',
      '仲間まわし案件',
      '応答時間',
      '空き表示の当たり',
      'データ充足率',
      '稼働カレンダー',
      '定義と算式',
      '変更履歴',
    ]);
    const all = JSON.stringify([...book]);
    for (const { id, name } of directory.workshops.values()) {
      expect(all).not.toContain(id);
      expect(all).not.toContain(JSON.stringify(name.ja).slice(1, -1));
    }
  });

  it('gives each machine of who agreed its hours, and nobody else’s', () => {
    const rows = lines(book, '機械別稼働');
    const agreed = exact.filter(({ shop }) => isAgreed(shop));
    expect(rows).toHaveLength(agreed.length);
    for (const machine of agreed) {
      const code = `M0${machine.place + 1}`;
      const row = rows.find(
        (each) => each['会員コード'] === codes.get(machine.shop) && each['機械コード'] === code,
      );
      expect(row, machine.shop + machine.id).toMatchObject({
        ...expectedHours([machine]),
        ...expectedShares([machine]),
        接続: machine.isHeard ? 'あり' : 'なし',
        工程:
          directory.workshops
            .get(machine.shop)
            ?.machines[machine.place]?.processes.map((each) => each.code)
            .join(' ') || null,
      });
    }
  });

  it('gives each member the sum of its machines, and all others one row', () => {
    const rows = lines(book, '会員別稼働');
    const shops = [...directory.workshops.keys()];
    expect(rows).toHaveLength(shops.filter(isAgreed).length + 1);
    for (const shop of shops.filter(isAgreed)) {
      const own = exact.filter((each) => each.shop === shop);
      const bookedHours = shop === 'shop-000' ? 5 : 0;
      const planned = totalOf(sumOf(own, 'inPlan')) / 3_600_000;
      expect(
        rows.find((each) => each['会員コード'] === codes.get(shop)),
        shop,
      ).toMatchObject({
        ...expectedHours(own),
        ...expectedShares(own),
        '機械(台)': own.length,
        '予約(h)': bookedHours,
        '負荷率(%)': Math.round((bookedHours / planned) * 1_000) / 1_000,
      });
    }
    const others = exact.filter(({ shop }) => !isAgreed(shop));
    expect(rows.at(-1)).toMatchObject({
      会員コード: '同意なし計（8社）',
      ...expectedHours(others),
      ...expectedShares(others),
    });
  });

  it('gives each process the sum of the machines whose main one it is', () => {
    const rows = lines(book, '工程別稼働');
    const agreed = exact.filter(({ shop }) => isAgreed(shop));
    const groups = Map.groupBy(agreed, ({ process }) => process);
    expect(rows).toHaveLength(groups.size + 1);
    for (const [process, own] of [...groups, [null, agreed] as const]) {
      const row =
        process === null ? rows.at(-1) : rows.find((each) => (each['工程コード'] ?? '') === process);
      const { '待機(h)': idle, '電源切(h)': off } = expectedHours(own);
      expect(row, String(process)).toMatchObject({
        ...expectedHours(own),
        ...expectedShares(own),
        '会社(社)': new Set(own.map(({ shop }) => shop)).size,
        '機械(台)': own.length,
        '空き(h)': Math.round((Number(idle) + Number(off)) * 10) / 10,
      });
    }
  });

  it('gives the coverage of each week of each member', () => {
    const rows = lines(book, 'データ充足率');
    const mondays = ['2026-09-28', '2026-10-05', '2026-10-12', '2026-10-19', '2026-10-26'];
    expect(rows).toHaveLength(mondays.length * [...directory.workshops.keys()].filter(isAgreed).length);
    for (const row of rows) {
      const shop = [...codes].find(([, code]) => code === row['会員コード'])?.[0];
      const monday = dateOf(row['週（月曜日）']);
      const own = exact.filter((each) => each.shop === shop);
      const [planned, unknown] = [
        own.reduce((sum, each) => sum + (each.planned.get(monday) ?? 0), 0),
        own.reduce((sum, each) => sum + (each.unknown.get(monday) ?? 0), 0),
      ];
      expect(mondays).toContain(monday);
      expect(row, `${shop} ${monday}`).toMatchObject({
        '計画時間(h)': Math.round(planned / 360_000) / 10,
        '観測時間(h)': Math.round((planned - unknown) / 360_000) / 10,
        '充足率(%)': planned === 0 ? null : Math.round(((planned - unknown) / planned) * 1_000) / 1_000,
      });
    }
  });

  it('counts shops and key figures', () => {
    const cover = new Map(lines(book, '表紙').map((row) => [row['項目'], row['内容']]));
    const heard = new Set(exact.filter(({ isHeard }) => isHeard).map(({ shop }) => shop)).size;
    const active = new Set(exact.filter((each) => coverageOf(each) >= 0.6).map(({ shop }) => shop)).size;
    const agreed = exact.filter(({ shop }) => isAgreed(shop));
    expect(cover.get('登録(社)')).toBe('80');
    expect(cover.get('接続(社)：対象月のデータがある')).toBe(String(heard));
    expect(cover.get('実働(社)：充足率60%以上の機械がある')).toBe(String(active));
    expect(cover.get('集計対象の機械(台)')).toBe(String(agreed.length));
    expect(cover.get('年度')).toBe('2026年度（令和8年度）');
    const years = lines(book, '地域再生計画KPI').map((row) => [
      row['指標'],
      row['年度'],
      row['開始前'],
      row['目標 増加分'],
      row['実績 増加分'],
      row['差'],
      row['実績 累計'],
      row['実績の出所'],
      row['確定/速報'],
    ]);
    expect(years).toEqual([
      ['会社', '2025年度（令和7年度）', 3, 40, null, null, null, null, null],
      ['会社', '2026年度（令和8年度）', 3, 60, active, active - 60, null, '自動（1か月分）', '速報'],
      ['売上', '2025年度（令和7年度）', 0, 100, 80, -20, 80, 'アンケート：調査', '確定'],
      ['売上', '2026年度（令和8年度）', 0, 200, null, null, null, null, null],
    ]);
    const october = lines(book, 'KPI月次推移').filter(
      (row) => row['年月'] === month && row['指標'] === '会社',
    );
    expect(october).toMatchObject([{ '当月 増加分': active, '年度 累計': active, '年度 目標': 60 }]);
  });
});
