// An edge node that is not ours over a real line: born with aliases by an ordinary MQTT client, shown by the rules
// that stand in the workshop's file, unknown as soon as its line breaks, and counted where what it says is malformed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectMqtt, type MqttConnection } from '@nakamawashi/runtime';
import { DataType, encodePayload, type Metric } from '@nakamawashi/sparkplug';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { addAccount } from '../../cloud-aggregator/src/broker/accounts.ts';
import { startAggregator, type TestAggregator, writeConfig } from './testEdge.ts';

const soon = { timeout: 20_000, interval: 50 };
const sparkplug = {
  id: 'other-lathe',
  title: { ja: '旋盤', en: 'Lathe' },
  protocol: 'sparkplug',
  evidence: 'controller',
  staleAfterMs: 15_000,
  items: [{ id: 'run', address: { metric: 'PLC/Run Code', device: 'CNC 1' } }],
  states: [
    { state: 'production', when: { run: 3 } },
    { state: 'idle', when: { run: { below: 3 } } },
  ],
};

let aggregator: TestAggregator;
let edge: MqttConnection;
let seq = 0;

beforeEach(async () => {
  const config = writeConfig();
  const machine = { id: 'mill-1', name: { ja: 'フライス', en: 'Mill' }, sparkplug };
  const name = { ja: '蒲田精密', en: 'Kamata' };
  const workshop = { id: 'kamata', name, calendar: 'always', machines: [machine] };
  // The file is YAML, of which JSON is a part.
  writeFileSync(join(config.folder, 'directory/kamata.yaml'), JSON.stringify(workshop));
  const password = addAccount(join(config.folder, 'accounts.yaml'), 'kamata');
  aggregator = await startAggregator({ ...config, password });
  const will = {
    topic: 'spBv1.0/ota/NDEATH/kamata',
    payload: bytes([bdSeq], null),
    qos: 1,
    retain: false,
  } as const;
  edge = await connectMqtt({
    url: `mqtt://127.0.0.1:${aggregator.brokerPort}`,
    clientId: 'another-product',
    username: 'kamata',
    password,
    will,
    onMessage: () => undefined,
  });
});
afterEach(async () => {
  edge.drop();
  await aggregator.stop();
  aggregator.remove();
});

const bdSeq: Partial<Metric> = { name: 'bdSeq', datatype: DataType.Int64, value: 0 };

function bytes(metrics: readonly Partial<Metric>[], number: number | null, isBirth = false): Uint8Array {
  const timestamp = Date.now();
  const whole = metrics.map((metric) => ({ name: null, timestamp, datatype: null, value: null, ...metric }));
  return encodePayload({ timestamp, seq: number, metrics: whole }, isBirth);
}

async function publish(what: string, metrics: readonly Partial<Metric>[]): Promise<void> {
  const payload = bytes(metrics, seq++, what.includes('BIRTH'));
  await edge.publish({ topic: `spBv1.0/ota/${what}`, payload, qos: 0, retain: false });
}

const board = async (): Promise<string> => (await fetch(`${aggregator.url}/api/machines`)).text();

it('is shown live, and unknown from its death on', async () => {
  await publish('NBIRTH/kamata', [bdSeq]);
  const run = { name: 'PLC/Run Code', alias: 12, datatype: DataType.UInt32 };
  await publish('DBIRTH/kamata/CNC 1', [{ ...run, value: 3 }]);
  await vi.waitFor(async () => expect(await board()).toContain('"state":"production"'), soon);
  await publish('DDATA/kamata/CNC 1', [{ alias: 12, datatype: DataType.UInt32, value: 0 }]);
  await vi.waitFor(async () => expect(await board()).toContain('"state":"idle"'), soon);
  expect(await board()).toContain('"isCountedInCloud":true');
  edge.drop();
  await vi.waitFor(async () => expect(await board()).not.toContain('"state":"idle"'), soon);
});

it('is counted and asked for its births when what it says cannot be read', async () => {
  await publish('NBIRTH/kamata', [bdSeq]);
  await publish('DDATA/kamata/CNC 1', [{ alias: 99, datatype: DataType.UInt32, value: 0 }]);
  const metrics = async (): Promise<string> => (await fetch(`${aggregator.url}/metrics`)).text();
  await vi.waitFor(
    async () => expect(await metrics()).toMatch(/malformed[a-z_]*\{edge="kamata"\} [1-9]/),
    soon,
  );
});
