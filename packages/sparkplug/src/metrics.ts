// Pure: the table of metrics, the only names that ever leave a workshop, and the values we put under them.
// Promise: nothing outside the table can be made, and a machine shared `none` yields nothing at all.
// Follows the wire contract ("Names") and the sharing rules of the product page (R01–R06).

import {
  type Evidence,
  type MachineState,
  machineStates,
  type TimestampMs,
} from '@nakamawashi/machine-model';
import { DataType, type MetricValue } from './dataType.ts';
import type { Metric } from './payload.ts';

/** What the owner lets out of the building, the highest level any audience has. */
export type SharingLevel = 'none' | 'mark' | 'hours' | 'live';

/** The current state as it goes out; `since` in ms since the epoch. */
export interface LiveState {
  readonly state: MachineState;
  readonly inferred: boolean;
  readonly since: TimestampMs;
  readonly evidence: Evidence;
}

const nodeTable: ReadonlyMap<string, number> = new Map([
  ['bdSeq', DataType.Int64],
  ['Node Control/Rebirth', DataType.Boolean],
  ['Properties/Agent Version', DataType.String],
  ['Properties/Display Name', DataType.String],
  ['Properties/Config Hash', DataType.String],
  ['Clock/Trusted', DataType.Boolean],
  ['Clock/Offset ms', DataType.Int64],
  ['Clock/Host Time', DataType.Int64],
  ['Outbox/Depth', DataType.Int64],
  ['Outbox/Oldest Age s', DataType.Int64],
  ['Outbox/Set Aside', DataType.Int64],
]);

const always: readonly (readonly [string, number])[] = [
  ['Properties/Display Name', DataType.String],
  ['Properties/Profile', DataType.String],
  ['Outbox/Follows', DataType.Int64],
  ['Outbox/Oldest', DataType.Int64],
  ['Outbox/Acknowledged Through', DataType.Int64],
  ['Outbox/Refused From', DataType.Int64],
  ['Slot/Length ms', DataType.Int64],
];

/** The metric that holds a state's time within a slot, in ms: `Slot/Production ms`. */
export function elementName(state: MachineState): string {
  return `Slot/${state.charAt(0).toUpperCase()}${state.slice(1)} ms`;
}

const elements = machineStates.map((state) => [elementName(state), DataType.Int64] as const);
const live: readonly (readonly [string, number])[] = [
  ['State/Code', DataType.Int32],
  ['State/Inferred', DataType.Boolean],
  ['State/Evidence', DataType.String],
];

const machineTables: Readonly<Record<SharingLevel, ReadonlyMap<string, number>>> = {
  none: new Map(),
  mark: new Map([...always, ...elements]),
  hours: new Map([...always, ...elements]),
  live: new Map([...always, ...elements, ...live]),
};

/** The node's metrics and their datatypes. */
export function nodeMetrics(): ReadonlyMap<string, number> {
  return nodeTable;
}

/** A machine's metrics and datatypes at a level; none at `none`. Marks are made of slots, so `mark` has them. */
export function machineMetrics(level: SharingLevel): ReadonlyMap<string, number> {
  return machineTables[level];
}

/** Only those metrics that the sharing level lets out of the building. */
export function withinSharing(level: SharingLevel, metrics: readonly Metric[]): readonly Metric[] {
  const table = machineTables[level];
  return metrics.filter((metric) => metric.name !== null && table.has(metric.name));
}

/** A metric of the machine table; a name outside it is a programming error. */
export function machineMetric(name: string, value: MetricValue, timestamp: TimestampMs): Metric {
  return tableMetric(machineTables.live, name, { value, timestamp });
}

function tableMetric(
  table: ReadonlyMap<string, number>,
  name: string,
  { value, timestamp }: { value: MetricValue; timestamp: TimestampMs },
): Metric {
  const datatype = table.get(name);
  if (datatype === undefined) throw new Error(`BUG: the metric ${name} is not in the table`);
  return { name, timestamp, datatype, value };
}

