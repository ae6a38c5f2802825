// The whole way from an edge's parcel to its receipt over a real InfluxDB 1.6, which is then killed, hangs and comes
// back: receipts wait, live states go on, nothing is lost and nothing is there twice. And the stores copied into one
// another.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Slot } from '@nakamawashi/machine-model';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addAccount } from '../../cloud-aggregator/src/broker/accounts.ts';
import { openStore } from '../../cloud-aggregator/src/store/openStore.ts';
import type { StoreSettings } from '../../cloud-aggregator/src/store/storeSettings.ts';
import { describeReal } from '../realServers.ts';
import { startInflux2Double } from '../store/influx2Double.ts';
import { type RealInfluxd, startInfluxd } from '../store/realInfluxd.ts';
import {
  connectEdge,
  pastSlot,
  startAggregator,
  type TestAggregator,
  type TestEdge,
  writeConfig,
} from './testEdge.ts';

const soon = { timeout: 60_000, interval: 50 };
const inCloud = (slots: readonly Slot[]): Slot[] =>
  slots.map((slot) => ({ ...slot, machine: `kamata/${slot.machine}` }));

async function slotsIn(settings: StoreSettings): Promise<readonly Slot[]> {
  const store = await openStore(settings);
  const found: Slot[] = [];
  for await (const slot of store.slots({ from: 0, until: Date.now() * 2 })) found.push(slot);
  await store.close();
  return found;
}

it('stores over InfluxDB 2, in two buckets as the containers have them, and goes on after its silence', async () => {
  const double = await startInflux2Double({ slots: null, records: null });
  const place = `url: "${double.url}", org: ota, bucket: slots, recordsBucket: records, tokenFile: ./token`;
  const config = writeConfig(undefined, undefined, `influx2: { ${place} }`);
  writeFileSync(join(config.folder, 'token'), `${double.token}\n`);
  const password = addAccount(join(config.folder, 'accounts.yaml'), 'kamata');
  const aggregator = await startAggregator({ ...config, password });
  const edge = await connectEdge({ port: aggregator.brokerPort, password });
  const [first, second] = [pastSlot('lathe-1', 2), pastSlot('lathe-1', 1)];
  const endOf = ({ start, lengthMs }: Slot): number => start + lengthMs;
  await edge.send({ slots: [first], follows: null, oldest: first.start });
  await vi.waitFor(() => expect(edge.receipts()).toContain(endOf(first)), soon);
  double.fault = 503;
  await edge.send({ slots: [second], follows: endOf(first), oldest: first.start });
  const health = async (): Promise<number> => (await fetch(`${aggregator.url}/health`)).status;
  await vi.waitFor(async () => expect(await health()).toBe(503), soon);
  expect(edge.receipts()).not.toContain(endOf(second));
  double.fault = null;
  await vi.waitFor(() => expect(edge.receipts()).toContain(endOf(second)), soon);
  const tokenFile = join(config.folder, 'token');
  const settings = { url: double.url, org: 'ota', bucket: 'slots', recordsBucket: 'records', tokenFile };
  expect(await slotsIn({ influx2: settings })).toEqual(inCloud([first, second]));
  edge.drop();
  await aggregator.stop();
  aggregator.remove();
  await double.stop();
}, 90_000);

