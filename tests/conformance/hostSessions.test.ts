// The host on real MQTT sessions: the aggregator's process against Mosquitto, every packet on record, and as its own
// broker. Follows Sparkplug B 3.0 sections 4.3, 5.3 and 5.12.
import { isDeepStrictEqual } from 'node:util';
import { connectMqtt, type MqttConnection } from '@nakamawashi/runtime';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeReal } from '../realServers.ts';
import { createRig, type Rig, until } from '../system/rig.ts';
import { clauses } from './clauses.ts';
import { oneShop } from './oneShop.ts';
import { type RecordingProxy, recordService, startRecordingProxy } from './recordingProxy.ts';
import { bytesOf, connectOf, delivered, order, published, said, stateIn, untilLine } from './sessions.ts';
import { endPart } from './stopping.ts';

const host = oneShop.host;
const stateTopic = `spBv1.0/STATE/${host}`;

interface State {
  readonly online: boolean;
  readonly timestamp: number;
}

/** Somebody who reads the host's STATE with a workshop's account, and what was heard so far, without repetitions. */
async function watchState(rig: Rig, port: number): Promise<{ heard: State[]; connection: MqttConnection }> {
  const heard: State[] = [];
  const connection = await connectMqtt({
    url: `mqtt://127.0.0.1:${port}`,
    clientId: `watcher-${Math.random()}`,
    username: 'shop',
    password: rig.files.workshops.get('shop')?.password,
    onMessage: (_, payload) => {
      const state = stateIn({ payload: Buffer.from(payload) }) as State;
      if (!isDeepStrictEqual(state, heard.at(-1))) heard.push(state);
    },
  });
  await connection.subscribe([{ topic: stateTopic, qos: 1 }]);
  return { heard, connection };
}

vi.setConfig({ testTimeout: 90_000 });

