// Years as Japanese offices name them (domain 8.4).
import { describe, expect, it } from 'vitest';
import { fiscalYearLabel, fiscalYearOf, monthLabel, monthsOf } from './fiscalYear.ts';

describe('the fiscal year', () => {
  it('begins in April and is named by that year', () => {
    expect(['2026-03', '2026-04', '2026-12', '2027-03'].map(fiscalYearOf)).toEqual([2025, 2026, 2026, 2026]);
    expect(monthsOf(2026)).toEqual([
      ...['04', '05', '06', '07', '08', '09', '10', '11', '12'].map((each) => `2026-${each}`),
      '2027-01',
      '2027-02',
      '2027-03',
    ]);
    for (const month of monthsOf(2031)) expect(fiscalYearOf(month)).toBe(2031);
  });

  it('has its era beside it, both where the era changed', () => {
    expect(fiscalYearLabel(2017).ja).toBe('2017年度（平成29年度）');
    expect(fiscalYearLabel(2018).ja).toBe('2018年度（平成30年度）');
    expect(fiscalYearLabel(2019).ja).toBe('2019年度（平成31（令和元）年度）');
    expect(fiscalYearLabel(2020).ja).toBe('2020年度（令和2年度）');
    expect(fiscalYearLabel(2026).en).toBe('FY2026 (April 2026 to March 2027)');
  });
});

describe('the month', () => {
  it('is of the era that holds in it, whose first year is 元', () => {
    expect(monthLabel('2019-04').ja).toBe('2019年4月（平成31年）');
    expect(monthLabel('2019-05').ja).toBe('2019年5月（令和元年）');
    expect(monthLabel('2020-01').ja).toBe('2020年1月（令和2年）');
  });
});
