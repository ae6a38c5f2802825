// Several aggregators at one real Mosquitto: two that share the workshops, and one in reserve of another.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Slot } from '@nakamawashi/machine-model';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { shardOf } from '../../cloud-aggregator/src/directory/shard.ts';
import { openSqliteStore } from '../../cloud-aggregator/src/store/sqliteStore.ts';
import { describeReal } from '../realServers.ts';
import { type RealMosquitto, startMosquitto } from './realMosquitto.ts';
import {
  connectEdge,
  pastSlot,
  startAggregator,
  type TestAggregator,
  type TestEdge,
  writeConfig,
} from './testEdge.ts';

const soon = { timeout: 25_000, interval: 50 };
const workshops = ['kamata', 'rokugo'];

describeReal('mosquitto', 'several aggregators', (binary) => {
  let mosquitto: RealMosquitto;
  const aggregators: TestAggregator[] = [];
  const edges: TestEdge[] = [];

  beforeAll(async () => {
    mosquitto = await startMosquitto(binary, ['ota-board', ...workshops]);
  });
  afterEach(async () => {
    for (const edge of edges.splice(0)) edge.drop();
    for (const aggregator of aggregators.splice(0)) {
      await aggregator.stop();
      aggregator.remove();
    }
  });
  afterAll(() => mosquitto.remove());

  const configOf = (): { folder: string; file: string; password: string } => {
    const config = writeConfig(mosquitto.section);
    for (const id of workshops) {
      const machines = '[{ id: lathe-1, name: { ja: 旋盤, en: Lathe } }]';
      const text = `id: ${id}\nname: { ja: 工場, en: Shop }\ncalendar: always\nmachines: ${machines}\n`;
      writeFileSync(join(config.folder, `directory/${id}.yaml`), text);
    }
    return { ...config, password: 'secret' };
  };
  const start = async (
    config: ReturnType<typeof configOf>,
    options: Parameters<typeof startAggregator>[1],
  ): Promise<TestAggregator> => {
    const aggregator = await startAggregator(config, { external: true, ...options });
    aggregators.push(aggregator);
    return aggregator;
  };
  const edgeOf = async (workshop: string): Promise<TestEdge> => {
    const edge = await connectEdge({ port: mosquitto.port, password: 'secret', workshop });
    edges.push(edge);
    return edge;
  };
  const board = async ({ url }: TestAggregator): Promise<string> =>
    (await fetch(`${url}/api/machines`)).text();
  const isReady = async ({ url }: TestAggregator): Promise<boolean> => (await fetch(`${url}/health`)).ok;
  const stored = async ({ folder }: TestAggregator): Promise<Slot[]> => {
    const store = openSqliteStore(join(folder, 'data/store.sqlite'));
    const slots: Slot[] = [];
    for await (const slot of store.slots({ from: 0, until: 9e12 })) slots.push(slot);
    await store.close();
    return slots;
  };

  it('share the workshops: each is heard, stored and acknowledged by one of them alone', async () => {
    expect(new Set(workshops.map((each) => shardOf(each, 2))).size).toBe(2);
    const both = [1, 2].map((index) => start(configOf(), { shard: { index, count: 2 } }));
    const [first, second] = await Promise.all(both);
    if (first === undefined || second === undefined) throw new Error('BUG: two were started');
    await vi.waitFor(async () => expect(await isReady(second)).toBe(true), soon);
    for (const workshop of workshops) {
      const edge = await edgeOf(workshop);
      const slot = pastSlot('lathe-1', 0);
      await edge.say('production');
      await edge.send({ slots: [slot], follows: null, oldest: slot.start });
      await vi.waitFor(() => expect(edge.receipts()).toEqual([slot.start + slot.lengthMs]), soon);
      const [ours, others] = shardOf(workshop, 2) === 1 ? [first, second] : [second, first];
      expect((await stored(ours)).map(({ machine }) => machine)).toEqual([`${workshop}/lathe-1`]);
      expect((await stored(others)).filter(({ machine }) => machine.startsWith(workshop))).toEqual([]);
      await vi.waitFor(async () => expect(await board(ours)).toContain('"state":"production"'), soon);
    }
    // The second one speaks no STATE: its end takes the host from nobody.
    await second.stop();
    const said = edges.flatMap(({ events }) =>
      events.filter((event) => event.kind === 'host' && !event.online),
    );
    expect(said).toEqual([]);
  }, 60_000);

  it('stand by: the second takes over when the first is gone, and gives way when it is back', async () => {
    const config = configOf();
    mkdirSync(join(config.folder, 'data'), { recursive: true });
    const first = await start(config, {});
    const reserve = await start(config, { isStandBy: true });
    const edge = await edgeOf('kamata');
    const [one, two, three] = [2, 1, 0].map((ago) => pastSlot('lathe-1', ago));
    if (one === undefined || two === undefined || three === undefined) throw new Error('no slots');
    const endOf = (slot: Slot): number => slot.start + slot.lengthMs;
    await edge.send({ slots: [one], follows: null, oldest: one.start });
    await vi.waitFor(() => expect(edge.receipts()).toContain(endOf(one)), soon);
    expect(await isReady(reserve)).toBe(false);
    await first.stop();
    await vi.waitFor(async () => expect(await isReady(reserve)).toBe(true), soon);
    const host = (): boolean | undefined =>
      edge.events.flatMap((event) => (event.kind === 'host' ? [event.online] : [])).at(-1);
    await vi.waitFor(() => expect(host()).toBe(true), soon);
    await edge.rebirth();
    await vi.waitFor(() => expect(edge.receipts().length).toBeGreaterThan(1), soon);
    // It begins where the other ended: the first receipt after the birth is the other's mark.
    expect(edge.receipts().at(-1)).toBe(endOf(one));
    await edge.send({ slots: [two], follows: endOf(one), oldest: two.start });
    await vi.waitFor(() => expect(edge.receipts()).toContain(endOf(two)), soon);
    const again = await start(config, {});
    await vi.waitFor(async () => expect(await isReady(reserve)).toBe(false), soon);
    await vi.waitFor(() => expect(host()).toBe(true), soon);
    await edge.rebirth();
    await edge.send({ slots: [three], follows: endOf(two), oldest: three.start });
    await vi.waitFor(() => expect(edge.receipts()).toContain(endOf(three)), soon);
    expect(await isReady(again)).toBe(true);
    expect(await stored(again)).toHaveLength(3);
  }, 90_000);
});
