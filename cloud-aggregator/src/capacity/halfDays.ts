// Pure: the cells of a week plan, 午前 and 午後 of each local date; a shift over midnight belongs to the date it began
// on, and so to that date's afternoon (domain 6.1 B2, 8.4).
import type { Span } from '@nakamawashi/machine-model';

export type Half = 'morning' | 'afternoon';

/** The planned spans of one machine in one half of one local date. */
export interface HalfDay {
  /** '2026-11-21' */
  readonly date: string;
  /** 1 for Monday to 7 for Sunday. */
  readonly weekday: number;
  readonly half: Half;
  /** Sorted and disjoint; empty when the shop is closed. */
  readonly planned: readonly Span[];
}

/** The same half-days with only what is planned inside a span. */
export function within(halfDays: readonly HalfDay[], span: Span): readonly HalfDay[] {
  return halfDays.map((halfDay) => ({ ...halfDay, planned: clip(halfDay.planned, span) }));
}

/** The parts of sorted spans that lie inside another span. */
export function clip(spans: readonly Span[], { from, until }: Span): readonly Span[] {
  // Most spans lie wholly inside or outside, and a ward has many.
  if (spans.length === 0 || spans.every((each) => each.from >= from && each.until <= until)) return spans;
  return spans.flatMap((each) => {
    const common = { from: Math.max(each.from, from), until: Math.min(each.until, until) };
    return common.from < common.until ? [common] : [];
  });
}

/** How long spans are together, in milliseconds. */
export function lengthOfAll(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, until }) => sum + until - from, 0);
}

/** The planned time of half-days in milliseconds. */
export function plannedMs(halfDays: readonly HalfDay[]): number {
  return halfDays.reduce((sum, { planned }) => sum + lengthOfAll(planned), 0);
}
