// The embedded broker tried from the outside with a real MQTT client over loopback: every rule of wire.md "Access" that
// a client can break, refused, told and without effect; and what is allowed, delivered.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectMqtt, type MqttConnection, type MqttOptions } from '@nakamawashi/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openAccounts } from './accounts.ts';
import { type EmbeddedBroker, openEmbeddedBroker, type Refusal } from './embeddedBroker.ts';

const scope = { consortium: 'ota', host: 'ota-board' };
const passwords = { kamata: 'kamata-secret', rokugo: 'rokugo-secret', 'ota-board': 'host-secret' };
let folder: string;
let broker: EmbeddedBroker;
let port: number;
let refusals: Refusal[];
let heard: { topic: string; text: string }[];
let clients: MqttConnection[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'broker-'));
  const accounts = join(folder, 'accounts.yaml');
  const lines = Object.entries(passwords).map(
    ([name, password]) => `"${name}": "${createHash('sha256').update(password).digest('hex')}"`,
  );
  writeFileSync(accounts, lines.join('\n'));
  refusals = [];
  heard = [];
  clients = [];
  broker = await openEmbeddedBroker({
    config: { host: '127.0.0.1', port: 0, accounts, maxPacketBytes: 10_000 },
    scope,
    accounts: openAccounts(accounts),
    onRefused: (refusal) => refusals.push(refusal),
    onError: () => undefined,
  });
  broker.read((topic, payload) => heard.push({ topic, text: Buffer.from(payload).toString() }));
  ({ port } = await broker.listen());
});

afterEach(async () => {
  for (const client of clients) client.drop();
  await broker.close();
  rmSync(folder, { recursive: true });
});

async function connect(
  name: keyof typeof passwords,
  options: Partial<Pick<MqttOptions, 'clientId' | 'will' | 'onMessage'>> = {},
): Promise<MqttConnection> {
  const connection = await connectMqtt({
    url: `mqtt://127.0.0.1:${port}`,
    clientId: 'test',
    username: name,
    password: passwords[name],
    onMessage: () => undefined,
    ...options,
  });
  clients.push(connection);
  return connection;
}

const publish = (
  client: MqttConnection,
  topic: string,
  payload: string | Buffer,
  { qos = 0, retain = false }: { qos?: 0 | 1; retain?: boolean } = {},
): void => {
  client.publish({ topic, payload: Buffer.from(payload), qos, retain }).catch(() => undefined);
};

