// The edge agent on real MQTT sessions: its process against Mosquitto and the aggregator's process, every packet of the
// agent on record. Follows Sparkplug B 3.0 sections 5.4 to 5.12.
import { machineStates, type Slot } from '@nakamawashi/machine-model';
import { connectMqtt } from '@nakamawashi/runtime';
import { command, DataType } from '@nakamawashi/sparkplug';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeReal } from '../realServers.ts';
import { createRig, type Rig, until } from '../system/rig.ts';
import { clauses } from './clauses.ts';
import { oneShop } from './oneShop.ts';
import { type Line, type RecordingProxy, recordService } from './recordingProxy.ts';
import {
  bytesOf,
  connectOf,
  delivered,
  order,
  payloadIn,
  published,
  said,
  stateIn,
  typeOf,
  untilLine,
  valueIn,
} from './sessions.ts';
import { endPart } from './stopping.ts';
import {
  bdSeqOf,
  birthsAreWhole,
  dataAfterRequest,
  isOnline,
  slotsIn,
  stateCodes,
  toldTwice,
  typesIn,
} from './told.ts';

const slotLengthMs = 3_000;
const unknown = machineStates.indexOf('unknown');
const production = machineStates.indexOf('production');
const node = { group: oneShop.id, node: 'shop', device: null };

vi.setConfig({ testTimeout: 90_000 });

