// Which tallied days a changed calendar concerns: those whose plan is another one now. A plan that nobody asked for
// yet is expensive, and a ward has many days, so everything else has its turn in between.
import { setImmediate as otherWork } from 'node:timers/promises';
import type { MachineId } from '@nakamawashi/machine-model';
import type { MachineDay, PlanNow } from './utilisationStore.ts';

/** A day that is tallied, and the digest of the plan with which it was. */
export interface TalliedDay {
  readonly date: string;
  readonly plan: string;
}

const daysAtOnce = 16;

/** The days of a machine among those tallied that were computed with another plan. */
export async function otherPlans(
  machine: MachineId,
  tallied: readonly TalliedDay[],
  planNow: PlanNow,
): Promise<readonly MachineDay[]> {
  const found: MachineDay[] = [];
  for (const [index, { date, plan }] of tallied.entries()) {
    if (plan !== planNow({ machine, date })) found.push({ machine, date });
    if (index % daysAtOnce === daysAtOnce - 1) await otherWork();
  }
  return found;
}