describeReal('influxd', 'the aggregator over InfluxDB 1.x', (binary) => {
  let influxd: RealInfluxd;
  let aggregator: TestAggregator;
  let edge: TestEdge;
  let settings: StoreSettings;
  const sent: Slot[] = [];

  beforeAll(async () => {
    influxd = await startInfluxd(binary);
    settings = { influx1: { url: influxd.url, database: 'ota' } };
    const store = `influx1: { url: "${influxd.url}", database: ota }`;
    const config = writeConfig(undefined, undefined, store);
    const password = addAccount(join(config.folder, 'accounts.yaml'), 'kamata');
    aggregator = await startAggregator({ ...config, password });
    edge = await connectEdge({ port: aggregator.brokerPort, password });
  });
  afterAll(async () => {
    edge.drop();
    await aggregator.stop();
    aggregator.remove();
    await influxd.remove();
  });

  const send = async (ago: number): Promise<number> => {
    const slot = pastSlot('lathe-1', ago);
    const last = sent.at(-1);
    await edge.send({
      slots: [slot],
      follows: last === undefined ? null : last.start + last.lengthMs,
      oldest: slot.start,
    });
    sent.push(slot);
    return slot.start + slot.lengthMs;
  };
  const board = async (): Promise<string> => (await fetch(`${aggregator.url}/api/machines`)).text();
  const health = async (): Promise<string> => (await fetch(`${aggregator.url}/health`)).text();

  it('stores a parcel, tells its receipt, and counts the day', async () => {
    const end = await send(9);
    await vi.waitFor(() => expect(edge.receipts()).toContain(end), soon);
    expect(await slotsIn(settings)).toEqual(inCloud(sent));
    const date = new Date(end - 1 + 9 * 3_600_000).toISOString().slice(0, 10);
    const store = await openStore(settings);
    await vi.waitFor(
      async () => expect(await store.tallies({ firstDate: date, lastDate: date })).toHaveLength(1),
      soon,
    );
    await store.close();
  });

  it.each(['killed', 'hung'] as const)(
    'while the server is %s it withholds receipts and shows live states',
    async (how) => {
      if (how === 'killed') await influxd.kill();
      else influxd.freeze();
      const end = await send(how === 'killed' ? 8 : 7);
      const state = how === 'killed' ? 'setup' : 'maintenance';
      await edge.say(state);
      await vi.waitFor(async () => expect(await board()).toContain(`"state":"${state}"`), soon);
      if (how === 'killed')
        await vi.waitFor(async () => expect(await health()).toContain('ECONNREFUSED'), soon);
      expect(edge.receipts()).not.toContain(end);
      expect(edge.events.filter((event) => event.kind === 'host' && !event.online)).toEqual([]);
      if (how === 'killed') await influxd.start();
      else influxd.thaw();
      await vi.waitFor(() => expect(edge.receipts()).toContain(end), soon);
      expect(await slotsIn(settings)).toEqual(inCloud(sent));
      await vi.waitFor(async () => expect((await fetch(`${aggregator.url}/health`)).status).toBe(200), soon);
    },
    120_000,
  );

  it('takes what it sent before as sent before, also in another life of the aggregator', async () => {
    edge.drop();
    await aggregator.stop();
    aggregator = await startAggregator({
      folder: aggregator.folder,
      file: aggregator.configFile,
      password: aggregator.password,
    });
    edge = await connectEdge({ port: aggregator.brokerPort, password: aggregator.password });
    const last = sent.at(-1);
    if (last === undefined) throw new Error('BUG: nothing was sent');
    await edge.send({ slots: sent, follows: null, oldest: sent[0]?.start ?? 0 });
    await vi.waitFor(() => expect(edge.receipts()).toContain(last.start + last.lengthMs), soon);
    expect(await slotsIn(settings)).toEqual(inCloud(sent));
  });

  it('is copied by `migrate` into another store and back, and a difference is named', async () => {
    edge.drop();
    await aggregator.stop();
    const double = await startInflux2Double({ slots: null });
    const { folder, configFile: file } = aggregator;
    writeFileSync(join(folder, 'token'), `${double.token}\n`);
    const configOf = (store: string, name: string): string => {
      const path = join(folder, name);
      writeFileSync(
        path,
        [
          'consortium: ota',
          'host: ota-board',
          'dataDir: ./data',
          `store: { ${store} }`,
          'broker: { embedded: { port: 0, accounts: ./accounts.yaml } }',
        ].join('\n'),
      );
      return path;
    };
    const two = configOf(
      `influx2: { url: "${double.url}", org: ota, bucket: slots, tokenFile: ./token }`,
      'two.yaml',
    );
    const three = configOf('sqlite: { file: ./three.sqlite }', 'three.yaml');
    const main = join(import.meta.dirname, '../../cloud-aggregator/src/main.ts');
    const move = async (from: string, to: string): Promise<string> =>
      (await promisify(execFile)(process.execPath, [main, 'migrate', '--config', from, '--to', to])).stdout;
    expect(await move(file, two)).toMatch(
      /both hold the same\n3 slots of 1 machines, \d day tallies, 0 dead letters/,
    );
    expect(await move(two, three)).toContain('both hold the same');
    expect(await slotsIn({ sqlite: { file: join(folder, 'three.sqlite') } })).toEqual(inCloud(sent));
    const other = await openStore({ sqlite: { file: join(folder, 'three.sqlite') } });
    await other.commit({
      slots: inCloud([pastSlot('lathe-1', 50)]),
      marks: new Map(),
      deadLetters: [],
      days: [],
    });
    await other.close();
    await expect(move(two, three)).rejects.toThrow(/the stores differ in a slot/);
    await double.stop();
    aggregator = await startAggregator({ folder, file, password: aggregator.password });
    edge = await connectEdge({ port: aggregator.brokerPort, password: aggregator.password });
  }, 60_000);
});
