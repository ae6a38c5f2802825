// The broker inside the aggregator (aedes, MQTT 3.1.1): accounts, the access rules of wire.md, bounded packets.
// Whatever is refused, a sign-in, a Will, a message, a subscription, is told to `onRefused` and reaches nobody.
import type { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes';
import type { EmbeddedBrokerConfig } from '../config.ts';
import { type AccessScope, type Account, mayPublish, mayRetain, maySubscribe } from './accessRules.ts';
import type { AccountBook } from './accounts.ts';
import { packetGate } from './packetGate.ts';
import { openReadTurns } from './readTurns.ts';

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

export interface EmbeddedBrokerOptions {
  readonly config: EmbeddedBrokerConfig;
  readonly scope: AccessScope;
  readonly accounts: AccountBook;
  onRefused(refusal: Refusal): void;
  /** Whether more of this workshop may be read now; what is not read waits in its own line. */
  mayRead?(workshop: string): boolean;
  /** An error of one connection or of the broker itself; the broker goes on. */
  onError(source: string, error: Error): void;
}

export interface EmbeddedBroker {
  /** Begins to accept connections and gives the port. Throws when the address is taken. */
  listen(): Promise<number>;
  /** Delivers as the host; resolves when it was handed to every subscriber. */
  publish(message: HostMessage): Promise<void>;
  /** Reads everything that workshops publish, as the host does, without a connection; from now on. */
  read(onMessage: (topic: string, payload: Uint8Array) => void): void;
  clients(): number;
  close(): Promise<void>;
}

/** An edge that lost its line may come back before the broker has noticed; more than this many at once is a fault. */
const mostConnectionsOfOne = 4;
const mostConnections = 8_192;
/** Topics of one connection that are known to be allowed. */
const mostTopicsKept = 1_000;
/** What is read of one connection before its turn; with thousands of them it must be little. */
const readAheadBytes = 16_384;
/** MQTT 3.1.1 CONNACK return codes. */
const badPassword = 4;
const notAuthorised = 5;

/** Makes the broker; nobody can connect before `listen`. Throws when the certificate files cannot be read. */
export async function openEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const { config } = options;
  const aedes = await Aedes.createBroker(brokerSettings(options));
  aedes.on('clientError', (client, error) => options.onError(client.id, error));
  aedes.on('connectionError', (client, error) => options.onError(addressOf(client), error));
  const emitter: EventEmitter = aedes;
  emitter.on('error', (error: Error) => options.onError('broker', error));
  keepFewConnections(aedes);
  const hostReads = handOver(aedes, options.scope.host);
  const turns = openReadTurns();
  const accept = (socket: Socket): void => {
    socket.setNoDelay(true);
    const gate = packetGate(config.maxPacketBytes);
    // The library's parser would collect a packet of any announced size.
    const look = (chunk: Uint8Array): boolean => {
      if (gate(chunk)) return true;
      const source = socket.remoteAddress ?? 'unknown address';
      options.onRefused({ what: 'packet', source, detail: `more than ${config.maxPacketBytes} bytes` });
      socket.destroy();
      return false;
    };
    const client = aedes.handle(socket);
    turns.watch(socket, { look, mayRead: () => options.mayRead?.(accountOf(client)) ?? true });
  };
  const server = openServer(config, accept);
  server.maxConnections = mostConnections;
  return {
    listen: () => listen(server, config),
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
    close: () => close(aedes, server),
  };
}

/** The form in which the library calls itself for a client; its declarations know the host's form alone. */
type Publish = (packet: PublishPacket, client: Client | null, done?: (error?: Error) => void) => void;

