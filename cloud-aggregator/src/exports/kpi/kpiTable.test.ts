// Targets and actuals of made-up plans: what is not known stays empty, and a shop counts once.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@nakamawashi/runtime';
import { describe, expect, it } from 'vitest';
import { loadKpiSets } from './kpiFolder.ts';
import { type KpiSet, kpiSetSchema } from './kpiSet.ts';
import { kpiMonths, kpiYears } from './kpiTable.ts';

const words = { ja: 'あ', en: 'a' };
const set: KpiSet = {
  id: 'plan',
  ...kpiSetSchema.parse({
    name: words,
    source: words,
    firstFiscalYear: 2025,
    planLabels: { 2026: '平成38年度' },
    indicators: [
      {
        id: 'shops',
        name: words,
        unit: words,
        base: 3,
        targets: [10, 20, 30],
        counting: 'activeShops',
        meaning: words,
      },
      {
        id: 'sales',
        name: words,
        unit: words,
        base: 0,
        targets: [5, 5, 5],
        counting: 'byHand',
        meaning: words,
      },
    ],
  }),
};
const active = new Map([
  ['2026-02', ['a', 'b']],
  ['2026-04', ['b', 'c', 'd']],
  ['2026-05', ['a', 'd', 'e']],
]);
const entered = {
  set: 'plan',
  indicator: 'sales',
  fiscalYear: 2026,
  increment: 7,
  origin: 'byHand',
  source: '決算',
  isFinal: true,
} as const;
const sources = { month: '2026-05', sets: [set], actuals: [entered], active };

describe('kpiYears', () => {
  it('counts a shop in the year in which it was at work first, apart from the base', () => {
    const shops = kpiYears(sources).filter(({ indicator }) => indicator === 'shops');
    expect(
      shops.map(({ fiscalYear, base, target, actual, actualTotal, months, isFinal }) => [
        fiscalYear,
        base,
        target,
        actual,
        actualTotal,
        months,
        isFinal,
      ]),
    ).toEqual([
      [2025, 3, 10, 2, 2, 1, false],
      [2026, 3, 20, 3, 5, 2, false],
      [2027, 3, 30, null, null, 0, false],
    ]);
    expect(shops.map(({ targetTotal, planLabel }) => [targetTotal, planLabel])).toEqual([
      [10, null],
      [30, '平成38年度'],
      [60, null],
    ]);
  });

  it('takes what was entered with its source, and sums nothing over a year that nobody knows', () => {
    const sales = kpiYears(sources).filter(({ indicator }) => indicator === 'sales');
    expect(
      sales.map(({ actual, actualTotal, origin, source }) => [actual, actualTotal, origin, source]),
    ).toEqual([
      [null, null, null, null],
      [7, null, 'byHand', '決算'],
      [null, null, null, null],
    ]);
    const corrected = { ...entered, indicator: 'shops', fiscalYear: 2025, increment: 9 };
    const shops = kpiYears({ ...sources, actuals: [corrected] }).filter(
      ({ indicator }) => indicator === 'shops',
    );
    expect(shops[1]).toMatchObject({ actual: 3, actualTotal: 12 });
  });
});

describe('kpiMonths', () => {
  it('has the months of the fiscal year so far', () => {
    const shops = kpiMonths(sources).filter(({ indicator }) => indicator === 'shops');
    expect(shops.map(({ month, increment, total, target }) => [month, increment, total, target])).toEqual([
      ['2026-04', 2, 2, 20],
      ['2026-05', 1, 3, 20],
    ]);
    const gap = kpiMonths({
      ...sources,
      active: new Map([...active].filter(([month]) => month !== '2026-04')),
    });
    expect(
      gap.filter(({ indicator }) => indicator === 'shops').map(({ increment, total }) => [increment, total]),
    ).toEqual([
      [null, null],
      [2, 2],
    ]);
  });
});

describe('the files of plans', () => {
  it('have the plan of 2017 with its own sums', () => {
    const [plan] = loadKpiSets(join(import.meta.dirname, '../../../../config/kpi'));
    const sums = plan?.indicators.map(({ base, targets }) => [
      base,
      targets.reduce((sum, each) => sum + each, 0),
    ]);
    expect(sums).toEqual([
      [0, 1_470_000],
      [3, 500],
      [0, 52_000],
    ]);
  });

  it('are refused with every fault of every file at once', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kpi-'));
    const pair = '{ ja: a, en: a }';
    const names = `name: ${pair}, unit: ${pair}, meaning: ${pair}`;
    const indicator = `{ id: a, ${names}, base: 0, targets: [1], counting: dice }`;
    writeFileSync(
      join(folder, 'one.yaml'),
      `name: { ja: a, en: a }\nsource: { ja: a, en: a }\nfirstFiscalYear: 17\nindicators:\n  - ${indicator}\n`,
    );
    writeFileSync(join(folder, 'two.yaml'), 'name: { ja: a }\nindicators: []\n');
    try {
      loadKpiSets(folder);
      expect.unreachable();
    } catch (error) {
      const paths = error instanceof ConfigError ? error.faults.map(({ path }) => path) : [];
      expect(paths).toEqual(
        expect.arrayContaining([
          'one.yaml: firstFiscalYear',
          'one.yaml: indicators[0].counting',
          'two.yaml: name.en',
          'two.yaml: source',
        ]),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
