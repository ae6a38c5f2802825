// How boxes reach the embedded broker, tried from the outside: by certificate, over WebSocket, without either; and what
// ends a connection: an account or a certificate taken away, silence, a keep-alive that is none, answers never read.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectMqtt, type MqttConnection, type MqttOptions } from '@nakamawashi/runtime';
import mqttPacket from 'mqtt-packet';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Authority, makeAuthority } from '../../../tests/certificates.ts';
import { openAccounts } from './accounts.ts';
import {
  type EmbeddedBroker,
  type EmbeddedBrokerOptions,
  openEmbeddedBroker,
  type Refusal,
} from './embeddedBroker.ts';

const scope = { consortium: 'ota', host: 'ota-board' };
const soon = { timeout: 15_000, interval: 50 };
const hashOf = (password: string): string => createHash('sha256').update(password).digest('hex');
let authority: Authority;
let folder: string;
let broker: EmbeddedBroker;
let refusals: Refusal[];
let heard: string[];
let revoked: Set<string>;
let clients: MqttConnection[];
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  authority = await makeAuthority();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'broker-lines-'));
  refusals = [];
  heard = [];
  clients = [];
  revoked = new Set();
  const server = await authority.issue('broker', { isServer: true });
  writeFileSync(file('server.pem'), server.certificate);
  writeFileSync(file('server.key'), server.key);
  writeFileSync(file('ca.pem'), authority.certificate);
  writeFileSync(file('accounts.yaml'), `kamata: "${hashOf('secret')}"\n`);
});
afterEach(async () => {
  for (const client of clients) client.drop();
  await broker.close();
  rmSync(folder, { recursive: true });
});

async function open(config: Partial<EmbeddedBrokerOptions['config']> = {}) {
  broker = await openEmbeddedBroker({
    config: {
      host: '127.0.0.1',
      port: 0,
      accounts: file('accounts.yaml'),
      maxPacketBytes: 10_000,
      ...config,
    },
    scope,
    accounts: openAccounts(file('accounts.yaml')),
    certificateFault: ({ serialNumber }) => (revoked.has(serialNumber) ? 'revoked' : null),
    onRefused: (refusal) => refusals.push(refusal),
    onError: () => undefined,
  });
  broker.read((topic, payload) => heard.push(`${topic} ${Buffer.from(payload)}`));
  return broker.listen();
}

const secured = () => ({ certFile: file('server.pem'), keyFile: file('server.key'), caFile: file('ca.pem') });

async function connect(url: string, options: Partial<MqttOptions> = {}): Promise<MqttConnection> {
  const connection = await connectMqtt({ url, clientId: 'box', onMessage: () => undefined, ...options });
  clients.push(connection);
  return connection;
}

async function boxTls(name: string, from = authority, until?: Date) {
  const { certificate, key } = await from.issue(name, until === undefined ? {} : { until });
  writeFileSync(file('box.pem'), certificate);
  writeFileSync(file('box.key'), key);
  return { tls: { caFile: file('ca.pem'), certFile: file('box.pem'), keyFile: file('box.key') } };
}

const say = (client: MqttConnection, workshop: string): void => {
  const topic = `spBv1.0/ota/NDATA/${workshop}`;
  client.publish({ topic, payload: Buffer.from('hello'), qos: 0, retain: false }).catch(() => undefined);
};

describe('a certificate', () => {
  it('signs its workshop in without a password, and for nothing but its own topics', async () => {
    const { port } = await open({ tls: secured() });
    const client = await connect(`mqtts://127.0.0.1:${port}`, await boxTls('kamata'));
    say(client, 'kamata');
    await vi.waitFor(() => expect(heard).toEqual(['spBv1.0/ota/NDATA/kamata hello']), soon);
    say(client, 'rokugo');
    await client.closed;
    expect(refusals).toEqual([{ what: 'publish', source: 'kamata', detail: 'spBv1.0/ota/NDATA/rokugo' }]);
    expect(heard).toHaveLength(1);
  });

  it.each([
    ['of another authority', async () => boxTls('kamata', await makeAuthority()), /SIGNATURE/],
    [
      'that has expired',
      async () => boxTls('kamata', authority, new Date(Date.now() - 3_600_000)),
      /expired/i,
    ],
    ['for another’s name', async () => ({ ...(await boxTls('kamata')), username: 'rokugo' }), /as "rokugo"/],
    ['whose name no workshop can have', () => boxTls('Kamata/#'), /no workshop/],
  ] as const)('%s is refused, told and counted', async (_, make, reason) => {
    const { port } = await open({ tls: secured() });
    await expect(connect(`mqtts://127.0.0.1:${port}`, await make())).rejects.toThrow();
    expect(refusals.map(({ what }) => what)).toEqual(['sign-in']);
    expect(refusals[0]?.detail).toMatch(reason);
  });

  it('that is missing leaves the password, and without that nothing', async () => {
    const { port } = await open({ tls: secured() });
    const tls = { caFile: file('ca.pem') };
    const url = `mqtts://127.0.0.1:${port}`;
    say(await connect(url, { tls, username: 'kamata', password: 'secret' }), 'kamata');
    await vi.waitFor(() => expect(heard).toHaveLength(1), soon);
    await expect(connect(url, { tls })).rejects.toThrow();
    expect(refusals.map(({ what }) => what)).toEqual(['sign-in']);
  });

  it('that is revoked ends its connection, and another is not made', async () => {
    const { port } = await open({ tls: secured() });
    const box = await boxTls('kamata');
    const client = await connect(`mqtts://127.0.0.1:${port}`, box);
    const { X509Certificate } = await import('node:crypto');
    const { readFileSync } = await import('node:fs');
    revoked.add(new X509Certificate(readFileSync(file('box.pem'))).serialNumber);
    await client.closed;
    await expect(connect(`mqtts://127.0.0.1:${port}`, box)).rejects.toThrow();
    expect(refusals[0]?.detail).toContain('revoked');
  });
});