describe('the embedded broker', () => {
  it('delivers a workshop’s own reports to the host, and the host’s commands and kept STATE to it', async () => {
    await broker.publish({
      topic: 'spBv1.0/STATE/ota-board',
      payload: Buffer.from('on'),
      qos: 1,
      retain: true,
    });
    const commands: string[] = [];
    const onMessage = (topic: string, payload: Uint8Array): void => {
      commands.push(`${topic} ${Buffer.from(payload)}`);
    };
    const client = await connect('kamata', { onMessage });
    const topics = ['spBv1.0/ota/DCMD/kamata/+', 'spBv1.0/STATE/ota-board'];
    await client.subscribe(topics.map((topic) => ({ topic, qos: 1 })));
    publish(client, 'spBv1.0/ota/DDATA/kamata/lathe-1', 'hours', { qos: 1 });
    await broker.publish({
      topic: 'spBv1.0/ota/DCMD/kamata/lathe-1',
      payload: Buffer.from('ok'),
      qos: 0,
      retain: false,
    });
    await broker.publish({
      topic: 'spBv1.0/ota/DCMD/rokugo/lathe-1',
      payload: Buffer.from('no'),
      qos: 0,
      retain: false,
    });
    await vi.waitFor(() => expect(commands).toHaveLength(2));
    expect(commands.sort()).toEqual(['spBv1.0/STATE/ota-board on', 'spBv1.0/ota/DCMD/kamata/lathe-1 ok']);
    await vi.waitFor(() =>
      expect(heard).toContainEqual({ topic: 'spBv1.0/ota/DDATA/kamata/lathe-1', text: 'hours' }),
    );
    expect(refusals).toEqual([]);
  });

  it('carries what a client says that has signed in as the host, and lets it read', async () => {
    const read: string[] = [];
    const onMessage = (topic: string): void => {
      read.push(topic);
    };
    const box = await connect('kamata', { onMessage });
    await box.subscribe([{ topic: 'spBv1.0/ota/NCMD/kamata', qos: 0 }]);
    const host = await connect('ota-board', { onMessage });
    publish(host, 'spBv1.0/ota/NCMD/kamata', 'rebirth');
    await vi.waitFor(() => expect(read).toEqual(['spBv1.0/ota/NCMD/kamata']));
    await host.subscribe([{ topic: 'spBv1.0/ota/NDATA/+', qos: 0 }]);
    publish(box, 'spBv1.0/ota/NDATA/kamata', 'hello');
    await vi.waitFor(() => expect(read).toEqual(['spBv1.0/ota/NCMD/kamata', 'spBv1.0/ota/NDATA/kamata']));
    expect(heard.map(({ text }) => text)).toEqual(['rebirth', 'hello']);
  });

  it.each([
    ['no name', {}],
    ['a wrong password', { username: 'kamata', password: 'rokugo-secret' }],
    ['an unknown name', { username: 'nobody', password: 'kamata-secret' }],
    ['no password', { username: 'kamata' }],
    ['another’s prototype', { username: '__proto__', password: 'x' }],
  ])('turns away %s', async (_, options) => {
    const url = `mqtt://127.0.0.1:${port}`;
    const attempt = connectMqtt({ url, clientId: 'x', onMessage: () => undefined, ...options });
    await expect(attempt).rejects.toThrow(/refused/i);
    expect(refusals.map(({ what }) => what)).toEqual(['sign-in']);
  });

  it('turns away a forged Will before it can ever be sent', async () => {
    const will = {
      topic: 'spBv1.0/ota/NDEATH/rokugo',
      payload: Buffer.from('dead'),
      qos: 1 as const,
      retain: false,
    };
    await expect(connect('kamata', { will })).rejects.toThrow(/not authorized/i);
    expect(refusals).toEqual([{ what: 'will', source: 'kamata', detail: will.topic }]);
    expect(heard.filter(({ topic }) => topic === will.topic)).toEqual([]);
  });

  it('sends the Will of a workshop whose line is cut', async () => {
    const will = {
      topic: 'spBv1.0/ota/NDEATH/kamata',
      payload: Buffer.from('dead'),
      qos: 1 as const,
      retain: false,
    };
    const client = await connect('kamata', { will });
    client.drop();
    await vi.waitFor(() => expect(heard).toContainEqual({ topic: will.topic, text: 'dead' }));
  });

  it.each([
    ['another workshop’s topic', 'spBv1.0/ota/DDATA/rokugo/lathe-1', { qos: 0 }],
    ['a command', 'spBv1.0/ota/DCMD/kamata/lathe-1', { qos: 1 }],
    ['the host’s STATE', 'spBv1.0/STATE/ota-board', { qos: 1, retain: true }],
    ['a kept birth', 'spBv1.0/ota/NBIRTH/kamata', { qos: 0, retain: true }],
    // The connection knows 0 and 1 only; what counts is what goes over the line.
    ['QoS 2', 'spBv1.0/ota/NDATA/kamata', { qos: 2 as 1 }],
  ] as const)('refuses to publish %s and closes the connection', async (_, topic, options) => {
    const client = await connect('kamata');
    publish(client, topic, 'forged', options);
    await client.closed;
    expect(refusals).toEqual([{ what: 'publish', source: 'kamata', detail: topic }]);
    expect(heard.filter(({ text }) => text === 'forged')).toEqual([]);
  });

  it('refuses subscriptions to others’ commands and reports', async () => {
    const client = await connect('kamata');
    const filters = ['#', 'spBv1.0/ota/#', 'spBv1.0/ota/DCMD/+/+', 'spBv1.0/ota/NDATA/rokugo', '$SYS/#'];
    for (const filter of filters) {
      await expect(client.subscribe([{ topic: filter, qos: 1 }]), filter).rejects.toThrow();
    }
    expect(refusals.map(({ what, detail }) => `${what} ${detail}`)).toEqual(
      filters.map((filter) => `subscription ${filter}`),
    );
  });

  it('cuts a connection that announces more bytes than allowed, before they come', async () => {
    const client = await connect('kamata');
    publish(client, 'spBv1.0/ota/NDATA/kamata', Buffer.alloc(20_000));
    await client.closed;
    expect(refusals.map(({ what }) => what)).toEqual(['packet']);
    const socket = connectSocket(port, '127.0.0.1');
    socket.on('error', () => undefined);
    const cut = new Promise((resolve) => socket.once('close', resolve));
    socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]));
    await cut;
    expect(refusals.map(({ what }) => what)).toEqual(['packet', 'packet']);
  });

  it('takes a backlog of megabytes turn by turn without losing a message or its wake-up', async () => {
    const client = await connect('kamata');
    const payload = Buffer.alloc(9_000, 'x');
    for (let sent = 0; sent < 400; sent++) publish(client, 'spBv1.0/ota/NDATA/kamata', payload);
    const arrived = (): number => heard.filter(({ topic }) => topic === 'spBv1.0/ota/NDATA/kamata').length;
    await vi.waitFor(() => expect(arrived()).toBe(400), { timeout: 10_000 });
    expect(refusals).toEqual([]);
  });

  it('keeps a client id for its account: another workshop cannot push one off the line by using it', async () => {
    const kamata = await connect('kamata', { clientId: 'box' });
    await connect('rokugo', { clientId: 'box' });
    expect(broker.clients()).toBe(2);
    await connect('kamata', { clientId: 'box' });
    await kamata.closed;
    expect(broker.clients()).toBe(2);
  });

  it('lets one account hold few connections, the newest ones', async () => {
    const first = await connect('kamata', { clientId: 'box-0' });
    for (let index = 1; index <= 4; index++) await connect('kamata', { clientId: `box-${index}` });
    await first.closed;
    expect(broker.clients()).toBe(4);
  });

  it('takes a new account without a restart, and keeps the old ones when the file is broken', async () => {
    const accounts = join(folder, 'accounts.yaml');
    writeFileSync(accounts, 'kamata: [what is this');
    await connect('kamata');
    const hash = createHash('sha256').update('rokugo-secret').digest('hex');
    await new Promise((resolve) => setTimeout(resolve, 5));
    writeFileSync(accounts, `rokugo: "${hash}"\n`);
    await connect('rokugo');
    await expect(connect('kamata')).rejects.toThrow(/refused/i);
  });
});