describeReal('mosquitto', 'the edge agent at Mosquitto', () => {
  let rig: Rig;
  let proxy: RecordingProxy;

  beforeAll(async () => {
    rig = await createRig({ consortium: oneShop, slotLengthMs, broker: 'mosquitto' });
    const file = rig.files.workshops.get('shop')?.edgeAgent ?? '';
    proxy = await recordService(file, rig.brokerPort);
    await rig.startAll();
  });
  afterAll(async () => {
    await rig.stop();
    await proxy.stop();
  });

  /** The newest session, once its births are out. */
  const bornLine = (): Promise<Line> =>
    untilLine(proxy, (line) => line === proxy.lines.at(-1) && typesIn(line).includes('DBIRTH'));

  it(
    clauses(
      'the edge connects with a clean session and its NDEATH as Will, and is born only when it is connected',
      'tck-id-principles-persistence-clean-session-311',
      'tck-id-message-flow-edge-node-birth-publish-connect',
      'tck-id-message-flow-edge-node-birth-publish-will-message',
      'tck-id-payloads-ndeath-will-message',
    ),
    async () => {
      const line = await bornLine();
      const { clean, protocolVersion, will } = connectOf(line);
      expect({ clean, protocolVersion }).toEqual({ clean: true, protocolVersion: 4 });
      expect(will).toMatchObject({ topic: 'spBv1.0/test/NDEATH/shop', qos: 1, retain: false });
      if (will === undefined) throw new Error('no Will');
      expect(payloadIn(will).metrics.map(({ name }) => name)).toEqual(['bdSeq']);
      expect(order(line).slice(0, 2)).toEqual(['client connect', 'broker connack']);
      expect(typesIn(line).slice(0, 3)).toEqual(['NBIRTH', 'DBIRTH', 'DBIRTH']);
    },
  );

  it(
    clauses(
      'the edge subscribes the commands of its node and of every machine at QoS 1 before its births',
      'tck-id-message-flow-edge-node-ncmd-subscribe',
      'tck-id-message-flow-device-dcmd-subscribe',
    ),
    async () => {
      const line = await bornLine();
      const [, subscribe, first] = said(line);
      if (subscribe?.cmd !== 'subscribe') throw new Error(`${subscribe?.cmd} where SUBSCRIBE should be`);
      expect(subscribe.subscriptions).toEqual(
        [
          'spBv1.0/test/NCMD/shop',
          'spBv1.0/test/DCMD/shop/busy-1',
          'spBv1.0/test/DCMD/shop/steady-1',
          'spBv1.0/STATE/test-board',
        ].map((topic) => ({ topic, qos: 1 })),
      );
      const suback = line.find(({ packet }) => packet.cmd === 'suback')?.packet;
      expect(suback).toMatchObject({ granted: [1, 1, 1, 1] });
      expect(first?.cmd).toBe('publish');
      expect(order(line).indexOf('broker suback')).toBeLessThan(order(line).indexOf('client publish'));
    },
  );

  it(
    clauses(
      'after a rebirth request no data goes out before NBIRTH and all DBIRTHs',
      'tck-id-operational-behavior-data-commands-rebirth-action-1',
    ),
    async () => {
      const line = await bornLine();
      // A host that acknowledges nothing leaves the edge with parcels to send after every birth.
      process.kill(rig.pid('aggregator'), 'SIGSTOP');
      const other = await connectMqtt({
        url: `mqtt://127.0.0.1:${rig.brokerPort}`,
        clientId: 'second-desk',
        username: oneShop.host,
        password: rig.files.hostPassword,
        onMessage: () => undefined,
      });
      const held = slotsIn(line).length;
      await until(() => slotsIn(line).length >= held + 2);
      const request = [
        { name: 'Node Control/Rebirth', timestamp: null, datatype: DataType.Boolean, value: true },
      ];
      for (let asked = 0; asked < 40; asked += 1) {
        // At QoS 1 the edge's PUBACK marks, within what the edge says, the instant at which it had the request.
        await other.publish({ ...command(node, request, Date.now()), qos: 1 });
        await new Promise((next) => setTimeout(next, asked % 7));
      }
      await until(() => dataAfterRequest(line).requests === 40 && !dataAfterRequest(line).isWaiting);
      process.kill(rig.pid('aggregator'), 'SIGCONT');
      other.drop();
      expect(dataAfterRequest(line).said).toEqual([]);
      await until(() => birthsAreWhole(line));
      expect(slotsIn(line).length).toBeGreaterThan(held + 4);
    },
  );

  it(
    clauses(
      'states go out when they change, status when it changed, each slot once, and a steady machine is silent',
      'tck-id-principles-rbe-recommended',
      'tck-id-operational-behavior-data-publish-nbirth-change',
      'tck-id-operational-behavior-data-publish-dbirth-change',
    ),
    async () => {
      const line = await bornLine();
      // While the host takes no slots there are more and more of them held, which is what the node's status tells.
      process.kill(rig.pid('aggregator'), 'SIGSTOP');
      const before = { busy: stateCodes(line, 'busy-1').length, steady: stateCodes(line, 'steady-1').length };
      await until(
        () => stateCodes(line, 'busy-1').length >= before.busy + 2 && typesIn(line).includes('NDATA'),
      );
      process.kill(rig.pid('aggregator'), 'SIGCONT');
      expect(stateCodes(line, 'steady-1')).toHaveLength(before.steady);
      expect(slotsIn(line).length).toBeGreaterThan(2);
      expect(toldTwice(line)).toEqual([]);
    },
  );

  it(
    clauses(
      'the edge whose host says offline says NDEATH, disconnects, and is born again when the host is back',
      'tck-id-message-flow-edge-node-birth-publish-phid-offline',
      'tck-id-operational-behavior-edge-node-termination-host-offline',
      'tck-id-operational-behavior-edge-node-termination-host-offline-reconnect',
    ),
    async () => {
      const line = await bornLine();
      await endPart(rig, 'aggregator');
      await until(() => line.at(-1)?.packet.cmd === 'disconnect');
      const next = await untilLine(
        proxy,
        (each) => each !== line && each === proxy.lines.at(-1) && delivered(each).length > 0,
      );
      const saidWithoutHost = said(next).map(({ cmd }) => cmd);
      await rig.start('aggregator');
      const states = delivered(line).filter((message) => typeOf(message) === 'STATE');
      expect(states.map(stateIn).at(-1)).toMatchObject({ online: false });
      expectFarewell(line);
      expect(saidWithoutHost).toEqual(['connect', 'subscribe']);
      expect(await bornLine()).toBe(next);
      const online = next.findIndex(({ packet }) => packet.cmd === 'publish' && isOnline(packet));
      const birth = next.findIndex(({ packet }) => packet.cmd === 'publish' && typeOf(packet) === 'NBIRTH');
      expect(online).toBeGreaterThan(0);
      expect(birth).toBeGreaterThan(online);
      expect(bdSeqOf(next)).toBe(bdSeqOf(line) + 1);
    },
  );

  it('a machine that is lost is unknown, not dead: its state says so and its slots go on', async () => {
    const line = await bornLine();
    const state = (): unknown => stateCodes(line, 'steady-1').at(-1);
    await until(() => state() === production);
    await rig.kill('machines');
    const lostAt = Date.now();
    await until(() => state() === unknown);
    const isLater = ({ machine, start }: Slot): boolean => machine === 'steady-1' && start > lostAt;
    await until(() => slotsIn(line).some(isLater));
    expect(slotsIn(line).find(isLater)?.elements.unknown).toBe(slotLengthMs);
    await rig.start('machines');
    await until(() => state() === production);
    // It had no death, so it may have had no birth of its own either; the host may ask the node for its births.
    const births = (type: string): number => typesIn(line).filter((each) => each === type).length;
    expect(typesIn(line)).not.toContain('DDEATH');
    expect(births('DBIRTH')).toBe(2 * births('NBIRTH'));
  });

  it(
    clauses(
      'the edge that is stopped says NDEATH, and only then DISCONNECT',
      'tck-id-operational-behavior-edge-node-intentional-disconnect-ndeath',
      'tck-id-operational-behavior-edge-node-intentional-disconnect-packet',
      'tck-id-payloads-ndeath-will-message-publisher',
      'tck-id-payloads-ndeath-will-message-publisher-disconnect-mqtt311',
    ),
    async () => {
      const line = await bornLine();
      await endPart(rig, 'edge shop');
      expectFarewell(line);
      await rig.start('edge shop');
    },
  );

  it(
    clauses(
      'bdSeq is 0 in the first CONNECT and one more in each that follows, through broken lines, kills and restarts',
      'tck-id-topics-nbirth-bdseq-increment',
    ),
    async () => {
      await bornLine();
      proxy.cut();
      await untilBornAfter(proxy.lines.length);
      await rig.kill('edge shop');
      const killed = proxy.lines.length;
      await rig.start('edge shop');
      await untilBornAfter(killed);
      const used = proxy.lines.filter((line) => line.length > 0);
      expect(used.map(bdSeqOf)).toEqual(used.map((_, index) => index));
      expect(used.length).toBeGreaterThanOrEqual(3);
      for (const line of used) {
        const born = published(line).filter((message) => typeOf(message) === 'NBIRTH');
        for (const birth of born) expect(valueIn(birth, 'bdSeq')).toBe(bdSeqOf(line));
      }
    },
  );

  async function untilBornAfter(lines: number): Promise<void> {
    await until(() => proxy.lines.length > lines);
    await bornLine();
  }
});

/** What is said last is the death that was left as the Will, and DISCONNECT. */
function expectFarewell(line: Line): void {
  const [death, disconnect] = said(line).slice(-2);
  if (death?.cmd !== 'publish') throw new Error(`${death?.cmd} where the death should be`);
  const { will } = connectOf(line);
  expect(death).toMatchObject({ topic: will?.topic, qos: 1, retain: false });
  expect(bytesOf(death)).toEqual(will && bytesOf(will));
  expect(disconnect?.cmd).toBe('disconnect');
}
