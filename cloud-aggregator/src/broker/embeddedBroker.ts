// The broker inside the aggregator (aedes, MQTT 3.1.1): sign-in, the access rules of wire.md, bounded packets.
// Whatever is refused, a sign-in, a Will, a message, a subscription, is told to `onRefused` and reaches nobody.
import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { Aedes, type AuthenticateError, type Client, type ConnectPacket, type PublishPacket } from 'aedes';
import type { EmbeddedBrokerConfig } from '../config.ts';
import { type AccessScope, type Account, mayPublish, mayRetain, maySubscribe } from './accessRules.ts';
import { openListeners, type Peer } from './listeners.ts';
import { packetGate } from './packetGate.ts';
import { openReadTurns } from './readTurns.ts';
import { type SignedIn, type SignInOptions, signIn, whoMayStay } from './signIn.ts';

/** One MQTT message as the host sends it. */
interface HostMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** Something that was not allowed; `source` is the account, or the address of one that never signed in. */
export interface Refusal {
  readonly what: 'sign-in' | 'will' | 'publish' | 'subscription' | 'packet';
  readonly source: string;
  readonly detail: string;
}

export type EmbeddedBrokerOptions = SignInOptions & {
  readonly config: EmbeddedBrokerConfig;
  onRefused(refusal: Refusal): void;
  /** Whether more of this workshop is welcome now; while it is not, its line is hardly read. */
  hasRoom?(workshop: string): boolean;
  /** An error of one connection or of the broker itself; the broker goes on. */
  onError(source: string, error: Error): void;
};

export interface EmbeddedBroker {
  /** Begins to accept connections and gives the ports. Throws when an address is taken. */
  listen(): Promise<{ readonly port: number; readonly webSocketPort: number | null }>;
  /** Delivers as the host; resolves when it was handed to every subscriber. */
  publish(message: HostMessage): Promise<void>;
  /** Reads everything that workshops publish, as the host does, without a connection; from now on. */
  read(onMessage: (topic: string, payload: Uint8Array) => void): void;
  clients(): number;
  close(): Promise<void>;
}

/** An edge that lost its line may come back before the broker has noticed; more than this many at once is a fault. */
const mostConnectionsOfOne = 4;
/** Topics of one connection that are known to be allowed. */
const mostTopicsKept = 1_000;
/** Bytes that a client has not read; beyond this it is not listened to until it has. */
const mostUnreadBytes = 1_048_576;
/** The longest keep-alive, in seconds; a client must name one, or a dead line would never be noticed. */
const mostKeepAliveS = 300;
/** How soon an account that was taken away, or a certificate, ends its connections, in milliseconds. */
const sweepMs = 1_000;
/** MQTT 3.1.1 CONNACK return codes. */
const badPassword = 4;
const notAuthorised = 5;

/** Who is connected and how each signed in. */
interface Guests {
  readonly peers: WeakMap<object, Peer>;
  readonly signedIn: WeakMap<Client, SignedIn>;
}

