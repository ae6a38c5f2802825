// The same aggregator over a real Mosquitto with the files that `broker-config mosquitto` writes: the whole way from a
// birth to a receipt, the access rules, and a broker that is killed and started again.
import { connect as connectSocket } from 'node:net';
import { connectMqtt, type MqttConnection } from '@nakamawashi/runtime';
import mqttPacket from 'mqtt-packet';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeReal } from '../realServers.ts';
import { type RealMosquitto, startMosquitto } from './realMosquitto.ts';
import { connectEdge, pastSlot, startAggregator, type TestAggregator, writeConfig } from './testEdge.ts';

const soon = { timeout: 20_000, interval: 50 };

describeReal('mosquitto', 'the aggregator over Mosquitto', (binary) => {
  let mosquitto: RealMosquitto;
  let port: number;
  let aggregator: TestAggregator;

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
    mosquitto = await startMosquitto(binary, ['kamata', 'rokugo', 'ota-board']);
    ({ port } = mosquitto);
    const config = writeConfig(mosquitto.section);
    aggregator = await startAggregator({ ...config, password: 'secret' }, { external: true });
  });
  afterAll(async () => {
    await aggregator.stop();
    aggregator.remove();
    await mosquitto.remove();
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

  it('keeps for a host that stands still what a ward sends at once, and drops nothing', async () => {
    const signIn = { protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 60 } as const;
    const host = connectSocket(port, '127.0.0.1');
    const parser = mqttPacket.parser();
    let arrived = 0;
    const subscribed = new Promise((resolve) => {
      parser.on('packet', ({ cmd }) => {
        if (cmd === 'suback') resolve(null);
        else if (cmd === 'publish') arrived += 1;
      });
    });
    host.on('data', (chunk) => parser.parse(chunk));
    const account = { username: 'ota-board', password: Buffer.from('secret'), clientId: 'test-slow-host' };
    host.write(mqttPacket.generate({ cmd: 'connect', ...signIn, ...account }));
    const subscriptions = [{ topic: 'spBv1.0/ota/NDATA/rokugo', qos: 1 as const }];
    host.write(mqttPacket.generate({ cmd: 'subscribe', messageId: 1, subscriptions }));
    await subscribed;
    host.pause();
    const box = await connect('rokugo');
    const message = {
      topic: 'spBv1.0/ota/NDATA/rokugo',
      payload: Buffer.alloc(4_000),
      qos: 0,
      retain: false,
    } as const;
    for (let sent = 0; sent < 20_000; sent++) await box.publish(message);
    // Answered only after all that was published before it.
    await box.publish({ ...message, qos: 1 });
    host.resume();
    await vi.waitFor(() => expect(arrived).toBe(20_001), soon);
    host.destroy();
    await box.end();
  }, 60_000);

  it('survives the death of the broker: everything is stale meanwhile, and STATE is online again after', async () => {
    await mosquitto.kill();
    await vi.waitFor(async () => expect((await fetch(`${aggregator.url}/health`)).status).toBe(503), soon);
    expect(await board()).toContain('"freshness":"stale"');
    await mosquitto.start();
    const edge = await connectEdge({ port, password: 'secret' });
    await vi.waitFor(async () => expect(await board()).toContain('"freshness":"live"'), soon);
    await vi.waitFor(() => expect(edge.receipts().length).toBeGreaterThan(0), soon);
    edge.drop();
  });

  it('ends when it is told to, also while the broker dies', async () => {
    await Promise.all([mosquitto.kill(), aggregator.stop()]);
    await mosquitto.start();
  });
});