describe('a line', () => {
  it('may be a WebSocket, plain and with a certificate', async () => {
    const plain = await open({ webSocket: { port: 0 } });
    const url = `ws://127.0.0.1:${plain.webSocketPort}`;
    say(await connect(url, { username: 'kamata', password: 'secret' }), 'kamata');
    await vi.waitFor(() => expect(heard).toHaveLength(1), soon);
    await expect(connect(url, { username: 'kamata', password: 'wrong' })).rejects.toThrow();
    for (const client of clients) client.drop();
    await broker.close();
    const safe = await open({ webSocket: { port: 0 }, tls: secured() });
    say(await connect(`wss://127.0.0.1:${safe.webSocketPort}`, await boxTls('rokugo')), 'rokugo');
    await vi.waitFor(() => expect(heard).toContain('spBv1.0/ota/NDATA/rokugo hello'), soon);
  });

  it('of an account that is taken away is cut, and so is one whose password was changed', async () => {
    const { port } = await open();
    const signIn = { username: 'kamata', password: 'secret' };
    for (const next of ['', `kamata: "${hashOf('another')}"\n`]) {
      writeFileSync(file('accounts.yaml'), `kamata: "${hashOf('secret')}"\n`);
      const client = await vi.waitFor(() => connect(`mqtt://127.0.0.1:${port}`, signIn), soon);
      await new Promise((resolve) => setTimeout(resolve, 10));
      writeFileSync(file('accounts.yaml'), next);
      await client.closed;
    }
    expect(broker.clients()).toBe(0);
  });

  it('needs a keep-alive of its own', async () => {
    const { port } = await open();
    for (const keepAliveS of [0, 301]) {
      const options = { username: 'kamata', password: 'secret', keepAliveS };
      await expect(connect(`mqtt://127.0.0.1:${port}`, options)).rejects.toThrow();
    }
    await connect(`mqtt://127.0.0.1:${port}`, { username: 'kamata', password: 'secret', keepAliveS: 300 });
  });

  it('on which nobody signs in is closed', async () => {
    const { port } = await open();
    const socket = connectSocket(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
  }, 20_000);

  it('whose answers are not read is not listened to, and closed', async () => {
    const { port } = await open();
    const state = { topic: 'spBv1.0/STATE/ota-board', qos: 1, retain: true } as const;
    await broker.publish({ ...state, payload: Buffer.alloc(9_000, 'x') });
    const socket = connectSocket(port, '127.0.0.1');
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const signIn = { username: 'kamata', password: Buffer.from('secret'), clientId: 'x', keepalive: 60 };
    socket.write(
      mqttPacket.generate({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, ...signIn }),
    );
    socket.pause();
    const subscriptions = [{ topic: state.topic, qos: 0 as const }];
    const ask = mqttPacket.generate({ cmd: 'subscribe', messageId: 1, subscriptions });
    await vi.waitFor(() => expect(broker.clients()).toBe(1), soon);
    const flood = setInterval(() => {
      for (let time = 0; time < 1_000 && socket.writableLength < 1_000_000; time++) socket.write(ask);
    }, 1);
    // Reading nothing, the client cannot see the end; the broker's own count does.
    await vi.waitFor(() => expect(broker.clients()).toBe(0), { timeout: 30_000, interval: 100 });
    clearInterval(flood);
    socket.resume();
    await closed;
  }, 40_000);
});
