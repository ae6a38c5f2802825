// Pure: one edge node's Sparkplug session, from Will to death.
// Promise: data before a birth does not compile; nothing is published that its birth did not declare.
// Follows Sparkplug B 3.0 section 5.4 to 5.10 (edge node session, primary host, rebirth).

import type { TimestampMs } from '@nakamawashi/machine-model';
import { DataType, PayloadError } from './dataType.ts';
import { type HostState, readState } from './hostState.ts';
import { machineMetrics, nodeMetrics } from './metrics.ts';
import { edgeMessage, type Outgoing } from './outgoing.ts';
import { decodePayload, encodePayload, type Metric } from './payload.ts';
import { formatTopic, parseTopic, stateTopic } from './topic.ts';

declare const born: unique symbol;

/** Who the edge node is; births wait for the primary host's STATE when one is named. */
export interface EdgeIdentity {
  readonly group: string;
  readonly node: string;
  readonly primaryHost: string | null;
}

/** A session whose CONNECT may be sent with `will`; nothing may be published in it yet. */
export interface OpenedSession {
  readonly identity: EdgeIdentity;
  readonly bdSeq: number;
  readonly will: Outgoing;
  /** The newest STATE of the primary host in this session. */
  readonly host: HostState | null;
}

/** A session whose births are out; only `birth` makes one. */
export type BornSession = OpenedSession & {
  readonly [born]: true;
  /** The seq of the last message sent, 0 to 255. */
  readonly seq: number;
  /** The declared metric names per device that is alive; the node's own under ''. */
  readonly declared: ReadonlyMap<string, ReadonlySet<string>>;
};

/** The values of all metrics at birth, without bdSeq and Node Control/Rebirth; a device without metrics is not born. */
export interface Births {
  readonly node: readonly Metric[];
  readonly devices: ReadonlyMap<string, readonly Metric[]>;
}

/** What a message from the broker means to the edge. */
export type EdgeEvent =
  | { readonly kind: 'host'; readonly online: boolean; readonly at: TimestampMs }
  | { readonly kind: 'rebirth' }
  | { readonly kind: 'hostTime'; readonly at: TimestampMs }
  | {
      readonly kind: 'receipt';
      readonly machine: string;
      readonly through: TimestampMs;
      readonly at: TimestampMs | null;
    }
  | {
      readonly kind: 'refused';
      readonly machine: string;
      readonly from: TimestampMs;
      readonly at: TimestampMs | null;
    }
  | { readonly kind: 'ignored'; readonly reason: string };

/** bdSeq of the next CONNECT: 0 to 255 and round again (tck-id-topics-nbirth-bdseq-increment). */
export function nextBdSeq(last: number | null): number {
  return last === null ? 0 : (last + 1) % 256;
}

/** A session for one CONNECT; `bdSeq` must be one more than that of the last CONNECT that was sent. */
export function openSession(identity: EdgeIdentity, bdSeq: number): OpenedSession {
  const { group, node } = identity;
  const metrics = [{ name: 'bdSeq', timestamp: null, datatype: DataType.Int64, value: bdSeq }];
  const will: Outgoing = {
    topic: formatTopic({ group, node, type: 'NDEATH', device: null }),
    payload: encodePayload({ timestamp: null, seq: null, metrics }),
    qos: 1,
    retain: false,
  };
  return { identity, bdSeq, will, host: null };
}

/** What to subscribe to before the births, all at QoS 1 (tck-id-message-flow-edge-node-ncmd-subscribe). */
export function edgeSubscriptions(
  identity: EdgeIdentity,
  devices: Iterable<string>,
): readonly { topic: string; qos: 0 | 1 }[] {
  const { group, node, primaryHost } = identity;
  const topics = [formatTopic({ group, node, type: 'NCMD', device: null })];
  for (const device of devices) topics.push(formatTopic({ group, node, type: 'DCMD', device }));
  if (primaryHost !== null) topics.push(stateTopic(primaryHost));
  return topics.map((topic) => ({ topic, qos: 1 }));
}

/** Whether births may go out: no primary host is named, or it is online. */
export function mayBeBorn(session: OpenedSession): boolean {
  return session.identity.primaryHost === null || session.host?.online === true;
}

/** NBIRTH and all DBIRTHs: the first of a session, or a rebirth with the same bdSeq; seq starts again at 0. */
export function birth(
  session: OpenedSession,
  births: Births,
  at: TimestampMs,
): readonly [BornSession, readonly Outgoing[]] {
  if (!mayBeBorn(session)) throw new Error('BUG: births while the primary host is not online');
  const { identity, bdSeq, will, host } = session;
  const node = [
    ...births.node,
    { name: 'bdSeq', timestamp: at, datatype: DataType.Int64, value: bdSeq },
    { name: 'Node Control/Rebirth', timestamp: at, datatype: DataType.Boolean, value: false },
  ];
  const topic = { group: identity.group, node: identity.node };
  const declared = new Map([['', namesIn(node, nodeMetrics())]]);
  const messages = [edgeMessage({ ...topic, type: 'NBIRTH', device: null }, { seq: 0, metrics: node, at })];
  for (const [device, metrics] of births.devices) {
    if (metrics.length === 0) continue;
    declared.set(device, namesIn(metrics, machineMetrics('live')));
    const seq = messages.length % 256;
    messages.push(edgeMessage({ ...topic, type: 'DBIRTH', device }, { seq, metrics, at }));
  }
  const seq = (messages.length - 1) % 256;
  // The brand exists for the compiler alone.
  const bornSession = { identity, bdSeq, will, host, seq, declared } as unknown as BornSession;
  return [bornSession, messages];
}

