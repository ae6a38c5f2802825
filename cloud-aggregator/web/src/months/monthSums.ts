// Pure: hours of shops as sums by month with the year's sum, and a ratio as it is printed: summed first, divided last,
// a range where much is unknown, in brackets where most is (domain 8.3; standards D.6).
import {
  addTime,
  bracketCoverage,
  noTime,
  type Ratios,
  ratiosOf,
  type TimeElements,
} from '@nakamawashi/machine-model';
import type { UtilisationRow } from '../../../src/api/utilisation.ts';

export interface MonthSum {
  /** Null for the sum of all. */
  readonly month: string | null;
  readonly plannedMs: number;
  readonly inPlan: TimeElements;
  readonly outsideMs: number;
  readonly ratios: Ratios;
}

/** One sum for each month, oldest first, and last the sum of them all; none without rows. */
export function monthSums(rows: readonly UtilisationRow[]): readonly MonthSum[] {
  if (rows.length === 0) return [];
  const byMonth = Map.groupBy(rows, ({ bucket }) => bucket);
  const months = [...byMonth].sort(([a], [b]) => (a < b ? -1 : 1));
  return [...months.map(([month, own]) => sumOf(month, own)), sumOf(null, rows)];
}

function sumOf(month: string | null, rows: readonly UtilisationRow[]): MonthSum {
  const inPlan = rows.reduce((sum, row) => addTime(sum, row.inPlan), noTime);
  return {
    month,
    plannedMs: rows.reduce((sum, row) => sum + row.plannedMs, 0),
    inPlan,
    outsideMs: rows.reduce((sum, row) => sum + row.outsidePlan.production, 0),
    ratios: ratiosOf(inPlan),
  };
}

/** "62 %", "55–70 %", "(40–80 %)"; null where too little is known. */
export function ratioText({ coverage, production: { point, lower, upper } }: Ratios): string | null {
  if (point !== null) return percent(point);
  if (coverage === null || lower === null || upper === null) return null;
  const range = `${Math.round(lower * 100)}–${percent(upper)}`;
  return coverage < bracketCoverage ? `(${range})` : range;
}

/** A share as a whole percentage; never rounded up to all of it. */
export function percent(share: number): string {
  return `${share < 1 ? Math.min(99, Math.round(share * 100)) : 100} %`;
}
