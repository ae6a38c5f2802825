// Pure: the ratios of a machine's planned time, by ISO 22400 and as Japanese shops print them (standards D.2, D.6,
// domain 8.3). Sum the hours first and divide last.
// Promise: unknown time is in no numerator and coverage stands beside every ratio; nothing is divided by zero.
import type { TimeElements } from './timeElements.ts';
import { observedMs, totalMs } from './timeElements.ts';

/** Shares from 0 to 1; null when there is nothing to divide by. All are of time inside the plan. */
export interface Ratios {
  /** 充足率: planned time somebody knows about. */
  readonly coverage: number | null;
  /** ISO availability APT / PBT: certain at least, possible at most; they meet at full coverage. */
  readonly availabilityAtLeast: number | null;
  readonly availabilityAtMost: number | null;
  /** 稼働率: production of the observed time. */
  readonly production: number | null;
  /** 加工+段取り率: production and set-up of the observed time. */
  readonly productionAndSetup: number | null;
  /** 可動率: able to run (production, set-up, idle) of these and fault; only for machines that tell faults. */
  readonly readiness: number | null;
  /** ISO allocation efficiency AUBT / PBT at least, with AUBT = production + set-up + fault. */
  readonly allocation: number | null;
  /** ISO utilisation efficiency APT / AUBT. */
  readonly utilisation: number | null;
  /** ISO technical efficiency APT / (APT + ADET), with ADET = fault. */
  readonly technicalEfficiency: number | null;
  /** ISO set-up rate AUST / AUPT. */
  readonly setupRate: number | null;
}

/** How a ratio of this coverage may be printed: as a figure, as its two bounds, or not at all (standards D.6). */
export type Printable = 'figure' | 'bounds' | 'hoursOnly';

/** The ratios of the time elements inside the plan. */
export function ratiosOf(inPlan: TimeElements): Ratios {
  const planned = totalMs(inPlan);
  const observed = observedMs(inPlan);
  const { production, setup, idle, fault, unknown } = inPlan;
  const busy = production + setup + fault;
  return {
    coverage: share(observed, planned),
    availabilityAtLeast: share(production, planned),
    availabilityAtMost: share(production + unknown, planned),
    production: share(production, observed),
    productionAndSetup: share(production + setup, observed),
    readiness: share(production + setup + idle, production + setup + idle + fault),
    allocation: share(busy, planned),
    utilisation: share(production, busy),
    technicalEfficiency: share(production, production + fault),
    setupRate: share(setup, production + setup),
  };
}

/** From 95 % coverage a figure, from 50 % its bounds, below that hours only. */
export function printable(coverage: number | null): Printable {
  if (coverage === null || coverage < 0.5) return 'hoursOnly';
  return coverage < 0.95 ? 'bounds' : 'figure';
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
