// Pure: the kinds of simulated machines, named like the profiles that read them, and what of a state each can show.
import type { MachineState } from '@nakamawashi/machine-model';

export const machineKinds = [
  'opcua-machine-tool',
  'opcua-plain-cnc',
  'modbus-stack-light',
  'modbus-current-sensor',
  'modbus-press-stroke',
] as const;
/** How a simulated machine is wired to the world. */
export type MachineKind = (typeof machineKinds)[number];

/** The state that the kind's signals give away; a tally of what an agent should have seen is made with this. */
export function shownState(kind: MachineKind, state: MachineState): MachineState {
  // Upkeep is done with the main switch off; only a control with an explicit mode can tell it from any other off.
  if (state === 'maintenance') return kind === 'opcua-machine-tool' ? 'maintenance' : 'off';
  if (kind !== 'modbus-current-sensor' && kind !== 'modbus-press-stroke') return state;
  return state === 'setup' || state === 'fault' ? 'idle' : state;
}
