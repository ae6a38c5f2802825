// Pure: a recorded control's day as segments of one state, by the MTConnect mapping of standards C: UNAVAILABLE is no
// data, a fault while ACTIVE does not stop production, ACTIVE in a manual mode is setting up.
import type { MachineState, TimestampMs } from '@nakamawashi/machine-model';
import type { ControlWords, Segment } from './segment.ts';
import type { ShdrObservation } from './shdr.ts';

/** Observations in time order; the items `avail`, `power`, `execution`, `mode` and any conditions are used. */
export interface Recording {
  readonly observations: readonly ShdrObservation[];
}

/** A recording of these observations, sorted by time; what is equally old keeps its order. */
export function recordingOf(observations: readonly ShdrObservation[]): Recording {
  return { observations: observations.toSorted((a, b) => a.at - b.at) };
}

/** Contiguous from the first observation to the last; nothing is claimed before or after. */
export function recordedSegments(recording: Recording): readonly Segment[] {
  const all: Segment[] = [];
  const control = startControl();
  let from: TimestampMs | null = null;
  for (const observation of recording.observations) {
    if (from !== null && observation.at > from) {
      append(all, describe(control, from, observation.at));
    }
    from = observation.at;
    apply(control, observation);
  }
  return all;
}

/** The state that a control's words mean (standards C). */
export function stateOfWords(words: ControlWords): MachineState {
  if (!words.powerOn) return 'off';
  if (words.execution === 'ACTIVE') return isManual(words.mode) ? 'setup' : 'production';
  return words.alarm ? 'fault' : 'idle';
}

function isManual(mode: string): boolean {
  return mode === 'MANUAL' || mode === 'MANUAL_DATA_INPUT' || mode === 'EDIT';
}

interface Control {
  readonly values: Map<string, string>;
  /** Condition item and native code of every fault that stands. */
  readonly faults: Map<string, Set<string>>;
}

function startControl(): Control {
  return { values: new Map(), faults: new Map() };
}

function apply(control: Control, observation: ShdrObservation): void {
  if (observation.kind === 'value') {
    control.values.set(observation.item, observation.value);
    return;
  }
  const standing = control.faults.get(observation.item) ?? new Set<string>();
  control.faults.set(observation.item, standing);
  if (observation.level === 'Fault') standing.add(observation.nativeCode);
  else if (observation.nativeCode === '') standing.clear();
  else standing.delete(observation.nativeCode);
}

function describe(control: Control, from: TimestampMs, until: TimestampMs): Segment {
  const value = (item: string): string => control.values.get(item) ?? 'UNAVAILABLE';
  const execution = value('execution');
  const off = value('power') === 'OFF';
  if (value('avail') === 'UNAVAILABLE' || (execution === 'UNAVAILABLE' && !off)) {
    return { from, until, state: 'unknown', cause: 'no data' };
  }
  const alarm = [...control.faults.values()].some((codes) => codes.size > 0);
  const words: ControlWords = { execution, mode: value('mode'), alarm, powerOn: !off };
  return { from, until, state: stateOfWords(words), cause: execution.toLowerCase(), words };
}

function append(all: Segment[], next: Segment): void {
  const last = all.at(-1);
  if (last !== undefined && sameWords(last, next)) all[all.length - 1] = { ...last, until: next.until };
  else all.push(next);
}

function sameWords(a: Segment, b: Segment): boolean {
  return (
    a.state === b.state &&
    a.words?.execution === b.words?.execution &&
    a.words?.mode === b.words?.mode &&
    a.words?.alarm === b.words?.alarm
  );
}
