// Pure: fiscal years, which begin on 1 April and are named by that year, and the era beside the western year
// (domain 8.4): 令和 from 2019-05-01, the first year 元年, fiscal 2019 under both of its names.
import type { Bilingual } from '@nakamawashi/runtime';

const eras = [
  { name: '令和', from: '2019-05' },
  { name: '平成', from: '1989-01' },
  { name: '昭和', from: '1926-12' },
] as const;

/** The fiscal year of a month such as '2027-03'. */
export function fiscalYearOf(month: string): number {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number >= 4 ? year : year - 1;
}

/** The months of a fiscal year, April first. */
export function monthsOf(fiscalYear: number): readonly string[] {
  return Array.from({ length: 12 }, (_, index) => {
    const year = fiscalYear + (index < 9 ? 0 : 1);
    return `${year}-${String(((index + 3) % 12) + 1).padStart(2, '0')}`;
  });
}

/** A fiscal year as it is printed, the western year beside the era. */
export function fiscalYearLabel(fiscalYear: number): Bilingual {
  const [first, last] = [eraOf(`${fiscalYear}-04`), eraOf(`${fiscalYear + 1}-03`)];
  const name = first.name === last.name ? `${first.name}${first.year}年度` : bothNames(first, fiscalYear);
  return {
    ja: `${fiscalYear}年度（${name}）`,
    en: `FY${fiscalYear} (April ${fiscalYear} to March ${fiscalYear + 1})`,
  };
}

/** A month as it is printed, the western year beside the era. */
export function monthLabel(month: string): Bilingual {
  const [year = '', number = ''] = month.split('-');
  const era = eraOf(month);
  return { ja: `${year}年${Number(number)}月（${era.name}${era.year}年）`, en: month };
}

function bothNames(first: Era, fiscalYear: number): string {
  const next = eras.find(
    ({ from }) => from.startsWith(`${fiscalYear}-`) || from.startsWith(`${fiscalYear + 1}-`),
  );
  return `${first.name}${first.year}（${next?.name ?? ''}元）年度`;
}

interface Era {
  readonly name: string;
  /** 元 for the first. */
  readonly year: string;
}

function eraOf(month: string): Era {
  const era = eras.find(({ from }) => from <= month) ?? eras[2];
  const year = Number(month.slice(0, 4)) - Number(era.from.slice(0, 4)) + 1;
  return { name: era.name, year: year === 1 ? '元' : String(year) };
}