describeReal('mosquitto', 'the host at Mosquitto', () => {
  let rig: Rig;
  let proxy: RecordingProxy;

  beforeAll(async () => {
    rig = await createRig({ consortium: oneShop, slotLengthMs: 300_000, broker: 'mosquitto' });
    proxy = await recordService(rig.files.aggregator, rig.brokerPort);
    await rig.start('broker');
    await rig.start('aggregator');
  });
  afterAll(async () => {
    await rig.stop();
    await proxy.stop();
  });

  it(
    clauses(
      'the CONNECT of the host asks for a clean session and leaves STATE offline as its Will',
      'tck-id-message-flow-phid-sparkplug-clean-session-311',
      'tck-id-host-topic-phid-death-required',
      'tck-id-operational-behavior-host-application-connect-will',
    ),
    () => {
      const { clean, protocolVersion, will } = connectOf(proxy.lines[0]);
      expect({ clean, protocolVersion }).toEqual({ clean: true, protocolVersion: 4 });
      expect(will).toMatchObject({ topic: stateTopic, qos: 1, retain: true });
      expect(will && stateIn(will)).toEqual({ online: false, timestamp: expect.any(Number) });
    },
  );

  it(
    clauses(
      'the host subscribes its own STATE and its group first, and says online with the time of its Will next',
      'tck-id-host-topic-phid-birth-message',
      'tck-id-host-topic-phid-birth-sub-required',
      'tck-id-host-topic-phid-birth-required',
      'tck-id-message-flow-phid-sparkplug-subscription',
      'tck-id-message-flow-phid-sparkplug-state-publish',
      'tck-id-operational-behavior-host-application-connect-birth',
      'tck-id-payloads-state-subscribe',
      'tck-id-payloads-state-birth',
    ),
    async () => {
      const line = await untilLine(proxy, (each) => published(each).length > 0);
      expect(order(line).slice(0, 5)).toEqual([
        'client connect',
        'broker connack',
        'client subscribe',
        'broker suback',
        'client publish',
      ]);
      const [connect, subscribe, birth] = said(line);
      expect(subscribe).toMatchObject({
        subscriptions: [
          { topic: stateTopic, qos: 1 },
          { topic: `spBv1.0/${oneShop.id}/#`, qos: 1 },
        ],
      });
      if (connect?.cmd !== 'connect' || birth?.cmd !== 'publish') throw new Error('not as just shown');
      expect(birth).toMatchObject({ topic: stateTopic, qos: 1, retain: true });
      expect(connect.will && stateIn(connect.will)).toEqual({ ...Object(stateIn(birth)), online: false });
      expect(stateIn(birth)).toMatchObject({ online: true });
    },
  );

  it(
    clauses(
      'the host that sees its own STATE go offline says online again with the same time',
      'tck-id-message-flow-hid-sparkplug-state-message-delivered',
    ),
    async () => {
      const line = await untilLine(proxy, (each) => published(each).length > 0);
      const births = published(line).length;
      const { will } = connectOf(line);
      if (will === undefined) throw new Error('no Will');
      const old = await connectMqtt({
        url: `mqtt://127.0.0.1:${rig.brokerPort}`,
        clientId: 'half-dead-host',
        username: host,
        password: rig.files.hostPassword,
        will: { topic: stateTopic, payload: bytesOf({ payload: oldWill }), qos: 1, retain: true },
        onMessage: () => undefined,
      });
      old.drop();
      await until(() => published(line).length > births);
      const seen = line.findIndex(
        ({ from, packet }) =>
          from === 'broker' && packet.cmd === 'publish' && packet.payload.toString() === oldWill,
      );
      expect(seen).toBeGreaterThan(0);
      const [answer] = published(line.slice(seen));
      if (answer === undefined) throw new Error('not answered');
      expect(answer).toMatchObject({ topic: stateTopic, qos: 1, retain: true });
      expect(stateIn(answer)).toEqual({ ...Object(stateIn(will)), online: true });
      expect(proxy.lines).toHaveLength(1);
    },
  );

  it(
    clauses(
      'whoever asks reads at any time whether the host is there: through a kill, a return and a farewell',
      'tck-id-intro-sparkplug-host-state',
      'tck-id-components-ph-state',
      'tck-id-conformance-primary-host',
    ),
    async () => {
      const { heard, connection } = await watchState(rig, rig.brokerPort);
      await until(() => heard.length === 1);
      await rig.kill('aggregator');
      await until(() => heard.length === 2);
      await rig.start('aggregator');
      await until(() => heard.length === 3);
      await endPart(rig, 'aggregator');
      await until(() => heard.length === 4);
      expect(heard.map(({ online }) => online)).toEqual([true, false, true, false]);
      const [birth, will, back, farewell] = heard.map(({ timestamp }) => timestamp);
      expect(will).toBe(birth);
      expect(back).toBeGreaterThan(Number(will));
      expect(farewell).toBeGreaterThan(Number(back));
      const late = await watchState(rig, rig.brokerPort);
      await until(() => late.heard.length === 1);
      expect(late.heard[0]).toEqual(heard[3]);
      late.connection.drop();
      connection.drop();
      await rig.start('aggregator');
    },
  );

  it(
    clauses(
      'the host that is stopped says offline with the time of now, and only then DISCONNECT',
      'tck-id-host-topic-phid-death-payload-timestamp-disconnect-clean',
      'tck-id-operational-behavior-host-application-termination',
      'tck-id-operational-behavior-host-application-disconnect-intentional',
    ),
    async () => {
      const line = await untilLine(
        proxy,
        (each) => each === proxy.lines.at(-1) && published(each).length > 0,
      );
      const stoppedAt = Date.now();
      await endPart(rig, 'aggregator');
      const [death, disconnect] = said(line).slice(-2);
      if (death?.cmd !== 'publish') throw new Error(`${death?.cmd} where the death should be`);
      expect(death).toMatchObject({ topic: stateTopic, qos: 1, retain: true });
      const { online, timestamp } = stateIn(death) as State;
      expect(online).toBe(false);
      expect(timestamp).toBeGreaterThanOrEqual(stoppedAt);
      expect(disconnect?.cmd).toBe('disconnect');
      await rig.start('aggregator');
    },
  );
});

const oldWill = JSON.stringify({ online: false, timestamp: 1_000 });

describe('the host as its own broker', () => {
  let rig: Rig;
  let proxy: RecordingProxy;

  beforeAll(async () => {
    rig = await createRig({ consortium: oneShop, slotLengthMs: 300_000, broker: 'embedded' });
    await rig.start('aggregator');
    proxy = await startRecordingProxy(rig.brokerPort);
  });
  afterAll(async () => {
    await rig.stop();
    await proxy.stop();
  });

  it(
    clauses(
      'the host that has no DISCONNECT to send says offline with the time of now before it closes its lines',
      'tck-id-host-topic-phid-death-payload-timestamp-disconnect-with-no-disconnect-packet',
    ),
    async () => {
      const { heard, connection } = await watchState(rig, proxy.port);
      await until(() => heard.length === 1);
      const stoppedAt = Date.now();
      await endPart(rig, 'aggregator');
      await connection.closed;
      expect(delivered(proxy.lines[0] ?? []).map(stateIn)).toEqual(heard);
      expect(heard.map(({ online }) => online)).toEqual([true, false]);
      expect(heard[1]?.timestamp).toBeGreaterThanOrEqual(stoppedAt);
    },
  );
});
