// Pure: what the store keeps, as points of InfluxDB and back: measurements, tags, fields and times, the same in all its
// versions. docs/operations.md lists them for those who draw charts; a name that is out in the world stays.
import type { DayTally, MachineId, Slot, TimeElements, TimestampMs } from '@nakamawashi/machine-model';
import { machineStates } from '@nakamawashi/machine-model';
import type { DeadLetter, PlannedTally } from './utilisationStore.ts';

export type FieldType = 'integer' | 'string' | 'boolean';
type FieldValue = number | string | boolean;

/** One point; its tags are the workshop and the machine, its identity is (measurement, tags, time). */
export interface Point {
  readonly measurement: Measurement;
  readonly machine: MachineId;
  readonly at: TimestampMs;
  /** One value for each field of the measurement, in their order; always all of them. */
  readonly values: readonly FieldValue[];
}

/** A point as it was read: the values of the fields that were asked for, in that order. */
export interface PointRow {
  readonly machine: MachineId;
  readonly at: TimestampMs;
  readonly values: readonly FieldValue[];
}

const integers = (names: readonly string[]): [string, FieldType][] => names.map((name) => [name, 'integer']);
const slotFields = ['length_ms', ...machineStates.map((state) => `${state}_ms`)];
const tallyFields = [
  'planned_ms',
  ...machineStates.map((state) => `in_${state}_ms`),
  ...machineStates.map((state) => `out_${state}_ms`),
  ...['planned', 'observed', 'busy'].map((what) => `morning_${what}_ms`),
];

/** Every measurement with its fields and their types. */
export const measurements = {
  /** At the slot's start. The only one that may be kept for a limited time. */
  slot: integers(slotFields),
  /** One local date, at that date's midnight in UTC. */
  day_tally: [...integers(tallyFields), ['plan', 'string']],
  /** One point a machine, at time 0: everything that ends at or before `through` is durable. */
  mark: integers(['through']),
  /** One point a machine, at time 0: the calendar that was noted for it. */
  calendar: [['basis', 'string']],
  /** A local date, at its midnight in UTC: its tally must be computed again. */
  due: [['is_due', 'boolean']],
  /** At the start of the slot that was not accepted. */
  dead_letter: [
    ['slot', 'string'],
    ['reason', 'string'],
    ['noted_at', 'integer'],
  ],
} as const satisfies Record<string, readonly (readonly [string, FieldType])[]>;

export type Measurement = keyof typeof measurements;

export function fieldNames(measurement: Measurement): readonly string[] {
  return measurements[measurement].map(([name]) => name);
}

export function slotPoint({ machine, start, lengthMs, elements }: Slot): Point {
  return { measurement: 'slot', machine, at: start, values: [lengthMs, ...elementValues(elements)] };
}

export function slotOf({ machine, at, values }: PointRow): Slot {
  return { machine, start: at, lengthMs: Number(values[0]), elements: elementsOf(values, 1) };
}

export function tallyPoint({ tally, plan }: PlannedTally): Point {
  const { machine, date, plannedMs, inPlan, outsidePlan, morning } = tally;
  const mornings = [morning.plannedMs, morning.observedMs, morning.busyMs];
  const values = [plannedMs, ...elementValues(inPlan), ...elementValues(outsidePlan), ...mornings, plan];
  return { measurement: 'day_tally', machine, at: timeOfDate(date), values };
}

export function tallyOf({ machine, at, values }: PointRow): PlannedTally {
  const [planned, observed, busy, plan] = values.slice(1 + 2 * machineStates.length);
  const tally: DayTally = {
    machine,
    date: dateOfTime(at),
    plannedMs: Number(values[0]),
    inPlan: elementsOf(values, 1),
    outsidePlan: elementsOf(values, 1 + machineStates.length),
    morning: { plannedMs: Number(planned), observedMs: Number(observed), busyMs: Number(busy) },
  };
  return { tally, plan: planOf(plan) };
}

/** A point of which nobody knows the plan lacks the field, and every database says that in its own way. */
export function planOf(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function deadLetterPoint({ slot, reason, at }: DeadLetter): Point {
  const values = [JSON.stringify(slot), reason, at];
  return { measurement: 'dead_letter', machine: slot.machine, at: slot.start, values };
}

export function deadLetterOf({ values: [slot, reason, at] }: PointRow): DeadLetter {
  return { slot: JSON.parse(String(slot)) as Slot, reason: String(reason), at: Number(at) };
}

export function markPoint(machine: MachineId, through: TimestampMs): Point {
  return { measurement: 'mark', machine, at: 0, values: [through] };
}

export function calendarPoint(machine: MachineId, basis: string): Point {
  return { measurement: 'calendar', machine, at: 0, values: [basis] };
}

export function duePoint(machine: MachineId, date: string, isDue: boolean): Point {
  return { measurement: 'due', machine, at: timeOfDate(date), values: [isDue] };
}

/** A local date ('2026-11-21') as the instant under which it is kept. */
export function timeOfDate(date: string): TimestampMs {
  return Date.parse(date);
}

export function dateOfTime(at: TimestampMs): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The tags of a machine's points. */
export function tagsOf(machine: MachineId): { readonly workshop: string; readonly machine: string } {
  const slash = machine.indexOf('/');
  return { workshop: machine.slice(0, slash), machine: machine.slice(slash + 1) };
}

function elementValues(elements: TimeElements): readonly number[] {
  return machineStates.map((state) => elements[state]);
}

function elementsOf(values: readonly FieldValue[], first: number): TimeElements {
  const pairs = machineStates.map((state, index) => [state, Number(values[first + index])]);
  return Object.fromEntries(pairs) as TimeElements;
}
