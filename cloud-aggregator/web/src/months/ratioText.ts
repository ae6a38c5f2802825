// Pure: a ratio as it is printed beside its coverage: one value where nearly all is known, a range where much is
// unknown, in brackets where most is (domain 8.3; standards D.6).
import type { Ratio } from '@nakamawashi/machine-model';

/** Below this coverage a figure stands in brackets. */
const bracketCoverage = 0.6;

export interface RatioText {
  /** "62 %", "55–70 %", "(40–80 %)". */
  readonly text: string;
  /** Within which a single value lies; null where the text is a range already, or nothing is unknown. */
  readonly bounds: string | null;
}

/** The words for a ratio, or null where too little is known. */
export function ratioText({ point, lower, upper }: Ratio, coverage: number | null): RatioText | null {
  if (coverage === null || lower === null || upper === null) return null;
  const range = rangeOf(lower, upper);
  if (point !== null) return { text: percent(point), bounds: lower === upper ? null : range };
  return { text: coverage < bracketCoverage ? `(${range})` : range, bounds: null };
}

/** Rounded outward, for a range that is too narrow would be untrue. */
function rangeOf(lower: number, upper: number): string {
  const [from, until] = [Math.floor(thousandths(lower) / 10), Math.ceil(thousandths(upper) / 10)];
  return from === until ? `${until} %` : `${from}–${until} %`;
}

/** Spares the rounding outward what is only a fraction that a computer cannot write. */
function thousandths(share: number): number {
  return Math.round(share * 10_000) / 10;
}

/** A share as a whole percentage; never rounded up to all of it. */
export function percent(share: number): string {
  return `${share < 1 ? Math.min(99, Math.round(share * 100)) : 100} %`;
}
