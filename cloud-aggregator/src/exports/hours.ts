// Pure: milliseconds as the hours of the files, to a tenth (domain 8.5). Each is rounded once, together with those that
// it stands beside, so that a row's elements sum exactly to its plan, and with the time outside to its month.
import type { MachineState, TimeElements } from '@nakamawashi/machine-model';
import { totalMs } from '@nakamawashi/machine-model';

/** Whole tenths of an hour; `inPlan` sums to `planned`, and with what lies outside to `total`. */
export interface HoursRow {
  readonly total: number;
  readonly planned: number;
  readonly inPlan: TimeElements;
  readonly outside: OutsideHours;
}

/** Time outside the plan: running, seen doing anything else, not seen. */
interface OutsideHours {
  readonly production: number;
  readonly other: number;
  readonly unknown: number;
}

const tenthMs = 360_000;

/** The order in which states stand in the files. */
export const stateOrder: readonly MachineState[] = [
  'production',
  'setup',
  'idle',
  'fault',
  'maintenance',
  'off',
  'unknown',
];

/** The plan is rounded first, so that machines of one calendar have the same; then each side's parts. */
export function hoursRow(inPlan: TimeElements, outsidePlan: TimeElements): HoursRow {
  const total = tenths(totalMs(inPlan) + totalMs(outsidePlan));
  const planned = Math.min(total, tenths(totalMs(inPlan)));
  const { production, unknown } = outsidePlan;
  const other = totalMs(outsidePlan) - production - unknown;
  const [running = 0, seen = 0, unseen = 0] = roundTogether([production, other, unknown], total - planned);
  const parts = roundTogether(
    stateOrder.map((state) => inPlan[state]),
    planned,
  );
  return {
    total,
    planned,
    inPlan: Object.fromEntries(stateOrder.map((state, index) => [state, parts[index] ?? 0])) as TimeElements,
    outside: { production: running, other: seen, unknown: unseen },
  };
}

/** Whole tenths of an hour. */
export function tenths(ms: number): number {
  return Math.round(ms / tenthMs);
}

/** Whole tenths that sum to `total`: all rounded down, the missing ones to the largest remainders, first come first. */
function roundTogether(parts: readonly number[], total: number): readonly number[] {
  const floors = parts.map((ms) => Math.floor(ms / tenthMs));
  const missing = total - floors.reduce((sum, each) => sum + each, 0);
  const byRemainder = parts
    .map((ms, index) => ({ index, rest: ms % tenthMs }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  const raised = new Set(byRemainder.slice(0, missing).map(({ index }) => index));
  return floors.map((floor, index) => floor + (raised.has(index) ? 1 : 0));
}