/** The birth of one device whose death was published before in this session (a second birth without it is a fault). */
export function deviceBirth(
  session: BornSession,
  device: string,
  metrics: readonly Metric[],
  at: TimestampMs,
): readonly [BornSession, Outgoing] {
  if (session.declared.has(device)) throw new Error(`BUG: second birth of ${device} without a death between`);
  const declared = new Map(session.declared).set(device, namesIn(metrics, machineMetrics('live')));
  return send({ ...session, declared }, { type: 'DBIRTH', device }, metrics, at);
}

/** Changed node metrics as one NDATA. */
export function nodeData(
  session: BornSession,
  metrics: readonly Metric[],
  at: TimestampMs,
): readonly [BornSession, Outgoing] {
  assertDeclared(session, '', metrics);
  return send(session, { type: 'NDATA', device: null }, metrics, at);
}

/** Changed metrics of one device, or one parcel, as one DDATA. */
export function deviceData(
  session: BornSession,
  device: string,
  metrics: readonly Metric[],
  at: TimestampMs,
): readonly [BornSession, Outgoing] {
  assertDeclared(session, device, metrics);
  return send(session, { type: 'DDATA', device }, metrics, at);
}

/** The death of one device; data for it needs a new birth. */
export function deviceDeath(
  session: BornSession,
  device: string,
  at: TimestampMs,
): readonly [BornSession, Outgoing] {
  if (!session.declared.has(device)) throw new Error(`BUG: death of ${device}, which is not born`);
  const declared = new Map(session.declared);
  declared.delete(device);
  return send({ ...session, declared }, { type: 'DDEATH', device }, [], at);
}

/** The death to publish before an intended disconnect, the same as the Will (Sparkplug 5.9). */
export function nodeDeath(session: OpenedSession): Outgoing {
  return session.will;
}

/** What a message means, and the session that has seen it. */
export function receiveAtEdge<Session extends OpenedSession>(
  session: Session,
  topic: string,
  payload: Uint8Array,
): { readonly session: Session; readonly events: readonly EdgeEvent[] } {
  const { group, node, primaryHost } = session.identity;
  if (primaryHost !== null && topic === stateTopic(primaryHost)) return receiveState(session, payload);
  const parsed = parseTopic(topic);
  if (parsed === null || parsed.group !== group || parsed.node !== node) {
    return { session, events: [{ kind: 'ignored', reason: `not addressed to this node: ${topic}` }] };
  }
  if (parsed.type !== 'NCMD' && parsed.type !== 'DCMD') {
    return { session, events: [{ kind: 'ignored', reason: `${parsed.type} is not a command` }] };
  }
  return { session, events: readCommand(parsed.device, payload) };
}

function send(
  session: BornSession,
  { type, device }: { type: 'NDATA' | 'DDATA' | 'DBIRTH' | 'DDEATH'; device: string | null },
  metrics: readonly Metric[],
  at: TimestampMs,
): readonly [BornSession, Outgoing] {
  const { group, node } = session.identity;
  const seq = (session.seq + 1) % 256;
  return [{ ...session, seq }, edgeMessage({ group, node, type, device }, { seq, metrics, at })];
}

function namesIn(metrics: readonly Metric[], table: ReadonlyMap<string, number>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name } of metrics) {
    if (name === null || !table.has(name)) throw new Error(`BUG: the metric ${name} is not in the table`);
    if (names.has(name)) throw new Error(`BUG: the metric ${name} twice in one birth`);
    names.add(name);
  }
  return names;
}

function assertDeclared(session: BornSession, device: string, metrics: readonly Metric[]): void {
  const declared = session.declared.get(device);
  if (declared === undefined) throw new Error(`BUG: data for ${device}, which is not born`);
  for (const { name, timestamp } of metrics) {
    if (name === null || !declared.has(name)) throw new Error(`BUG: ${name} was not declared in the birth`);
    if (timestamp === null) throw new Error(`BUG: ${name} without a timestamp`);
  }
}

function receiveState<Session extends OpenedSession>(
  session: Session,
  payload: Uint8Array,
): { readonly session: Session; readonly events: readonly EdgeEvent[] } {
  const state = readState(payload);
  if (state === null) return { session, events: [{ kind: 'ignored', reason: 'STATE that is no STATE' }] };
  if (session.host !== null && state.timestamp < session.host.timestamp) {
    return { session, events: [{ kind: 'ignored', reason: 'STATE older than the last one' }] };
  }
  const event: EdgeEvent = { kind: 'host', online: state.online, at: state.timestamp };
  return { session: { ...session, host: state }, events: [event] };
}

function readCommand(device: string | null, bytes: Uint8Array): readonly EdgeEvent[] {
  try {
    const { metrics, timestamp } = decodePayload(bytes);
    return metrics.map((metric) => commandEvent(device, metric, timestamp));
  } catch (error) {
    if (error instanceof PayloadError) return [{ kind: 'ignored', reason: error.message }];
    throw error;
  }
}

function commandEvent(machine: string | null, { name, value }: Metric, at: TimestampMs | null): EdgeEvent {
  if (machine === null) {
    if (name === 'Node Control/Rebirth' && value === true) return { kind: 'rebirth' };
    if (name === 'Clock/Host Time' && typeof value === 'number') return { kind: 'hostTime', at: value };
    return { kind: 'ignored', reason: `no node command ${name}` };
  }
  if (typeof value === 'number' && name === 'Outbox/Acknowledged Through') {
    return { kind: 'receipt', machine, through: value, at };
  }
  if (typeof value === 'number' && name === 'Outbox/Refused From') {
    return { kind: 'refused', machine, from: value, at };
  }
  return { kind: 'ignored', reason: `no command ${name} for ${machine}` };
}
