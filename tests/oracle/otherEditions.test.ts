// Every figure of the public and the own edition, read back as the internal one's; no firm in the public one, also not
// by subtraction; and the same bytes a second time.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExactMachine, mondayOf } from './exactMonth.ts';
import { coverageOf, expectedHours, expectedProduction, expectedShares, totalOf } from './expectedCells.ts';
import { type Line, readBack } from './readBack.ts';
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

describe('the public edition', () => {
  let book: ReadonlyMap<string, readonly Line[]>;
  const counted = (): readonly ExactMachine[] =>
    exact.filter((each) => isAgreed(each.shop) && coverageOf(each) >= 0.6);
  /** Whether a sum says something of a single firm, by the words of domain 6.7. */
  const showsFirm = (machines: readonly ExactMachine[], of: (machine: ExactMachine) => number): boolean => {
    const parts = [...Map.groupBy(machines, ({ shop }) => shop).values()].map((own) =>
      own.reduce((sum, each) => sum + of(each), 0),
    );
    const positive = parts.filter((part) => part > 0);
    const total = positive.reduce((sum, part) => sum + part, 0);
    return positive.length > 0 && (positive.length < 5 || Math.max(...positive) > 0.6 * total);
  };
  const figures = [
    (each: ExactMachine): number => totalOf(each.inPlan),
    (each: ExactMachine): number => totalOf(each.inPlan) - each.inPlan.unknown,
    (each: ExactMachine): number => each.inPlan.production,
  ];
  beforeAll(async () => {
    book = await readBack(await written.write('public'));
  });

  it('has no firm in it, neither by name nor by code', () => {
    expect(book.has('会員別稼働') || book.has('機械別稼働') || book.has('データ充足率')).toBe(false);
    const all = JSON.stringify([...book]);
    for (const [shop, code] of codes) {
      expect(all).not.toContain(shop);
      expect(all).not.toContain(code);
      expect(all).not.toContain(JSON.stringify(directory.workshops.get(shop)?.name.ja).slice(1, -1));
    }
  });

  it('gives sums of processes, none of which shows a firm, also not by subtraction', () => {
    const rows = lines(book, '工程別稼働');
    const isHidden = (row: Line): boolean => row['計画時間(h)'] === '－';
    const hidden = rows.filter(isHidden);
    expect(hidden.map((row) => row['工程コード'])).toContain('HONE');
    expect(hidden.length).toBeLessThan(rows.length / 2);
    for (const row of rows.filter((each) => !isHidden(each))) {
      const isTotal = row['工程コード'] === '合計';
      const own = counted().filter(({ process }) => isTotal || process === (row['工程コード'] ?? ''));
      const { '計画時間(h)': planned, '観測時間(h)': observed, '加工(h)': production } = expectedHours(own);
      expect(row).toMatchObject({
        '計画時間(h)': planned,
        '観測時間(h)': observed,
        '加工(h)': production,
        ...expectedProduction(own),
      });
      for (const figure of figures) expect(showsFirm(own, figure), String(row['工程コード'])).toBe(false);
    }
    const withheld = counted().filter(({ process }) =>
      hidden.some((row) => (row['工程コード'] ?? '') === process),
    );
    for (const figure of figures) expect(showsFirm(withheld, figure)).toBe(false);
  });

  it('gives the days, and withholds those on which few work', () => {
    const rows = lines(book, '稼働カレンダー');
    expect(rows).toHaveLength(31);
    expect(rows.find((row) => dateOf(row['日付']) === '2026-10-12')).toMatchObject({
      曜日: '月',
      国民の祝日: 'スポーツの日',
    });
    const own = counted();
    for (const row of rows) {
      const date = dateOf(row['日付']);
      const ms = own.reduce((sum, each) => sum + (each.days.get(date) ?? 0), 0);
      const isFew = showsFirm(own, (each) => each.days.get(date) ?? 0);
      if (isFew) expect(row['計画時間(h)'], date).toContain('少数');
      else if (typeof row['計画時間(h)'] === 'number')
        expect(row['計画時間(h)'], date).toBe(Math.round(ms / 360_000) / 10);
    }
    expect(rows.filter((row) => typeof row['計画時間(h)'] === 'number').length).toBeGreaterThan(20);
  });
});

describe('the own edition', () => {
  it('has the shop’s machines by name and nothing of others', async () => {
    for (const shop of ['shop-000', 'shop-020', 'shop-039']) {
      const book = await readBack(await written.write('own', shop));
      const own = exact.filter((each) => each.shop === shop);
      const rows = lines(book, '機械別稼働');
      expect(rows.map((row) => row['機械コード'])).toEqual(own.map(({ id }) => id));
      for (const [index, machine] of own.entries()) {
        const name = directory.workshops.get(shop)?.machines[index]?.name.ja;
        expect(rows[index]).toMatchObject({
          機械名: name,
          ...expectedHours([machine]),
          ...expectedShares([machine]),
        });
      }
      expect(lines(book, '会員別稼働')).toMatchObject([
        { 会員名: directory.workshops.get(shop)?.name.ja, ...expectedHours(own) },
      ]);
      const days = lines(book, '稼働カレンダー').map((row) => [dateOf(row['日付']), row['計画時間(h)']]);
      const planned = (date: unknown): number =>
        own.reduce((sum, each) => sum + (each.days.get(String(date)) ?? 0), 0);
      expect(days).toEqual(days.map(([date]) => [date, planned(date) / 3_600_000]));
      expect(mondayOf('2026-10-01')).toBe('2026-09-28');
      const all = JSON.stringify([...book]);
      for (const other of directory.workshops.keys()) if (other !== shop) expect(all).not.toContain(other);
    }
  });
});

describe('a second run', () => {
  it('gives the same bytes in every edition', async () => {
    for (const [edition, shop] of [
      ['internal', undefined],
      ['public', undefined],
      ['own', 'shop-001'],
    ] as const) {
      const [first, second] = [
        await written.write(edition, shop, 'first'),
        await written.write(edition, shop, 'second'),
      ];
      expect(readFileSync(first).equals(readFileSync(second)), edition).toBe(true);
    }
  }, 120_000);
});
