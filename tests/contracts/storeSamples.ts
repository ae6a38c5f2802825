// What the store's contract commits: slots of one night, batches of them, and tallies.
import { type DayTally, noTime, type Slot, type TimeElements } from '@nakamawashi/machine-model';
import type { CommitBatch, PlannedTally } from '../../cloud-aggregator/src/store/utilisationStore.ts';

export const lengthMs = 300_000;
const midnight = Date.UTC(2026, 10, 20, 15);
export const startOf = (index: number): number => midnight + index * lengthMs;

export function slot(
  machine: string,
  index: number,
  elements: Partial<TimeElements> = { production: lengthMs },
): Slot {
  return { machine, start: startOf(index), lengthMs, elements: { ...noTime, ...elements } };
}

export function batch(part: Partial<CommitBatch>): CommitBatch {
  return { slots: [], marks: new Map(), deadLetters: [], days: [], ...part };
}

/** Of a day with its plan's digest. */
export function counted(machine: string, date: string, production: number, plan = 'weekdays'): PlannedTally {
  const tally: DayTally = {
    machine,
    date,
    plannedMs: production,
    inPlan: { ...noTime, production },
    outsidePlan: { ...noTime, unknown: 86_400_000 - production },
    morning: { plannedMs: production, observedMs: production, busyMs: production - 1 },
  };
  return { tally, plan };
}
