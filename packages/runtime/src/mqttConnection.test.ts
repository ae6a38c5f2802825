// One connection against a real broker on loopback: Will, refusal, no hidden reconnect.
import { createServer, type Server } from 'node:net';
import { Aedes, type Client } from 'aedes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectMqtt, mqttEndpointSchema } from './mqttConnection.ts';

let broker: Aedes;
let server: Server;
let url = '';
const seen: { topic: string; text: string; retain: boolean }[] = [];
const clients: Client[] = [];

beforeEach(async () => {
  broker = await Aedes.createBroker();
  broker.authenticate = (_client, _user, password, done) => done(null, password?.toString() !== 'wrong');
  broker.on('client', (client) => clients.push(client));
  broker.on('publish', ({ topic, payload, retain }) => {
    if (!topic.startsWith('$SYS')) seen.push({ topic, text: payload.toString(), retain });
  });
  server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  seen.length = 0;
  clients.length = 0;
});
afterEach(async () => {
  await new Promise<void>((resolve) => broker.close(resolve));
  await new Promise((resolve) => server.close(resolve));
});

const will = { topic: 't/will', payload: new TextEncoder().encode('gone'), qos: 1 as const, retain: false };
const quiet = { onMessage: () => {} };

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('connectMqtt', () => {
  it('tells when CONNECT has gone out, publishes, and hears what it subscribed', async () => {
    let connects = 0;
    const heard: string[] = [];
    const connection = await connectMqtt({
      url,
      clientId: 'a',
      onConnectSent: () => {
        connects += 1;
      },
      onMessage: (topic, payload) => heard.push(`${topic} ${new TextDecoder().decode(payload)}`),
    });
    await connection.subscribe([{ topic: 'x/#', qos: 1 }]);
    await connection.publish({
      topic: 'x/1',
      payload: new TextEncoder().encode('hello'),
      qos: 1,
      retain: false,
    });
    await until(() => heard.length > 0);
    expect(heard).toEqual(['x/1 hello']);
    expect(connects).toBe(1);
    await connection.end();
    expect(await connection.closed).toBeNull();
  });

  it('leaves its Will with the broker when dropped, and not when ended', async () => {
    const ended = await connectMqtt({ url, clientId: 'a', will, ...quiet });
    await ended.end();
    const dropped = await connectMqtt({ url, clientId: 'b', will, ...quiet });
    dropped.drop();
    await until(() => seen.some((message) => message.topic === 't/will'));
    expect(seen.filter((message) => message.topic === 't/will')).toHaveLength(1);
  });

  it('does not come back by itself after the broker closed it', async () => {
    const connection = await connectMqtt({ url, clientId: 'a', ...quiet });
    clients[0]?.conn.destroy();
    expect(await connection.closed).toBeInstanceOf(Error);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(clients).toHaveLength(1);
    await expect(
      connection.publish({ topic: 'x', payload: new Uint8Array(), qos: 0, retain: false }),
    ).rejects.toThrow();
  });

  it('says why it could not connect', async () => {
    const refused = connectMqtt({ url, clientId: 'a', username: 'u', password: 'wrong', ...quiet });
    await expect(refused).rejects.toThrow(/not authorized/i);
    let sent = 0;
    const onConnectSent = () => {
      sent += 1;
    };
    const nobody = connectMqtt({ url: 'mqtt://127.0.0.1:1', clientId: 'a', onConnectSent, ...quiet });
    await expect(nobody).rejects.toThrow(/ECONNREFUSED/);
    expect(sent).toBe(0);
  });

  it('refuses an address that is not MQTT', () => {
    expect(mqttEndpointSchema.safeParse({ url: 'http://x' }).success).toBe(false);
    expect(mqttEndpointSchema.safeParse({ url: 'mqtts://broker.example:8883' }).success).toBe(true);
  });
});
