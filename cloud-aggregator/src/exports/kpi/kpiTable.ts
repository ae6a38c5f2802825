// Pure: targets against actuals, one row for each indicator and fiscal year, and the months of the file's own year
// (domain 8.2). Base and increments are kept apart, and what nobody counted or entered stays empty.

import type { KpiActual } from '../../directory/entryKinds.ts';
import { fiscalYearOf, monthsOf } from '../fiscalYear.ts';
import type { Indicator, KpiSet } from './kpiSet.ts';

/** A row of the table of years; null is what is not known. */
export interface KpiYear {
  readonly set: string;
  readonly indicator: string;
  readonly fiscalYear: number;
  readonly planLabel: string | null;
  /** 1 for the plan's first year. */
  readonly planYear: number;
  readonly base: number;
  readonly target: number;
  readonly actual: number | null;
  readonly targetTotal: number;
  /** Null where an earlier year's actual is missing. */
  readonly actualTotal: number | null;
  readonly origin: 'automatic' | 'byHand' | 'questionnaire' | null;
  /** Where an entered actual comes from, in words. */
  readonly source: string | null;
  /** How many months' files an automatic actual was counted from. */
  readonly months: number;
  readonly isFinal: boolean;
}

/** A row of the table of months. */
export interface KpiMonth {
  readonly set: string;
  readonly indicator: string;
  readonly month: string;
  readonly increment: number | null;
  readonly total: number | null;
  /** Of the fiscal year; null outside the plan. */
  readonly target: number | null;
}

export interface KpiSources {
  readonly month: string;
  readonly sets: readonly KpiSet[];
  readonly actuals: readonly KpiActual[];
  /** The shops at work by month, for every month that has a file, this one included. */
  readonly active: ReadonlyMap<string, readonly string[]>;
}

/** Every row of years, by set, indicator and year. */
export function kpiYears(sources: KpiSources): readonly KpiYear[] {
  return sources.sets.flatMap((set) =>
    set.indicators.flatMap((indicator) => {
      const rows: KpiYear[] = [];
      for (const [index, target] of indicator.targets.entries()) {
        const before = rows.at(-1);
        const year = set.firstFiscalYear + index;
        const found = actualOf(sources, { set, indicator, year });
        const isSumKnown = before === undefined || before.actualTotal !== null;
        rows.push({
          set: set.id,
          indicator: indicator.id,
          fiscalYear: year,
          planLabel: set.planLabels[String(year)] ?? null,
          planYear: index + 1,
          base: indicator.base,
          target,
          targetTotal: (before?.targetTotal ?? 0) + target,
          actualTotal:
            found.actual === null || !isSumKnown ? null : (before?.actualTotal ?? 0) + found.actual,
          ...found,
        });
      }
      return rows;
    }),
  );
}

/** Every row of months of the file's fiscal year through its month. */
export function kpiMonths(sources: KpiSources): readonly KpiMonth[] {
  const year = fiscalYearOf(sources.month);
  const months = monthsOf(year).filter((month) => month <= sources.month);
  return sources.sets.flatMap((set) =>
    set.indicators.flatMap((indicator) => {
      let total: number | null = null;
      return months.map((month) => {
        const increment =
          indicator.counting === 'activeShops' && sources.active.has(month)
            ? firstIn(sources, (each) => each === month)
            : null;
        if (increment !== null) total = (total ?? 0) + increment;
        const target = indicator.targets[year - set.firstFiscalYear] ?? null;
        return { set: set.id, indicator: indicator.id, month, increment, total, target };
      });
    }),
  );
}

type Actual = Pick<KpiYear, 'actual' | 'origin' | 'source' | 'months' | 'isFinal'>;

/** What was entered goes before what is counted: it names its source. */
function actualOf(
  sources: KpiSources,
  { set, indicator, year }: { readonly set: KpiSet; readonly indicator: Indicator; readonly year: number },
): Actual {
  const entered = sources.actuals.find(
    (each) => each.set === set.id && each.indicator === indicator.id && each.fiscalYear === year,
  );
  if (entered !== undefined) {
    const { increment, origin, source, isFinal } = entered;
    return { actual: increment, origin, source, months: 0, isFinal };
  }
  const months = [...sources.active.keys()].filter((month) => fiscalYearOf(month) === year).length;
  if (indicator.counting !== 'activeShops' || months === 0)
    return { actual: null, origin: null, source: null, months: 0, isFinal: false };
  const actual = firstIn(sources, (month) => fiscalYearOf(month) === year);
  const isFinal = months === 12 && year < fiscalYearOf(sources.month);
  return { actual, origin: 'automatic', source: null, months, isFinal };
}

/** How many shops were at work for the first time in a month that is asked for. */
function firstIn({ active }: KpiSources, isAsked: (month: string) => boolean): number {
  const seen = new Set<string>();
  let count = 0;
  for (const month of [...active.keys()].sort()) {
    for (const shop of active.get(month) ?? []) {
      if (seen.has(shop)) continue;
      seen.add(shop);
      if (isAsked(month)) count += 1;
    }
  }
  return count;
}
