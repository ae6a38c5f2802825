// What Sparkplug asks of a broker, of both brokers a consortium can have: the embedded one and Mosquitto with the
// generated files. Follows Sparkplug B 3.0 chapter 10 (conformance of an MQTT server).
import { connectMqtt, type MqttConnection, type MqttMessage } from '@nakamawashi/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbeddedBroker } from '../../cloud-aggregator/src/broker/embeddedBroker.ts';
import { describeReal } from '../realServers.ts';
import { createRig, until } from '../system/rig.ts';
import { clauses } from './clauses.ts';
import { oneShop } from './oneShop.ts';
import { type Line, type RecordingProxy, startRecordingProxy } from './recordingProxy.ts';
import { bytesOf, delivered, order, published } from './sessions.ts';

interface Broker {
  readonly port: number;
  password(account: string): string | undefined;
  stop(): Promise<void>;
}

const host = oneShop.host;
const group = `spBv1.0/${oneShop.id}`;
const stateTopic = `spBv1.0/STATE/${host}`;
const message = (topic: string, text: string, qos: 0 | 1, retain = false): MqttMessage => ({
  topic,
  payload: bytesOf({ payload: text }),
  qos,
  retain,
});

async function startEmbedded(): Promise<Broker> {
  const broker = await openEmbeddedBroker({
    config: { host: '127.0.0.1', port: 0, accounts: '', maxPacketBytes: 10_000 },
    scope: { consortium: oneShop.id, host },
    accounts: { verify: () => true, all: () => new Map(), fault: () => null },
    onRefused: ({ what, detail }) => {
      throw new Error(`refused: ${what} ${detail}`);
    },
    onError: () => undefined,
  });
  const { port } = await broker.listen();
  return { port, password: () => 'any', stop: () => broker.close() };
}

async function startMosquitto(): Promise<Broker> {
  const rig = await createRig({ consortium: oneShop, slotLengthMs: 300_000, broker: 'mosquitto' });
  await rig.start('broker');
  const { hostPassword, workshops } = rig.files;
  const password = (account: string): string | undefined =>
    account === host ? hostPassword : workshops.get(account)?.password;
  return { port: rig.brokerPort, password, stop: () => rig.stop() };
}

function features(start: () => Promise<Broker>): void {
  let broker: Broker;
  let proxy: RecordingProxy;

  beforeAll(async () => {
    broker = await start();
    proxy = await startRecordingProxy(broker.port);
  });
  afterAll(async () => {
    await proxy.stop();
    await broker.stop();
  });

  /** Somebody signed in, and what passes between them and the broker. */
  async function signIn(
    account: string,
    filter: string,
    will?: MqttMessage,
  ): Promise<{ connection: MqttConnection; line: Line }> {
    const connection = await connectMqtt({
      url: `mqtt://127.0.0.1:${proxy.port}`,
      clientId: `client-${proxy.lines.length}`,
      username: account,
      password: broker.password(account),
      onMessage: () => undefined,
      ...(will === undefined ? {} : { will }),
    });
    const line = proxy.lines.at(-1) ?? [];
    await connection.subscribe([{ topic: filter, qos: 1 }]);
    return { connection, line };
  }
  const texts = (line: Line): readonly string[] => delivered(line).map(({ payload }) => payload.toString());

  it(
    clauses('what is published at QoS 0 arrives at QoS 0, unacknowledged', 'tck-id-conformance-mqtt-qos0'),
    async () => {
      const reader = await signIn(host, `${group}/#`);
      const { connection, line } = await signIn('shop', stateTopic);
      await connection.publish(message(`${group}/NBIRTH/shop`, 'first', 0));
      await connection.publish(message(`${group}/NDATA/shop`, 'second', 0));
      await until(() => delivered(reader.line).length === 2);
      expect(texts(reader.line)).toEqual(['first', 'second']);
      expect(delivered(reader.line).map(({ qos }) => qos)).toEqual([0, 0]);
      expect(order(line)).not.toContain('broker puback');
      for (const each of [connection, reader.connection]) await each.end();
    },
  );

  it(
    clauses(
      'what is published at QoS 1 is acknowledged, and arrives at QoS 1',
      'tck-id-conformance-mqtt-qos1',
    ),
    async () => {
      const reader = await signIn(host, `${group}/#`);
      const { connection, line } = await signIn('shop', stateTopic);
      await connection.publish(message(`${group}/NDEATH/shop`, 'death', 1));
      const [sent] = published(line);
      expect(line.map(({ packet }) => packet)).toContainEqual(
        expect.objectContaining({ cmd: 'puback', messageId: sent?.messageId }),
      );
      await until(() => order(reader.line).includes('client puback'));
      expect(delivered(reader.line)).toHaveLength(1);
      expect(delivered(reader.line)[0]).toMatchObject({ qos: 1, messageId: expect.any(Number) });
      expect(texts(reader.line)).toEqual(['death']);
      for (const each of [connection, reader.connection]) await each.end();
    },
  );

  it(
    clauses(
      'a Will is published when a line breaks, and not after DISCONNECT',
      'tck-id-conformance-mqtt-will-messages',
    ),
    async () => {
      const reader = await signIn(host, `${group}/#`);
      const will = (text: string): MqttMessage => message(`${group}/NDEATH/shop`, text, 1);
      const leaving = await signIn('shop', stateTopic, will('of one who said goodbye'));
      await leaving.connection.end();
      const lost = await signIn('shop', stateTopic, will('of one who was lost'));
      lost.connection.drop();
      await until(() => delivered(reader.line).length > 0);
      expect(texts(reader.line)).toEqual(['of one who was lost']);
      expect(delivered(reader.line)[0]).toMatchObject({
        topic: `${group}/NDEATH/shop`,
        qos: 1,
        retain: false,
      });
      await reader.connection.end();
    },
  );

  it(
    clauses(
      'a retained message waits for who comes later, the newest alone, also when it was a Will',
      'tck-id-conformance-mqtt-retained',
    ),
    async () => {
      const present = await signIn('shop', stateTopic);
      const speaker = await signIn(host, stateTopic, message(stateTopic, 'will', 1, true));
      await speaker.connection.publish(message(stateTopic, 'old', 1, true));
      await speaker.connection.publish(message(stateTopic, 'new', 1, true));
      const later = await signIn('shop', stateTopic);
      await until(() => delivered(later.line).length > 0);
      speaker.connection.drop();
      await until(() => [present, later].every(({ line }) => texts(line).includes('will')));
      const latest = await signIn('shop', stateTopic);
      await until(() => delivered(latest.line).length > 0);
      const heard = (line: Line): readonly unknown[] =>
        delivered(line).map(({ payload, retain }) => [payload.toString(), retain]);
      expect(heard(present.line)).toEqual([
        ['old', false],
        ['new', false],
        ['will', false],
      ]);
      expect(heard(later.line)).toEqual([
        ['new', true],
        ['will', false],
      ]);
      expect(heard(latest.line)).toEqual([['will', true]]);
      for (const { connection } of [present, later, latest]) await connection.end();
    },
  );
}

describe('the embedded broker', () => features(startEmbedded));
describeReal('mosquitto', 'Mosquitto', () => features(startMosquitto));
