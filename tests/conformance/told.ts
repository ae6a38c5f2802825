// What an edge node told over one recorded line: its states, its slots, and the two things that must not be among it,
// data after a rebirth request and values that are told twice (Sparkplug 3.0, 5.4 and 5.8; report by exception).
import type { Slot } from '@nakamawashi/machine-model';
import { type Metric, parseTopic, readParcel } from '@nakamawashi/sparkplug';
import type { IPublishPacket } from 'mqtt-packet';
import type { Line } from './recordingProxy.ts';
import { connectOf, payloadIn, published, stateIn, typeOf, valueIn } from './sessions.ts';

/** The types of all messages, in order. */
export function typesIn(line: Line): readonly string[] {
  return published(line).map(typeOf);
}

/** The bdSeq in the Will. Throws when there is none. */
export function bdSeqOf(line: Line): number {
  const { will } = connectOf(line);
  const bdSeq = will && valueIn(will, 'bdSeq');
  if (typeof bdSeq !== 'number') throw new Error('a Will without bdSeq');
  return bdSeq;
}

/** Whether a delivered message is STATE online. */
export function isOnline(message: IPublishPacket): boolean {
  return typeOf(message) === 'STATE' && Object(stateIn(message)).online === true;
}

/** Every State/Code of the machine that went out, births included. */
export function stateCodes(line: Line, machine: string): readonly unknown[] {
  return published(line)
    .filter((message) => parseTopic(message.topic)?.device === machine)
    .map((message) => valueIn(message, 'State/Code'))
    .filter((code) => code !== undefined);
}

/** Every slot of every parcel, repeats included. */
export function slotsIn(line: Line): readonly Slot[] {
  const lengths = new Map<string, number>();
  return published(line).flatMap((message) => {
    const topic = parseTopic(message.topic);
    const machine = topic?.device ?? null;
    if (machine === null) return [];
    const length = valueIn(message, 'Slot/Length ms');
    if (typeof length === 'number') lengths.set(machine, length);
    if (topic?.type !== 'DDATA') return [];
    return readParcel(machine, payloadIn(message).metrics, lengths.get(machine) ?? null)?.slots ?? [];
  });
}

/** Whether every NBIRTH so far is followed by the births of both machines before anything else. */
export function birthsAreWhole(line: Line): boolean {
  const types = typesIn(line);
  return types.every(
    (type, index) => type !== 'NBIRTH' || types.slice(index + 1, index + 3).join() === 'DBIRTH,DBIRTH',
  );
}

/**
 * The data that went out between a rebirth request and the NBIRTH that answers it. A request counts from the edge's
 * PUBACK on, which stands among the edge's own packets at the place where it had the request.
 */
export function dataAfterRequest(line: Line): {
  readonly requests: number;
  readonly isWaiting: boolean;
  readonly said: readonly string[];
} {
  const asked = new Set<number | undefined>();
  const said: string[] = [];
  let requests = 0;
  let isWaiting = false;
  for (const { from, packet } of line) {
    if (from === 'broker' && packet.cmd === 'publish' && typeOf(packet) === 'NCMD')
      asked.add(packet.messageId);
    if (from !== 'client') continue;
    if (packet.cmd === 'puback' && asked.delete(packet.messageId)) {
      requests += 1;
      isWaiting = true;
    }
    if (packet.cmd !== 'publish') continue;
    if (typeOf(packet) === 'NBIRTH') isWaiting = false;
    else if (isWaiting) said.push(`${packet.topic} after request ${requests}`);
  }
  return { requests, isWaiting, said };
}

/**
 * What went out as data although it had been told before in this session: the value of a node's metric, a state with
 * its beginning, an element of a slot. Repeats of a parcel that got no receipt are historical and are left out.
 */
export function toldTwice(line: Line): readonly string[] {
  const last = new Map<string, string>();
  const twice: string[] = [];
  for (const message of published(line)) {
    const topic = parseTopic(message.topic);
    for (const metric of payloadIn(message).metrics) {
      if (metric.isHistorical === true) continue;
      const { about, says } = statement(topic?.device ?? null, metric);
      if (topic?.type.endsWith('DATA') && last.get(about) === says) twice.push(`${about}: ${says}`);
      last.set(about, says);
    }
  }
  return twice;
}

function statement(device: string | null, metric: Metric): { readonly about: string; readonly says: string } {
  const { name, value, timestamp } = metric;
  if (device === null) return { about: `node ${name}`, says: String(value) };
  if (name?.startsWith('State/')) return { about: `${device} ${name}`, says: `${value} since ${timestamp}` };
  return { about: `${device} ${name} at ${timestamp}`, says: String(value) };
}
