// Pure: the account that an agent which missed nothing would have made of a script: the yardstick of the system tests,
// and the history of a simulated workshop. Follows what the kind of machine can show, not what nobody could know.
import { accountInterval, openSlotAt, type Slot, type Span } from '@nakamawashi/machine-model';
import { type MachineKind, shownState } from './machineKinds.ts';
import { type Script, segments } from './script.ts';

export interface ScriptedMachine {
  readonly id: string;
  readonly kind: MachineKind;
  readonly script: Script;
}

/** Every slot that lies wholly in the span, oldest first. */
export function scriptSlots(machine: ScriptedMachine, span: Span, lengthMs: number): readonly Slot[] {
  const from = Math.ceil(span.from / lengthMs) * lengthMs;
  const slots: Slot[] = [];
  let open = openSlotAt(machine.id, from, lengthMs);
  for (const segment of segments(machine.script, { from, until: span.until })) {
    const state = shownState(machine.kind, segment.state);
    const step = accountInterval(open, { from: segment.from, until: segment.until, state, inferred: false });
    slots.push(...step.closed);
    open = step.open;
  }
  return slots;
}
