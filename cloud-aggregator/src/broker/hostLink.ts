// How the host reaches its edges, so that ingest need not care: through the broker inside this process, or as a
// client of an external one with STATE offline as its Will. Each run is one session with one STATE time
// (Sparkplug 3.0, 5.3).
import type { Clock, MqttEndpoint } from '@nakamawashi/runtime';
import { aborted, connectMqtt, endpointPassword } from '@nakamawashi/runtime';
import {
  hostBirth,
  hostDeath,
  hostSubscriptions,
  hostWill,
  isOwnOffline,
  type Outgoing,
} from '@nakamawashi/sparkplug';
import { isOurs, type Shard } from '../directory/shard.ts';
import type { AccessScope } from './accessRules.ts';
import { type EmbeddedBroker, type EmbeddedBrokerOptions, openEmbeddedBroker } from './embeddedBroker.ts';

/** Sends one message, or drops it when the link is down: whatever the host sends is repeated by a rule above. */
export type Send = (message: Outgoing) => void;

/** Who is told what comes over the link. */
export interface HostSession {
  /** The link stands, the subscriptions are granted, STATE online is out. */
  up(send: Send): void;
  message(topic: string, payload: Uint8Array): void;
  /** Whether more of this workshop is welcome, or of all (''); what is not is left at the sender, or at the broker. */
  hasRoom(workshop: string): boolean;
  /** The link is gone: nothing heard over it is fresh any more. */
  down(): void;
}

/** Holds the link until `signal` is aborted, then says STATE offline; throws when the link is lost. */
export type HostLink = (session: HostSession, signal: AbortSignal) => Promise<void>;

/** Gives what was written last a moment to leave the machine before its sockets are cut. */
const farewellMs = 50;

/** The link through the broker in this process; `onListening` is told the port. */
export function embeddedLink(
  options: EmbeddedBrokerOptions & {
    readonly clock: Clock;
    onListening(port: number, webSocketPort: number | null): void;
  },
): HostLink {
  return async (session, signal) => {
    const broker = await openEmbeddedBroker({ ...options, hasRoom: session.hasRoom });
    try {
      await holdEmbedded(broker, options, { session, signal });
    } finally {
      await broker.close();
    }
  };
}

async function holdEmbedded(
  broker: EmbeddedBroker,
  options: Parameters<typeof embeddedLink>[0],
  { session, signal }: { session: HostSession; signal: AbortSignal },
): Promise<void> {
  const { clock, scope, onError } = options;
  const birth = hostBirth(scope.host, clock.now());
  const send: Send = (message) => {
    broker.publish(message).catch((error: Error) => onError('host', error));
  };
  const receive = (topic: string, payload: Uint8Array): void => {
    if (signal.aborted) return;
    if (isOwnOffline(scope.host, topic, payload)) send(birth);
    else if (topic !== birth.topic) session.message(topic, payload);
  };
  broker.read(receive);
  await broker.publish(birth);
  session.up(send);
  try {
    const { port, webSocketPort } = await broker.listen();
    options.onListening(port, webSocketPort);
    await aborted(signal);
  } finally {
    session.down();
  }
  await broker.publish(hostDeath(scope.host, clock.now()));
  await clock.sleep(farewellMs);
}

/** The link to an external broker as one of its clients. */
export function externalLink(options: {
  readonly endpoint: MqttEndpoint;
  readonly scope: AccessScope;
  readonly clock: Clock;
  /** With a shard, its part of the directory alone is read, and only the first aggregator speaks STATE for all. */
  readonly part?: { readonly shard: Shard; readonly workshops: readonly string[] };
  onError(source: string, error: Error): void;
}): HostLink {
  const { endpoint, scope, clock, part, onError } = options;
  const isSpeaker = part === undefined || part.shard.index === 1;
  return async (session, signal) => {
    const bornAt = clock.now();
    const birth = hostBirth(scope.host, bornAt);
    const connection = await connectMqtt({
      url: endpoint.url,
      // Always the same, so that a broker that still holds a dead session of ours ends it at once.
      clientId: isSpeaker ? `host-${scope.host}` : `host-${scope.host}-${part.shard.index}`,
      username: endpoint.username,
      password: endpointPassword(endpoint),
      tls: endpoint.tls,
      isFull: () => !session.hasRoom(''),
      ...(isSpeaker ? { will: hostWill(scope.host, bornAt) } : {}),
      onMessage: (topic, payload) => {
        if (signal.aborted) return;
        if (isSpeaker && isOwnOffline(scope.host, topic, payload)) send(birth);
        else if (topic !== birth.topic) session.message(topic, payload);
      },
    });
    const send: Send = (message) => {
      connection.publish(message).catch((error: Error) => onError('host', error));
    };
    try {
      for (const topics of subscriptionsOf(scope, part)) await connection.subscribe(topics);
      if (isSpeaker) await connection.publish(birth);
      session.up(send);
      const cause = await Promise.race([connection.closed, aborted(signal)]);
      if (!signal.aborted) throw cause ?? new Error('the broker closed the connection');
      // A broker that dies in this instant acknowledges nothing.
      const farewell = isSpeaker ? connection.publish(hostDeath(scope.host, clock.now())) : null;
      await Promise.race([farewell, connection.closed]);
    } finally {
      session.down();
      if (signal.aborted) await Promise.race([connection.end(), connection.closed]);
      else connection.drop();
    }
  };
}

/** In packets of a hundred filters, because brokers bound the size of a packet. */
function subscriptionsOf(
  { host, consortium }: AccessScope,
  part: { readonly shard: Shard; readonly workshops: readonly string[] } | undefined,
): readonly (readonly { readonly topic: string; readonly qos: 0 | 1 }[])[] {
  const [state, group] = hostSubscriptions(host, consortium);
  if (state === undefined || group === undefined) throw new Error('BUG: a host that subscribes to nothing');
  if (part === undefined) return [[state, group]];
  const ours = part.workshops
    .filter((workshop) => isOurs(part.shard, workshop))
    .map((workshop) => ({ topic: `spBv1.0/${consortium}/+/${workshop}/#`, qos: group.qos }));
  const packets = [[state]];
  for (let first = 0; first < ours.length; first += 100) packets.push(ours.slice(first, first + 100));
  return packets;
}
