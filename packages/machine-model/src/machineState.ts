// Pure: the seven states of a machine; it is in exactly one of them at every instant (standards D.7).
// Promise: the place in the list is the code on the wire and never changes.

/** The states in the order of their codes on the wire (wire.md, `State/Code`). */
export const machineStates = [
  'unknown',
  'off',
  'idle',
  'setup',
  'production',
  'fault',
  'maintenance',
] as const;

/** What a machine is doing; `unknown` means that nobody knows, and is never replaced by a guess. */
export type MachineState = (typeof machineStates)[number];

/** What a state was told by: the control itself, lamps and contacts, or a current alone (standards E.4). */
export const evidenceClasses = ['controller', 'lamp', 'current'] as const;

/** One of the evidence classes. */
export type Evidence = (typeof evidenceClasses)[number];

/** The code of a state on the wire, 0 to 6. */
export function codeOfState(state: MachineState): number {
  return machineStates.indexOf(state);
}

/** The state of a code on the wire, or null when there is no such code. */
export function stateOfCode(code: number): MachineState | null {
  return machineStates[code] ?? null;
}
