// Pure: ratios of planned time with their coverage and bounds, by ISO 22400 and as Japanese shops print them. Hours are
// summed first, divided last; unknown time is never in a numerator, and where much is unknown no single value is given.
import type { TimeElements } from './timeElements.ts';
import { totalMs } from './timeElements.ts';

/** A ratio from 0 to 1: as far as it is known, and with the unknown time at its worst and at its best. */
export interface Ratio {
  /** Null below 95 % coverage. */
  readonly point: number | null;
  /** Null below 50 % coverage. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** The ratios of planned time that state time alone can give; those that need orders or counts are not among them. */
export interface Ratios {
  /** Observed planned time over planned time; null without a plan. */
  readonly coverage: number | null;
  /** 時間稼働率: production over observed planned time (APT/PBT). */
  readonly production: Ratio;
  /** 加工+段取り率: production and setup over observed planned time. */
  readonly productionAndSetup: Ratio;
  /** 可動率: production, setup and idle over the same and fault. */
  readonly readiness: Ratio;
}

/** From this coverage on a single value is given. */
export const pointCoverage = 0.95;
/** From this coverage on bounds are given. */
export const boundsCoverage = 0.5;
/** Below this coverage a figure stands in brackets and is left out of public totals. */
export const bracketCoverage = 0.6;

/** The ratios of the time inside the plan. */
export function ratiosOf(inPlan: TimeElements): Ratios {
  const { production, setup, idle, fault, unknown } = inPlan;
  const planned = totalMs(inPlan);
  const coverage = planned === 0 ? null : (planned - unknown) / planned;
  const ratio = (numerator: number, denominator: number): Ratio => {
    const all = denominator + unknown;
    if (coverage === null || coverage < boundsCoverage || all === 0)
      return { point: null, lower: null, upper: null };
    const point = coverage < pointCoverage || denominator === 0 ? null : numerator / denominator;
    return { point, lower: numerator / all, upper: (numerator + unknown) / all };
  };
  return {
    coverage,
    production: ratio(production, planned - unknown),
    productionAndSetup: ratio(production + setup, planned - unknown),
    readiness: ratio(production + setup + idle, production + setup + idle + fault),
  };
}