/** What a machine's birth says. */
export interface MachineBirth {
  readonly displayName: string;
  readonly profile: string;
  readonly level: SharingLevel;
  readonly live: LiveState;
  /** End of the newest slot ever appended to the outbox, null when none ever was. */
  readonly follows: TimestampMs | null;
  /** Start of the oldest slot still held, null when the outbox holds none. */
  readonly oldest: TimestampMs | null;
  readonly slotLengthMs: number;
  readonly acknowledgedThrough: TimestampMs | null;
}

/** Every metric of a machine for its DBIRTH, with values as of `at`; none at all when it is shared `none`. */
export function machineBirthMetrics(birth: MachineBirth, at: TimestampMs): Metric[] {
  if (birth.level === 'none') return [];
  const values: readonly (readonly [string, MetricValue])[] = [
    ['Properties/Display Name', birth.displayName],
    ['Properties/Profile', birth.profile],
    ['Outbox/Follows', birth.follows],
    ['Outbox/Oldest', birth.oldest],
    ['Outbox/Acknowledged Through', birth.acknowledgedThrough],
    ['Outbox/Refused From', null],
    ['Slot/Length ms', birth.slotLengthMs],
    ...elements.map(([name]) => [name, null] as const),
  ];
  const metrics = values.map(([name, value]) => machineMetric(name, value, at));
  return [...withinSharing(birth.level, [...metrics, ...liveMetrics(birth.live)])];
}

/** The live state; all three carry the time at which the state began, also in births. */
export function liveMetrics({ state, inferred, since, evidence }: LiveState): Metric[] {
  return [
    machineMetric('State/Code', machineStates.indexOf(state), since),
    machineMetric('State/Inferred', inferred, since),
    machineMetric('State/Evidence', evidence, since),
  ];
}

/** How the box itself is doing. */
export interface NodeStatus {
  readonly clockTrusted: boolean;
  /** Own clock minus the reference's, in ms; null when unknown. */
  readonly clockOffsetMs: number | null;
  /** Slots held for all machines. */
  readonly outboxDepth: number;
  /** Age of the oldest held slot in whole seconds; null when the outbox is empty. */
  readonly outboxOldestAgeS: number | null;
  /** Slots set aside because their time turned out to be in the future. */
  readonly outboxSetAside: number;
}

/** The node's changing metrics; send only those that changed (tck-id-principles-rbe-recommended). */
export function nodeStatusMetrics(status: NodeStatus, at: TimestampMs): Metric[] {
  const values: readonly (readonly [string, MetricValue])[] = [
    ['Clock/Trusted', status.clockTrusted],
    ['Clock/Offset ms', status.clockOffsetMs],
    ['Outbox/Depth', status.outboxDepth],
    ['Outbox/Oldest Age s', status.outboxOldestAgeS],
    ['Outbox/Set Aside', status.outboxSetAside],
  ];
  return values.map(([name, value]) => tableMetric(nodeTable, name, { value, timestamp: at }));
}

/** What a node's birth says, besides bdSeq and Node Control/Rebirth, which the session adds. */
export interface NodeBirth {
  readonly agentVersion: string;
  readonly displayName: string;
  readonly configHash: string;
  readonly status: NodeStatus;
}

/** Every node metric for the NBIRTH, with values as of `at`. */
export function nodeBirthMetrics(birth: NodeBirth, at: TimestampMs): Metric[] {
  const values: readonly (readonly [string, MetricValue])[] = [
    ['Properties/Agent Version', birth.agentVersion],
    ['Properties/Display Name', birth.displayName],
    ['Properties/Config Hash', birth.configHash],
    // Written by the host, whose time it is.
    ['Clock/Host Time', null],
  ];
  const fixed = values.map(([name, value]) => tableMetric(nodeTable, name, { value, timestamp: at }));
  return [...fixed, ...nodeStatusMetrics(birth.status, at)];
}

/** Whether a node's birth says that its time is in doubt: then the host tells its own. */
export function isTimeInDoubt(
  born: readonly { readonly name: string | null; readonly value: MetricValue }[],
): boolean {
  return born.some(({ name, value }) => name === 'Clock/Trusted' && value === false);
}

/** The metrics by which the host tells its time. */
export function hostTimeMetrics(at: TimestampMs): Metric[] {
  return [tableMetric(nodeTable, 'Clock/Host Time', { value: at, timestamp: at })];
}
