// The same aggregator over a real Mosquitto with the files that `broker-config mosquitto` writes: the whole way from a
// birth to a receipt, the access rules, and a broker that is killed and started again.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { connectMqtt, type MqttConnection } from '@nakamawashi/runtime';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { mosquittoFiles } from '../../cloud-aggregator/src/broker/mosquittoConfig.ts';
import { describeReal, present } from '../realServers.ts';
import { connectEdge, pastSlot, startAggregator, type TestAggregator, writeConfig } from './testEdge.ts';

const soon = { timeout: 20_000, interval: 50 };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describeReal('mosquitto', 'the aggregator over Mosquitto', (binary) => {
  let folder: string;
  let port: number;
  let broker: ChildProcess;
  let aggregator: TestAggregator;

  const startBroker = async (): Promise<void> => {
    broker = spawn(binary, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
    await vi.waitFor(async () => (await connect('ota-board')).end(), soon);
  };
  const stopBroker = async (): Promise<void> => {
    const gone = new Promise((resolve) => broker.once('exit', resolve));
    broker.kill('SIGKILL');
    await gone;
  };
  const heard: string[] = [];
  const connect = (name: string): Promise<MqttConnection> =>
    connectMqtt({
      url: `mqtt://127.0.0.1:${port}`,
      username: name,
      password: 'secret',
      clientId: `test-${name}`,
      onMessage: (topic) => heard.push(topic),
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mosquitto-'));
    port = await freePort();
    const settings = {
      consortium: 'ota',
      host: 'ota-board',
      port,
      tls: null,
      maxPacketBytes: 262_144,
      folder,
    };
    const { conf, acl } = mosquittoFiles(settings);
    // Started by an administrator it would become another user, who may not read this folder.
    writeFileSync(join(folder, 'mosquitto.conf'), `user ${userInfo().username}\n${conf}`);
    writeFileSync(join(folder, 'acl'), acl);
    for (const name of ['kamata', 'rokugo', 'ota-board']) {
      execFileSync(present('mosquitto_passwd') ?? '', [
        '-b',
        ...(name === 'kamata' ? ['-c'] : []),
        join(folder, 'passwords'),
        name,
        'secret',
      ]);
    }
    await startBroker();
    const external = `external: { url: "mqtt://127.0.0.1:${port}", username: ota-board, password: secret }`;
    const config = writeConfig(external);
    aggregator = await startAggregator({ ...config, password: 'secret' }, { external: true });
  });
  afterAll(async () => {
    await aggregator.stop();
    aggregator.remove();
    await stopBroker();
    rmSync(folder, { recursive: true });
  });

  const board = async (): Promise<string> => (await fetch(`${aggregator.url}/api/machines`)).text();

  it('carries births, live states, parcels and receipts', async () => {
    const edge = await connectEdge({ port, password: 'secret' });
    await edge.say('production');
    await vi.waitFor(async () => expect(await board()).toContain('"state":"production"'), soon);
    const slot = pastSlot('lathe-1', 0);
    await edge.send({ slots: [slot], follows: null, oldest: slot.start });
    await vi.waitFor(() => expect(edge.receipts()).toContain(slot.start + slot.lengthMs), soon);
    edge.drop();
    await vi.waitFor(async () => expect(await board()).toContain('"freshness":"stale"'), soon);
  });

  it('lets no workshop speak for another or read what it is told', async () => {
    const edge = await connectEdge({ port, password: 'secret' });
    await vi.waitFor(async () => expect(await board()).toContain('"freshness":"live"'), soon);
    const other = await connect('rokugo');
    for (const topic of ['spBv1.0/ota/#', 'spBv1.0/ota/DCMD/kamata/lathe-1']) {
      await other.subscribe([{ topic, qos: 1 }]).catch(() => undefined);
    }
    const forged = {
      payload: Buffer.from('{"online":false,"timestamp":9e15}'),
      qos: 1,
      retain: false,
    } as const;
    await other.publish({ ...forged, topic: 'spBv1.0/ota/NBIRTH/kamata' });
    await other.publish({ ...forged, topic: 'spBv1.0/STATE/ota-board' });
    await edge.say('setup');
    await vi.waitFor(async () => expect(await board()).toContain('"state":"setup"'), soon);
    expect(heard).toEqual([]);
    expect(edge.events.filter((event) => event.kind === 'host' && !event.online)).toEqual([]);
    other.drop();
    edge.drop();
  });

  it('survives the death of the broker: everything is stale meanwhile, and STATE is online again after', async () => {
    await stopBroker();
    await vi.waitFor(async () => expect((await fetch(`${aggregator.url}/health`)).status).toBe(503), soon);
    expect(await board()).toContain('"freshness":"stale"');
    await startBroker();
    const edge = await connectEdge({ port, password: 'secret' });
    await vi.waitFor(async () => expect(await board()).toContain('"freshness":"live"'), soon);
    await vi.waitFor(() => expect(edge.receipts().length).toBeGreaterThan(0), soon);
    edge.drop();
  });
});
