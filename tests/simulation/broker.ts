// The link and the broker: loses, delays and repeats messages, keeps order within a session, lets stragglers of old
// sessions come late, publishes Wills, retains STATE.
import type { Outgoing } from '@nakamawashi/sparkplug';
import type { Random } from './random.ts';

/** How bad the link is; all zero is a perfect one. */
export interface LinkQuality {
  readonly loss: number;
  readonly repeat: number;
  readonly delayMs: number;
  /** The chance of a delay of minutes. */
  readonly straggle: number;
}

/** A perfect link. */
export const perfectLink: LinkQuality = { loss: 0, repeat: 0, delayMs: 20, straggle: 0 };

type Side = 'edge' | 'host';
interface Connection {
  readonly will: Outgoing;
  lastArrival: number;
}
interface Transit {
  readonly at: number;
  readonly to: Side;
  /** Commands and STATE reach only the connection they were routed to. */
  readonly connection: Connection | null;
  readonly message: Outgoing;
}

/** One broker, one edge node, one host. */
export interface Broker {
  readonly random: Random;
  quality: LinkQuality;
  readonly connections: Record<Side, Connection | null>;
  retained: Outgoing | null;
  transit: Transit[];
}

/** A broker without connections. */
export function startBroker(random: Random): Broker {
  return {
    random,
    quality: perfectLink,
    connections: { edge: null, host: null },
    retained: null,
    transit: [],
  };
}

/** Connects a side with its Will; the edge gets the retained STATE. */
export function connect(broker: Broker, side: Side, will: Outgoing, now: number): void {
  broker.connections[side] = { will, lastArrival: now };
  if (side === 'edge' && broker.retained !== null) route(broker, 'edge', broker.retained, now);
}

/** Ends a connection; unless it was ended cleanly, the Will is published. */
export function disconnect(broker: Broker, side: Side, now: number, isClean = false): void {
  const connection = broker.connections[side];
  if (connection === null) return;
  if (!isClean) publish(broker, side, connection.will, now);
  broker.connections[side] = null;
}

/** Publishes a message of one side to the other; STATE is retained, and the host hears its own. */
export function publish(broker: Broker, from: Side, message: Outgoing, now: number): void {
  if (message.retain) {
    broker.retained = message;
    route(broker, 'host', message, now);
  }
  route(broker, from === 'edge' ? 'host' : 'edge', message, now);
}

/** What has arrived by `now`, in order of arrival; what no connection waits for is gone. */
export function arrivals(broker: Broker, now: number): readonly { to: Side; message: Outgoing }[] {
  const due = broker.transit.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
  broker.transit = broker.transit.filter(({ at }) => at > now);
  return due.filter(({ to, connection }) => {
    const current = broker.connections[to];
    return current !== null && (connection === null || connection === current);
  });
}

/** Restarts the broker: connections and everything under way are lost, retained messages stay. */
export function restartBroker(broker: Broker): void {
  broker.connections.edge = null;
  broker.connections.host = null;
  broker.transit = [];
}

function route(broker: Broker, to: Side, message: Outgoing, now: number): void {
  const { random, quality } = broker;
  const receiver = broker.connections[to];
  if (to === 'edge' && receiver === null) return;
  if (message.qos === 0 && random.chance(quality.loss)) return;
  const sender = broker.connections[to === 'edge' ? 'host' : 'edge'];
  const straggle = random.chance(quality.straggle) ? random.between(5_000, 300_000) : 0;
  const at = Math.max(now + random.between(1, 1 + quality.delayMs) + straggle, sender?.lastArrival ?? 0);
  if (sender !== null) sender.lastArrival = at;
  const connection = to === 'edge' ? receiver : null;
  broker.transit.push({ at, to, connection, message });
  if (message.qos === 0 && random.chance(quality.repeat)) {
    broker.transit.push({ at: at + random.between(1, 60_000), to, connection, message });
  }
}
