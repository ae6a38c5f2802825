// One MQTT connection = one session = one Will: automatic reconnect and the offline queue of MQTT.js are off, because
// either would repeat an old Will or send data before a birth (Sparkplug 3.0, tck-id-topics-nbirth-bdseq-increment).
// Speaks MQTT 3.1.1 with a clean session, which every broker we meet understands.
import { readFileSync } from 'node:fs';
import mqtt from 'mqtt';
import { z } from 'zod';

export interface MqttMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export interface MqttConnection {
  /** Resolves when a QoS 0 message is written to the socket, a QoS 1 message when the broker has acknowledged it. */
  publish(message: MqttMessage): Promise<void>;
  /** Resolves when all are granted; throws when the broker refuses one. */
  subscribe(topics: readonly { readonly topic: string; readonly qos: 0 | 1 }[]): Promise<void>;
  /** Resolves once, when the connection is over: with the cause, or null after `end`. */
  readonly closed: Promise<Error | null>;
  /** Sends DISCONNECT, so that the broker forgets the Will, and closes. */
  end(): Promise<void>;
  /** Cuts the socket without DISCONNECT: the broker sends the Will. */
  drop(): void;
}

export interface MqttOptions {
  readonly url: string;
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls?:
    | {
        readonly caFile?: string | undefined;
        readonly certFile?: string | undefined;
        readonly keyFile?: string | undefined;
      }
    | undefined;
  readonly keepAliveS?: number;
  readonly connectTimeoutMs?: number;
  readonly will?: MqttMessage;
  /** Called when the CONNECT packet has gone out, the instant at which a bdSeq counts as used. */
  onConnectSent?(): void;
  onMessage(topic: string, payload: Uint8Array): void;
  /** Whether enough has come for now: the rest waits at the broker, which has its own limits. */
  isFull?(): boolean;
}

/** The broker part of a service's configuration file. */
export const mqttEndpointSchema = z.strictObject({
  url: z.url({
    protocol: /^(mqtts?|wss?)$/,
    error: 'an address such as mqtts://broker.example:8883 is needed',
  }),
  username: z.string().min(1).optional(),
  password: z.string().min(1).optional(),
  passwordFile: z.string().min(1).optional(),
  tls: z
    .strictObject({
      caFile: z.string().optional(),
      certFile: z.string().optional(),
      keyFile: z.string().optional(),
    })
    .optional(),
});
export type MqttEndpoint = z.infer<typeof mqttEndpointSchema>;

/** Reads the password file if one is named. Throws when it cannot be read. */
export function endpointPassword(endpoint: MqttEndpoint): string | undefined {
  if (endpoint.passwordFile === undefined) return endpoint.password;
  return readFileSync(endpoint.passwordFile, 'utf8').trim();
}

/** Connects once. Throws with the broker's reason, or after `connectTimeoutMs`; never tries again by itself. */
export async function connectMqtt(options: MqttOptions): Promise<MqttConnection> {
  const client = mqtt.connect(options.url, clientOptions(options));
  whenConnectSent(client, options);
  client.on('message', (topic, payload) => options.onMessage(topic, payload));
  takeTurns(client, options.isFull);
  let cause: Error | null = null;
  let ending = false;
  client.on('error', (error) => {
    cause = error;
  });
  const closed = new Promise<Error | null>((resolve) => {
    client.once('close', () =>
      resolve(ending ? null : (cause ?? new Error('the broker closed the connection'))),
    );
  });
  await connected(client, closed);
  const room = roomOf(client);
  return {
    publish: async ({ topic, payload, qos, retain }) => {
      while (client.stream.writableNeedDrain && client.connected) await room();
      await client.publishAsync(topic, Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength), {
        qos,
        retain,
      });
    },
    subscribe: (topics) => subscribe(client, topics),
    closed,
    end: async () => {
      ending = true;
      await client.endAsync();
    },
    drop: () => {
      client.end(true);
      client.stream.destroy();
    },
  };
}

