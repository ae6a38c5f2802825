// Reads recorded lines as MQTT sessions: what a client announced, said and heard, with Sparkplug payloads decoded.
import { decodePayload, type MetricValue, type Payload, parseTopic } from '@nakamawashi/sparkplug';
import type { IConnectPacket, IPublishPacket, Packet } from 'mqtt-packet';
import { until } from '../system/rig.ts';
import type { Line, RecordingProxy } from './recordingProxy.ts';

/** The first packet of a line. Throws when the client began with anything else. */
export function connectOf(line: Line | undefined): IConnectPacket {
  const first = line?.[0];
  if (first?.from !== 'client' || first.packet.cmd !== 'connect') throw new Error('no CONNECT first');
  return first.packet;
}

/** What the client said of its own accord: everything but acknowledgements and pings. */
export function said(line: Line): readonly Packet[] {
  return packetsFrom(line, 'client').filter(({ cmd }) => cmd !== 'puback' && cmd !== 'pingreq');
}

/** The commands of both directions in the order of passing, such as `client connect`. */
export function order(line: Line): readonly string[] {
  return line.map(({ from, packet }) => `${from} ${packet.cmd}`);
}

/** Every message the client published. */
export function published(line: Line): readonly IPublishPacket[] {
  return packetsFrom(line, 'client').filter((packet) => packet.cmd === 'publish');
}

/** Every message the broker delivered. */
export function delivered(line: Line): readonly IPublishPacket[] {
  return packetsFrom(line, 'broker').filter((packet) => packet.cmd === 'publish');
}

function packetsFrom(line: Line, side: 'client' | 'broker'): readonly Packet[] {
  return line.filter(({ from }) => from === side).map(({ packet }) => packet);
}

/** Bytes of a message or Will. */
export function bytesOf({ payload }: { readonly payload: Buffer | string }): Uint8Array {
  return typeof payload === 'string' ? Buffer.from(payload) : payload;
}

/** The type in the topic of an edge node's message, `STATE`, or the whole topic of anything else. */
export function typeOf({ topic }: { readonly topic: string }): string {
  if (topic.startsWith('spBv1.0/STATE/')) return 'STATE';
  return parseTopic(topic)?.type ?? topic;
}

/** What a STATE message or Will says. */
export function stateIn(message: { readonly payload: Buffer | string }): unknown {
  return JSON.parse(Buffer.from(bytesOf(message)).toString());
}

/** What an edge node's message or Will says. */
export function payloadIn(message: { readonly payload: Buffer | string }): Payload {
  return decodePayload(bytesOf(message));
}

/** The value of one metric in a message, undefined when it is not in it. */
export function valueIn(
  message: { readonly payload: Buffer | string },
  name: string,
): MetricValue | undefined {
  return payloadIn(message).metrics.find((metric) => metric.name === name)?.value;
}

/** Waits until the proxy has a line that answers yes, and gives the newest such. */
export async function untilLine(proxy: RecordingProxy, question: (line: Line) => boolean): Promise<Line> {
  await until(() => proxy.lines.some(question));
  const line = proxy.lines.findLast(question);
  if (line === undefined) throw new Error('BUG: a line that was there is gone');
  return line;
}