/** Makes the broker; nobody can connect before `listen`. Throws when the certificate files cannot be read. */
export async function openEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const { config, scope } = options;
  const guests: Guests = { peers: new WeakMap(), signedIn: new WeakMap() };
  const aedes = await Aedes.createBroker(brokerSettings(options, guests));
  aedes.on('clientError', (client, error) => options.onError(client.id, error));
  aedes.on('connectionError', (client, error) => options.onError(addressOf(guests, client), error));
  const emitter: EventEmitter = aedes;
  emitter.on('error', (error: Error) => options.onError('broker', error));
  const sweep = keepFewConnections(aedes, () => {
    const mayStay = whoMayStay(options);
    return (client) => {
      const signedIn = guests.signedIn.get(client);
      return signedIn !== undefined && mayStay(signedIn);
    };
  });
  const hostReads = handOver(aedes, scope.host);
  const turns = openReadTurns();
  const accept = (stream: Duplex, peer: Peer): void => {
    guests.peers.set(stream, peer);
    const gate = packetGate(config.maxPacketBytes);
    // The library's parser would collect a packet of any announced size.
    const look = (chunk: Uint8Array): boolean => {
      if (gate(chunk)) return true;
      const detail = `more than ${config.maxPacketBytes} bytes`;
      options.onRefused({ what: 'packet', source: peer.address, detail });
      stream.destroy();
      return false;
    };
    const client = aedes.handle(stream);
    const mayRead = (): boolean => stream.writableLength < mostUnreadBytes;
    const hasRoom = (): boolean => options.hasRoom?.(accountOf(client)) ?? true;
    turns.watch(stream, { look, mayRead, hasRoom });
  };
  const onBadCertificate = (source: string, detail: string): void =>
    options.onRefused({ what: 'sign-in', source, detail });
  const listeners = openListeners({ config, accept, onBadCertificate });
  const sweeping = setInterval(sweep, sweepMs);
  return {
    listen: listeners.listen,
    publish: (message) =>
      new Promise((resolve, reject) => {
        const packet: PublishPacket = {
          ...message,
          cmd: 'publish',
          dup: false,
          payload: Buffer.from(message.payload),
        };
        aedes.publish(packet, (error) => (error ? reject(error) : resolve()));
      }),
    read: hostReads,
    clients: () => aedes.connectedClients,
    close: async () => {
      clearInterval(sweeping);
      const closed = listeners.close();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      await closed;
    },
  };
}

/** The form in which the library calls itself for a client; its declarations know the host's form alone. */
type Publish = (packet: PublishPacket, client: Client | null, done?: (error?: Error) => void) => void;

/**
 * Hands what clients publish (and their Wills) to the host by a call. By the access rules nobody but the host may read
 * it, so that a search through all subscriptions for each message would find the host alone. A client that has signed
 * in as the host still reads it by the search, and what it says goes to the workshops.
 */
function handOver(aedes: Aedes, host: string): EmbeddedBroker['read'] {
  let tell: Parameters<EmbeddedBroker['read']>[0] = () => undefined;
  const toSubscribers = aedes.publish.bind(aedes) as unknown as Publish;
  const hosts = new Set<Client>();
  aedes.on('subscribe', (_, client) => {
    if (accountOf(client) === host) hosts.add(client);
  });
  aedes.on('clientDisconnect', (client) => hosts.delete(client));
  const publish: Publish = (packet, client, done) => {
    // The broker's own messages and the host's come with two arguments.
    if (typeof client !== 'object' || client === null) return toSubscribers(packet, client, done);
    const { topic, payload } = packet;
    tell(topic, typeof payload === 'string' ? Buffer.from(payload) : payload);
    if (hosts.size > 0 || accountOf(client) === host) toSubscribers(packet, client, done);
    else done?.();
  };
  aedes.publish = publish as unknown as typeof aedes.publish;
  return (onMessage) => {
    tell = onMessage;
  };
}

function brokerSettings(
  options: EmbeddedBrokerOptions,
  guests: Guests,
): ConstructorParameters<typeof Aedes>[0] {
  const { scope, onRefused } = options;
  const accountIn = (client: Client): Account | undefined => guests.signedIn.get(client)?.account;
  const isAllowedNow = publishRule(scope, accountIn);
  const wills = new WeakMap<Client, PublishPacket>();
  const refuse = (what: Refusal['what'], client: Client, detail: string): void => {
    onRefused({ what, source: accountIn(client)?.id ?? addressOf(guests, client), detail });
  };
  return {
    // No queue between clients: what a client does not read waits at its own socket, for `drainTimeout` at most. A
    // queue would make all wait for the slow ones, and this emitter's overflows the stack when a full one empties.
    concurrency: 0,
    drainTimeout: 10_000,
    connectTimeout: 10_000,
    keepaliveLimit: mostKeepAliveS,
    maxInflightInbound: 16,
    maxTopicLevels: 8,
    preConnect: (client, packet, callback) => {
      // Sessions are clean (tck-id-principles-persistence-clean-session-311).
      packet.clean = true;
      packet.clientId = clientIdOf(guests, client, packet);
      if (packet.will !== undefined)
        wills.set(client, { ...packet.will, cmd: 'publish', dup: false } as PublishPacket);
      callback(null, true);
    },
    authenticate: (client, name, password, done) => {
      const peer = guests.peers.get(client.conn) ?? { address: 'unknown address', certificate: null };
      const attempt = signIn(options, peer, name, password);
      if ('refused' in attempt) {
        refuse('sign-in', client, attempt.refused);
        done(connectError(badPassword), false);
        return;
      }
      guests.signedIn.set(client, attempt.signedIn);
      const will = wills.get(client);
      if (will !== undefined && !isAllowed(attempt.signedIn.account, scope, will)) {
        refuse('will', client, will.topic);
        done(connectError(notAuthorised), false);
        return;
      }
      done(null, true);
    },
    authorizePublish: (client, packet, callback) => {
      if (client === null || isAllowedNow(client, packet)) return callback(null);
      refuse('publish', client, packet.topic);
      callback(new Error(`may not publish ${packet.topic}`));
    },
    authorizeSubscribe: (client, subscription, callback) => {
      const account = accountIn(client);
      if (account !== undefined && maySubscribe(account, scope, subscription.topic)) {
        return callback(null, subscription);
      }
      refuse('subscription', client, subscription.topic);
      callback(null, null);
    },
  };
}

