// No figure is lost when a table is cut into indicators, and an amount that nobody knows is not printed as nought.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellText, groupsOf } from './keyFigureGroups.ts';

const words = (key: string) => ({ ja: `${key}の`, en: key });
const columns = ['plan', 'indicator', 'unit', 'fiscalYear', 'actual'].map((key) => ({
  key,
  kind: key === 'actual' ? ('amount' as const) : ('text' as const),
  title: words(key),
  meaning: words(key),
}));
const actual = fc.option(fc.integer());
const row = fc
  .tuple(fc.constantFrom('p', 'q'), fc.constantFrom('sales', 'shops'), fc.integer(), actual)
  .map(([plan, indicator, year, figure]) => [plan, words(indicator), '社', `${year}`, figure]);

it('has every row once, under its own indicator, without repeating it', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const groups = groupsOf({ title: words('t'), columns, rows }, 'ja');
      expect(groups.flatMap((group) => group.rows)).toHaveLength(rows.length);
      expect(new Set(groups.map(({ title }) => title)).size).toBe(groups.length);
      for (const { title, columns: kept, rows: own } of groups) {
        expect(kept.map(({ key }) => key)).toEqual(['fiscalYear', 'actual']);
        const same = rows.filter(([plan, each]) =>
          title.startsWith(`${plan}：${cellText(each ?? null, 'text', 'ja')}`),
        );
        expect(own).toEqual(same.map((each) => each.slice(3)));
      }
    }),
  );
});

it('writes amounts, shares and brackets as offices do', () => {
  expect(cellText(1_470_000, 'amount', 'ja')).toBe('1,470,000');
  expect(cellText(0, 'amount', 'ja')).toBe('0');
  expect(cellText(null, 'amount', 'ja')).toBe('');
  expect(cellText(0.4567, 'share', 'ja')).toBe('45.7');
  expect(cellText({ bracketed: 0.5 }, 'share', 'en')).toBe('(50.0)');
});