/**
 * Hands what clients publish (and their Wills) to the host by a call. By the access rules nobody but the host may read
 * it, so that a search through all subscriptions for each message would find the host alone; a client that has signed in
 * as the host still gets it, by the search.
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
    if (hosts.size > 0) toSubscribers(packet, client, done);
    else done?.();
  };
  aedes.publish = publish as unknown as typeof aedes.publish;
  return (onMessage) => {
    tell = onMessage;
  };
}

function brokerSettings(options: EmbeddedBrokerOptions): ConstructorParameters<typeof Aedes>[0] {
  const { scope, accounts, onRefused } = options;
  const signedIn = new WeakMap<Client, Account>();
  // A workshop publishes under the same few topics again and again, and the rules need not be read for each message.
  const allowed = new WeakMap<Client, Set<string>>();
  const wills = new WeakMap<Client, PublishPacket>();
  const refuse = (what: Refusal['what'], client: Client, detail: string): void => {
    onRefused({ what, source: signedIn.get(client)?.id ?? addressOf(client), detail });
  };
  return {
    // No queue between clients: what a client does not read waits at its own socket, for `drainTimeout` at most. A queue
    // would make all wait for the slow ones, and this emitter's overflows the stack when a full one empties.
    concurrency: 0,
    drainTimeout: 10_000,
    connectTimeout: 10_000,
    maxInflightInbound: 16,
    maxTopicLevels: 8,
    preConnect: (client, packet, callback) => {
      // Sessions are clean (tck-id-principles-persistence-clean-session-311); a client id is its account's alone.
      packet.clean = true;
      if (packet.clientId !== '') packet.clientId = `${packet.username ?? ''}/${packet.clientId}`;
      if (packet.will !== undefined)
        wills.set(client, { ...packet.will, cmd: 'publish', dup: false } as PublishPacket);
      callback(null, true);
    },
    authenticate: (client, name, password, done) => {
      if (name === undefined || password === undefined || !accounts.verify(name, password)) {
        refuse('sign-in', client, `as ${JSON.stringify(name ?? null)}`);
        done(connectError(badPassword), false);
        return;
      }
      const account: Account = { role: name === scope.host ? 'host' : 'workshop', id: name };
      signedIn.set(client, account);
      const will = wills.get(client);
      if (will !== undefined && !isAllowed(account, scope, will)) {
        refuse('will', client, will.topic);
        done(connectError(notAuthorised), false);
        return;
      }
      done(null, true);
    },
    authorizePublish: (client, packet, callback) => {
      const account = client === null ? undefined : signedIn.get(client);
      const topics = client === null ? undefined : allowed.get(client);
      const isPlain = packet.qos < 2 && !packet.retain;
      if (client === null || (isPlain && topics?.has(packet.topic))) return callback(null);
      if (account !== undefined && isAllowed(account, scope, packet)) {
        if (topics === undefined) allowed.set(client, new Set([packet.topic]));
        else if (topics.size < mostTopicsKept) topics.add(packet.topic);
        return callback(null);
      }
      refuse('publish', client, packet.topic);
      callback(new Error(`may not publish ${packet.topic}`));
    },
    authorizeSubscribe: (client, subscription, callback) => {
      const account = signedIn.get(client);
      if (account !== undefined && maySubscribe(account, scope, subscription.topic)) {
        return callback(null, subscription);
      }
      refuse('subscription', client, subscription.topic);
      callback(null, null);
    },
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

/** Empty before it has signed in. */
function accountOf({ id }: Client): string {
  return id?.split('/')[0] ?? '';
}

/** The newest connections of an account stay: the oldest is most likely the one whose line is dead. */
function keepFewConnections(aedes: Aedes): void {
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
}

function openServer({ tls }: EmbeddedBrokerConfig, accept: (socket: Socket) => void): Server {
  if (tls === undefined) return createServer({ highWaterMark: readAheadBytes }, accept);
  const files = { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) };
  return createTlsServer({ ...files, minVersion: 'TLSv1.2', highWaterMark: readAheadBytes }, accept);
}

async function listen(server: Server, { host, port }: EmbeddedBrokerConfig): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('BUG: a listening socket without a port');
  return address.port;
}

async function close(aedes: Aedes, server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await new Promise<void>((resolve) => aedes.close(() => resolve()));
  await closed;
}

function addressOf({ conn }: Client): string {
  return ('remoteAddress' in conn ? conn.remoteAddress : undefined) ?? 'unknown address';
}
