// Pure: what a numerical control shows for a script's segment: the states of OPC 40001-1 and 40501-1 for a machine
// tool with the companion specification, MTConnect's words for an older control (standards B.2, B.3, C).
import type { MachineState } from '@nakamawashi/machine-model';
import type { ControlWords, Segment } from './segment.ts';

/** Names of OPC 40001-1 MachineryItemState. */
type ItemState = 'NotAvailable' | 'OutOfService' | 'NotExecuting' | 'Executing';
/** Names of OPC 40001-1 MachineryOperationMode. */
type OperationMode = 'None' | 'Maintenance' | 'Setup' | 'Processing';
/** Names of OPC 40501-1 ProductionStateMachine. */
type ProgramState = 'Initializing' | 'Running' | 'Ended' | 'Interrupted' | 'Aborted';

/** IA LampSignalMode of a lit lamp. */
export type LampMode = 'continuous' | 'flashing';

export interface StackLight {
  readonly red: LampMode | null;
  readonly yellow: LampMode | null;
  readonly green: LampMode | null;
}

export interface MachineToolSignals {
  readonly itemState: ItemState;
  readonly operationMode: OperationMode;
  /** OPC 40501-1: Manual 0, Automatic 1, Setup 2, AutoWithManualIntervention 3, Service 4, Other 5. */
  readonly toolMode: number;
  readonly program: ProgramState;
  readonly warmingUp: boolean;
}

const dark: StackLight = { red: null, yellow: null, green: null };

/** The light by IEC 60204-1, with yellow flashing for a set-up as many Japanese shops have it (standards E.1). */
export function stackLight(state: MachineState): StackLight {
  switch (state) {
    case 'production':
      return { ...dark, green: 'continuous' };
    case 'setup':
      return { ...dark, yellow: 'flashing' };
    case 'fault':
      return { ...dark, red: 'flashing' };
    case 'idle':
      return { ...dark, yellow: 'continuous' };
    default:
      return dark;
  }
}

/** Null when the script knows nothing: the control then answers with a bad status. */
export function machineToolSignals(segment: Segment): MachineToolSignals | null {
  const rest = { warmingUp: segment.cause === 'warm-up' };
  switch (segment.state) {
    case 'unknown':
      return null;
    case 'off':
      return { itemState: 'NotAvailable', operationMode: 'None', toolMode: 5, program: 'Ended', ...rest };
    case 'idle':
      return {
        itemState: 'NotExecuting',
        operationMode: 'Processing',
        toolMode: 1,
        program: 'Ended',
        ...rest,
      };
    case 'setup': {
      const itemState = rest.warmingUp ? 'Executing' : 'NotExecuting';
      return { itemState, operationMode: 'Setup', toolMode: 2, program: 'Initializing', ...rest };
    }
    case 'production':
      return {
        itemState: 'Executing',
        operationMode: 'Processing',
        toolMode: 1,
        program: 'Running',
        ...rest,
      };
    case 'fault':
      return {
        itemState: 'OutOfService',
        operationMode: 'Processing',
        toolMode: 1,
        program: 'Aborted',
        ...rest,
      };
    case 'maintenance':
      return {
        itemState: 'OutOfService',
        operationMode: 'Maintenance',
        toolMode: 4,
        program: 'Ended',
        ...rest,
      };
  }
}

/** A recording's own words where there are any; null when the script knows nothing. */
export function plainSignals(segment: Segment): ControlWords | null {
  if (segment.words !== undefined) return segment.words;
  switch (segment.state) {
    case 'unknown':
      return null;
    case 'off':
    case 'maintenance':
      return { execution: 'STOPPED', mode: 'MANUAL', alarm: false, powerOn: false };
    case 'idle':
      return { execution: 'READY', mode: 'AUTOMATIC', alarm: false, powerOn: true };
    case 'setup':
      return { execution: 'ACTIVE', mode: 'MANUAL', alarm: false, powerOn: true };
    case 'production':
      return { execution: 'ACTIVE', mode: 'AUTOMATIC', alarm: false, powerOn: true };
    case 'fault':
      return { execution: 'INTERRUPTED', mode: 'AUTOMATIC', alarm: true, powerOn: true };
  }
}
