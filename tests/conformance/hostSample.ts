// Pure: a node that is heard message by message, for the tests of the host session.
// Promise: every message goes through the codec and the topic, as on the wire.

import { DataType, type MetricValue } from '../../packages/sparkplug/src/dataType.ts';
import * as host from '../../packages/sparkplug/src/hostSession.ts';
import { edgeMessage, type Outgoing } from '../../packages/sparkplug/src/outgoing.ts';
import { decodePayload, encodePayload, type Metric } from '../../packages/sparkplug/src/payload.ts';
import { type MessageType, parseTopic } from '../../packages/sparkplug/src/topic.ts';

/** An Int64 metric. */
export const int = (name: string, value: number, at = 1): Metric => ({
  name,
  timestamp: at,
  datatype: DataType.Int64,
  value,
});
/** A message of the node `n` or its device `d`. */
export const message = (type: MessageType, seq: number, metrics: readonly Metric[], at = 1): Outgoing =>
  edgeMessage(
    { group: 'ota', type, node: 'n', device: type.startsWith('D') ? 'd' : null },
    { seq, metrics, at },
  );
/** The birth of `n`. */
export const nbirth = (bdSeq = 4, at = 1): Outgoing =>
  message('NBIRTH', 0, [int('bdSeq', bdSeq), int('a', 1)], at);
/** The birth of `d`, with one aliased metric. */
export const dbirth = (seq = 1, at = 1): Outgoing =>
  message('DBIRTH', seq, [int('x', 1), { ...int('y', 1), alias: 9 }], at);
/** Data of `d`. */
export const ddata = (seq: number, value = seq): Outgoing => message('DDATA', seq, [int('x', value)]);
/** The Will of `n`. */
export const death = (bdSeq: number): Outgoing => {
  const payload = encodePayload({ timestamp: null, seq: null, metrics: [int('bdSeq', bdSeq)] });
  return { topic: 'spBv1.0/ota/NDEATH/n', payload, qos: 1, retain: false };
};

/** A view and everything that came of it. */
export interface Run {
  readonly view: host.NodeView | undefined;
  readonly events: readonly host.HostEvent[];
  readonly send: readonly Outgoing[];
}
/** Nothing heard yet. */
export const nothing: Run = { view: undefined, events: [], send: [] };
/** One more message heard. */
export const hear = (run: Run, { topic, payload }: Outgoing, at = 1000): Run => {
  const parsed = parseTopic(topic);
  if (parsed === null) throw new Error(`BUG: ${topic}`);
  const step = host.receiveAtHost(run.view, parsed, payload, at);
  return { view: step.view, events: [...run.events, ...step.events], send: [...run.send, ...step.send] };
};
/** Messages heard one after the other. */
export const hearAll = (...messages: readonly Outgoing[]): Run =>
  messages.reduce((run, one) => hear(run, one), nothing);
/** The view after a run. */
export const viewOf = ({ view }: Run): host.NodeView => view ?? host.unknownNode('ota', 'n');
/** The kinds of events, in order. */
export const kinds = ({ events }: Run): string[] => events.map(({ kind }) => kind);
/** All data values, in order. */
export const values = ({ events }: Run): MetricValue[] =>
  events.flatMap((event) => (event.kind === 'data' ? event.metrics.map(({ value }) => value) : []));
/** Whether a message asks `n` for a rebirth. */
export const isRebirth = ({ topic, payload }: Outgoing): boolean =>
  topic === 'spBv1.0/ota/NCMD/n' && decodePayload(payload).metrics[0]?.value === true;
