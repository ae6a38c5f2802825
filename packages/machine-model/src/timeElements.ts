// Pure: how much time a machine spent in each state, in whole milliseconds (ISO 22400 time elements, standards D.1).
// Promise: adding and splitting neither make nor lose a millisecond.
import type { MachineState } from './machineState.ts';
import { machineStates } from './machineState.ts';

/** Milliseconds in each state; integers, never negative. */
export type TimeElements = Readonly<Record<MachineState, number>>;

/** No time in any state. */
export const noTime: TimeElements = {
  unknown: 0,
  off: 0,
  idle: 0,
  setup: 0,
  production: 0,
  fault: 0,
  maintenance: 0,
};

/** The elements made of `ms` milliseconds in one state. */
export function timeIn(state: MachineState, ms: number): TimeElements {
  return { ...noTime, [state]: ms };
}

/** The time of both together. */
export function addTime(a: TimeElements, b: TimeElements): TimeElements {
  return {
    unknown: a.unknown + b.unknown,
    off: a.off + b.off,
    idle: a.idle + b.idle,
    setup: a.setup + b.setup,
    production: a.production + b.production,
    fault: a.fault + b.fault,
    maintenance: a.maintenance + b.maintenance,
  };
}

/** All milliseconds of all states. */
export function totalMs(elements: TimeElements): number {
  return machineStates.reduce((sum, state) => sum + elements[state], 0);
}

/** The milliseconds somebody knows about: everything but `unknown`. */
export function observedMs(elements: TimeElements): number {
  return totalMs(elements) - elements.unknown;
}

/**
 * Divides the elements into a part of exactly `partMs` (0 to the total) and the rest, each state in proportion,
 * the odd milliseconds going to the largest remainders.
 */
export function splitTime(elements: TimeElements, partMs: number): readonly [TimeElements, TimeElements] {
  const total = totalMs(elements);
  if (partMs < 0 || partMs > total) throw new Error(`BUG: cannot take ${partMs} ms out of ${total} ms`);
  // Most spans lie wholly inside or outside; the proportion below is exact and dear.
  if (partMs === total) return [elements, noTime];
  if (partMs === 0) return [noTime, elements];
  const shares = machineStates.map((state) => {
    const exact = BigInt(elements[state]) * BigInt(partMs);
    return { state, ms: Number(exact / BigInt(total)), remainder: exact % BigInt(total) };
  });
  let missing = partMs - shares.reduce((sum, share) => sum + share.ms, 0);
  const part = { ...noTime };
  const rest = { ...noTime };
  const byRemainder = shares.toSorted((a, b) =>
    a.remainder === b.remainder ? 0 : a.remainder > b.remainder ? -1 : 1,
  );
  for (const share of byRemainder) {
    const extra = missing > 0 ? 1 : 0;
    missing -= extra;
    part[share.state] = share.ms + extra;
    rest[share.state] = elements[share.state] - part[share.state];
  }
  return [part, rest];
}
