// What the simulated machines did, straight from their scripts: the account that the store is held against.
import type { MachineState, Slot, Span } from '@nakamawashi/machine-model';
import { machineStates } from '@nakamawashi/machine-model';
import { type MachineKind, type Script, segments, shownState } from '@nakamawashi/simulators';

export interface Tally {
  readonly elements: Readonly<Record<MachineState, number>>;
  /** How often the shown state changed inside the span or at its beginning: each may be seen a little late. */
  readonly changes: number;
}

export function tallyScript(script: Script, kind: MachineKind, span: Span): Tally {
  const elements = Object.fromEntries(machineStates.map((state) => [state, 0])) as Record<
    MachineState,
    number
  >;
  let changes = 1;
  let last: MachineState | null = null;
  for (const { from, until, state } of segments(script, span)) {
    const shown = shownState(kind, state);
    elements[shown] += until - from;
    if (last !== null && shown !== last) changes += 1;
    last = shown;
  }
  return { elements, changes };
}

/**
 * How a slot differs from what the machine did, in words, or null: every known element must be the script's to within
 * `lateMs` for each change, and what is missing from one must stand under unknown.
 */
export function difference(slot: Slot, tally: Tally, lateMs: number): string | null {
  const { unknown } = slot.elements;
  for (const state of machineStates) {
    if (state === 'unknown') continue;
    const more = slot.elements[state] - tally.elements[state];
    const allowed = lateMs * tally.changes;
    if (more > allowed || more < -allowed - unknown) {
      const when = new Date(slot.start).toISOString();
      const [told, did] = [slot.elements[state], tally.elements[state]];
      return `${slot.machine} ${when}: ${state} ${told} ms, did ${did} ms, unknown ${unknown} ms`;
    }
  }
  return null;
}