function clientOptions(options: MqttOptions): mqtt.IClientOptions {
  const { tls, will } = options;
  return {
    clientId: options.clientId,
    protocolVersion: 4,
    clean: true,
    keepalive: options.keepAliveS ?? 30,
    connectTimeout: options.connectTimeoutMs ?? 10_000,
    reconnectPeriod: 0,
    queueQoSZero: false,
    // The library would keep a buffer for each of 65,536 numbers: 10 MB to save a small box nothing it would notice.
    writeCache: false,
    resubscribe: false,
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(will === undefined ? {} : { will: { ...will, payload: Buffer.from(will.payload) } }),
    ...(tls?.caFile === undefined ? {} : { ca: readFileSync(tls.caFile) }),
    ...(tls?.certFile === undefined ? {} : { cert: readFileSync(tls.certFile) }),
    ...(tls?.keyFile === undefined ? {} : { key: readFileSync(tls.keyFile) }),
  };
}

/** MQTT.js writes CONNECT into the socket's buffer before there is a link, so the link's own event is what counts. */
function whenConnectSent(client: mqtt.MqttClient, options: MqttOptions): void {
  let told = false;
  const tell = (): void => {
    if (told) return;
    told = true;
    options.onConnectSent?.();
  };
  client.stream.once(options.url.startsWith('mqtts:') ? 'secureConnect' : 'connect', tell);
  client.once('connect', tell);
}

/**
 * Waits until the socket takes more, all publishers by one listener: MQTT.js would add one for each message, and
 * thousands of them take each other off the list for as long as a minute.
 */
function roomOf({ stream }: mqtt.MqttClient): () => Promise<void> {
  let waiting: Promise<void> | null = null;
  return () => {
    waiting ??= new Promise((resolve) => {
      const done = (): void => {
        stream.off('drain', done);
        stream.off('close', done);
        waiting = null;
        resolve();
      };
      stream.on('drain', done);
      stream.on('close', done);
    });
    return waiting;
  };
}

/** Messages may hold the event loop for this long at a time, in milliseconds, before others have their turn. */
const turnMs = 25;
/** How long no message is taken while `isFull`, in milliseconds. */
const fullPauseMs = 20;

/** MQTT.js would handle all that has come, a broker's whole queue, before anything else runs. */
function takeTurns(client: mqtt.MqttClient, isFull: MqttOptions['isFull']): void {
  let startedMs: number | null = null;
  const goOn = (done: () => void): void => {
    if (isFull?.() === true && client.connected) setTimeout(goOn, fullPauseMs, done);
    else done();
  };
  client.handleMessage = (_packet, done) => {
    if (startedMs === null) {
      startedMs = performance.now();
      setImmediate(() => {
        startedMs = null;
      });
    }
    if (performance.now() - startedMs < turnMs) goOn(done);
    else setImmediate(goOn, done);
  };
}

async function connected(client: mqtt.MqttClient, closed: Promise<Error | null>): Promise<void> {
  const up = new Promise<null>((resolve) => {
    client.once('connect', () => resolve(null));
  });
  const failure = await Promise.race([
    up,
    closed.then((cause) => cause ?? new Error('closed while connecting')),
  ]);
  if (failure === null) return;
  client.end(true);
  throw new Error(`cannot connect to the broker: ${failure.message || failure.name}`, { cause: failure });
}

async function subscribe(
  client: mqtt.MqttClient,
  topics: readonly { readonly topic: string; readonly qos: 0 | 1 }[],
): Promise<void> {
  if (topics.length === 0) return;
  const wanted = Object.fromEntries(topics.map(({ topic, qos }) => [topic, { qos }]));
  const granted = await client.subscribeAsync(wanted);
  const refused = granted.filter((grant) => grant.qos === 128).map((grant) => grant.topic);
  if (refused.length > 0) throw new Error(`the broker refused to subscribe ${refused.join(', ')}`);
}