/** The rule for a message; a workshop publishes under the same few topics again and again, and they are remembered. */
function publishRule(
  scope: AccessScope,
  accountIn: (client: Client) => Account | undefined,
): (client: Client, packet: PublishPacket) => boolean {
  const allowed = new WeakMap<Client, Set<string>>();
  return (client, packet) => {
    const topics = allowed.get(client) ?? new Set();
    if (packet.qos < 2 && !packet.retain && topics.has(packet.topic)) return true;
    const account = accountIn(client);
    if (account === undefined || !isAllowed(account, scope, packet)) return false;
    if (topics.size < mostTopicsKept) allowed.set(client, topics.add(packet.topic));
    return true;
  };
}

/** QoS 2 is not used by Sparkplug and would make the broker keep what it was told. */
function isAllowed(account: Account, scope: AccessScope, { topic, qos, retain }: PublishPacket): boolean {
  return mayPublish(account, scope, topic) && qos < 2 && (!retain || mayRetain(account, scope, topic));
}

function connectError(returnCode: number): AuthenticateError {
  const text = returnCode === badPassword ? 'bad user name or password' : 'not authorised';
  return Object.assign(new Error(text), { returnCode }) as AuthenticateError;
}

/** A client id is its account's alone: two workshops may both call their box `box`. */
function clientIdOf({ peers }: Guests, { conn }: Client, packet: ConnectPacket): string {
  const name = peers.get(conn)?.certificate?.name ?? packet.username ?? '';
  return `${name}/${packet.clientId === '' ? randomUUID() : packet.clientId}`;
}

/** Empty before it has signed in. */
function accountOf({ id }: Client): string {
  return id?.split('/')[0] ?? '';
}

/**
 * The newest connections of an account stay: the oldest is most likely the one whose line is dead. The result is to be
 * called now and then and ends those who may not stay.
 */
function keepFewConnections(aedes: Aedes, whoMayStayOn: () => (client: Client) => boolean): () => void {
  const byAccount = new Map<string, Set<Client>>();
  aedes.on('clientReady', (client) => {
    const clients = byAccount.get(accountOf(client)) ?? new Set();
    byAccount.set(accountOf(client), clients.add(client));
    const [oldest] = clients;
    if (clients.size > mostConnectionsOfOne) oldest?.close();
  });
  aedes.on('clientDisconnect', (client) => {
    const clients = byAccount.get(accountOf(client));
    clients?.delete(client);
    if (clients?.size === 0) byAccount.delete(accountOf(client));
  });
  return () => {
    const mayStayOn = whoMayStayOn();
    for (const clients of byAccount.values()) {
      for (const client of clients) if (!mayStayOn(client)) client.close();
    }
  };
}

function addressOf({ peers }: Guests, { conn }: Client): string {
  return peers.get(conn)?.address ?? 'unknown address';
}
