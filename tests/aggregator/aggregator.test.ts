// The aggregator as a whole, with a real broker, a real MQTT client, a real store and real HTTP on loopback: from a
// birth to the board, from a parcel to the receipt, through a store that fails, a line that is cut and a restart.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Slot } from '@nakamawashi/machine-model';
import { localDate } from '@nakamawashi/machine-model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MachineRow } from '../../cloud-aggregator/src/board/machineRow.ts';
import { loadAll } from '../../cloud-aggregator/src/config.ts';
import { performExportCommand } from '../../cloud-aggregator/src/exports/exportCommands.ts';
import { openSqliteStore } from '../../cloud-aggregator/src/store/sqliteStore.ts';
import type { UtilisationStore } from '../../cloud-aggregator/src/store/utilisationStore.ts';
import { plainExport } from './plainExport.ts';
import { connectEdge, pastSlot, startAggregator, type TestAggregator, type TestEdge } from './testEdge.ts';

const id = 'kamata/lathe-1';
const soon = { timeout: 8_000, interval: 50 };
let aggregator: TestAggregator;
const edges: TestEdge[] = [];

beforeEach(async () => {
  aggregator = await startAggregator();
});
afterEach(async () => {
  for (const edge of edges.splice(0)) edge.drop();
  await aggregator.stop();
  aggregator.remove();
});

async function edgeOf(
  { brokerPort, password }: TestAggregator,
  level: 'hours' | 'live' = 'live',
): Promise<TestEdge> {
  const edge = await connectEdge({ port: brokerPort, password, level });
  edges.push(edge);
  return edge;
}

async function row(): Promise<MachineRow> {
  const answer = (await (await fetch(`${aggregator.url}/api/machines`)).json()) as { machines: MachineRow[] };
  const found = answer.machines.find((each) => each.id === id);
  if (found === undefined) throw new Error('no row');
  return found;
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${aggregator.url}/metrics`)).text();
  return Number(new RegExp(`^nakamawashi_${name} (.*)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

async function stored(): Promise<Slot[]> {
  const store = openSqliteStore(join(aggregator.folder, 'data/store.sqlite'));
  const slots: Slot[] = [];
  for await (const slot of store.slots({ from: 0, until: 9e12 })) slots.push(slot);
  await store.close();
  return slots;
}

const parcel = (slots: readonly Slot[], follows: number | null = null): Parameters<TestEdge['send']>[0] => ({
  slots,
  follows,
  oldest: slots[0]?.start ?? 0,
});
const endOf = (slot: Slot | undefined): number => (slot === undefined ? 0 : slot.start + slot.lengthMs);
const inCloud = (slots: readonly Slot[]): Slot[] => slots.map((slot) => ({ ...slot, machine: id }));

describe('live states', () => {
  it('reach the board with their time, in the directory’s words', async () => {
    expect(await row()).toMatchObject({
      state: 'unknown',
      freshness: 'never',
      shared: 'unknown',
      lastContact: null,
    });
    const edge = await edgeOf(aggregator);
    await vi.waitFor(
      async () => expect(await row()).toMatchObject({ state: 'idle', freshness: 'live' }),
      soon,
    );
    const since = Date.now() - 60_000;
    await edge.say('production', since);
    await vi.waitFor(async () => expect((await row()).state).toBe('production'), soon);
    expect(await row()).toMatchObject({
      since,
      evidence: 'controller',
      shared: 'live',
      machine: { id: 'lathe-1', name: { ja: '旋盤', en: 'Lathe' } },
      workshop: { id: 'kamata', name: { ja: '蒲田精密', en: 'Kamata' } },
      processes: ['TURN'],
    });
  });

  it('become unknown and stale when the line of the box is cut', async () => {
    const edge = await edgeOf(aggregator);
    await vi.waitFor(async () => expect((await row()).state).toBe('idle'), soon);
    edge.drop();
    await vi.waitFor(
      async () => expect(await row()).toMatchObject({ state: 'unknown', freshness: 'stale' }),
      soon,
    );
  });

  it('are not shown for a machine that shares its hours only', async () => {
    await edgeOf(aggregator, 'hours');
    await vi.waitFor(async () => expect((await row()).freshness).toBe('live'), soon);
    expect(await row()).toMatchObject({ state: 'unknown', since: null, shared: 'hours' });
  });

  it('are told to a reader of the live feed: the whole board first, then each change', async () => {
    const feed = await fetch(`${aggregator.url}/api/live`);
    const reader = feed.body?.getReader();
    let text = '';
    const heard = async (what: string): Promise<void> => {
      while (!text.includes(what)) text += new TextDecoder().decode((await reader?.read())?.value);
    };
    await heard('\n\n');
    expect(text).toMatch(
      /^event: board\ndata: \{"at":\d+,"timeZone":"Asia\/Tokyo","isWhole":true,"machines":\[\{"id":"kamata\/lathe-1"/,
    );
    const edge = await edgeOf(aggregator);
    await edge.say('fault');
    await heard('"state":"fault"');
    expect(text.split('\n\n').at(-2)).toMatch(/^event: row\ndata: \{"id":"kamata\/lathe-1"/);
    await reader?.cancel();
    await vi.waitFor(async () => expect(await metric('live_readers')).toBe(0), soon);
  });
});

describe('parcels', () => {
  it('are stored, and only then acknowledged; repeats change nothing and are acknowledged again', async () => {
    const edge = await edgeOf(aggregator);
    const slots = [3, 2, 1, 0].map((ago) => pastSlot('lathe-1', ago));
    await edge.send(parcel(slots));
    await vi.waitFor(() => expect(edge.receipts()).toContain(endOf(slots.at(-1))), soon);
    expect(await stored()).toEqual(inCloud(slots));
    const before = edge.receipts().length;
    await edge.send(parcel(slots.map((slot) => ({ ...slot, elements: pastSlot('x', 0, 'idle').elements }))));
    await vi.waitFor(() => expect(edge.receipts().length).toBeGreaterThan(before), soon);
    expect(await stored()).toEqual(inCloud(slots));
  });

  it('leave the mark where it was when one between is missing, and move it when that one comes', async () => {
    const edge = await edgeOf(aggregator);
    const [first, second, third] = [2, 1, 0].map((ago) => pastSlot('lathe-1', ago));
    if (first === undefined || second === undefined || third === undefined) throw new Error('no slots');
    await edge.send(parcel([first]));
    await vi.waitFor(() => expect(edge.receipts()).toEqual([endOf(first)]), soon);
    await edge.send({ slots: [third], follows: endOf(second), oldest: first.start });
    await vi.waitFor(() => expect(edge.receipts().length).toBeGreaterThan(1), soon);
    expect(new Set(edge.receipts())).toEqual(new Set([endOf(first)]));
    await edge.send({ slots: [second, third], follows: endOf(first), oldest: first.start });
    await vi.waitFor(() => expect(edge.receipts()).toContain(endOf(third)), soon);
  });

  it('of the future are refused to the box and never pass the mark over them', async () => {
    const edge = await edgeOf(aggregator);
    const slot = pastSlot('lathe-1', -10);
    await edge.send(parcel([slot]));
    await vi.waitFor(
      () =>
        expect(edge.events).toContainEqual(expect.objectContaining({ kind: 'refused', from: slot.start })),
      soon,
    );
    expect(edge.receipts()).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  it('make the hours of today, counted through their end, and of the utilisation', async () => {
    const edge = await edgeOf(aggregator);
    const slots = [pastSlot('lathe-1', 1, 'production'), pastSlot('lathe-1', 0, 'setup')];
    await edge.send(parcel(slots));
    const date = localDate(Date.now(), 'Asia/Tokyo');
    const midnight = Date.parse(`${date}T00:00:00+09:00`);
    const ofToday = slots.filter(({ start }) => start >= midnight).length;
    await vi.waitFor(async () => expect((await row()).today.throughMs).toBe(endOf(slots[1])), soon);
    const { today } = await row();
    expect(today.productionMs + today.setupMs).toBe(ofToday * 300_000);
    expect(today.unknownMs + ofToday * 300_000).toBe(endOf(slots[1]) - midnight);
    const tomorrow = localDate(Date.now() + 86_400_000, 'Asia/Tokyo');
    const url = `${aggregator.url}/api/utilisation?from=${date}&until=${tomorrow}&bucket=hour`;
    const { rows } = (await (await fetch(url)).json()) as { rows: { inPlan: { setup: number } }[] };
    expect(rows).toHaveLength(24);
    expect(rows.reduce((sum, each) => sum + each.inPlan.setup, 0)).toBe(today.setupMs);
  });
});

describe('what is no good', () => {
  it('is counted and dropped, and the rest goes on', async () => {
    const edge = await edgeOf(aggregator);
    const before = await metric('malformed_total');
    await edge.raw('spBv1.0/ota/DDATA/kamata/lathe-1', Buffer.from('not a payload'));
    await vi.waitFor(async () => expect(await metric('malformed_total')).toBe(before + 1), soon);
    await edge.say('setup');
    await vi.waitFor(async () => expect((await row()).state).toBe('setup'), soon);
  });

  it('is answered with the name of the field', async () => {
    for (const [path, field] of [
      ['machines?nonsense=1', 'nonsense'],
      ['utilisation?from=2026-11-01&until=2026-11-02&nonsense=1', 'nonsense'],
      ['utilisation?from=2026-11-01', 'until'],
      ['utilisation?from=yesterday&until=2026-11-02', 'from'],
      ['utilisation?from=2020-01-01&until=2026-11-02', 'until'],
    ] as const) {
      const answer = await fetch(`${aggregator.url}/api/${path}`);
      expect(answer.status, path).toBe(400);
      expect(await answer.json(), path).toMatchObject({ faults: [{ field }] });
    }
  });
});

describe('a restart', () => {
  it('finds its marks, repeats the receipt after the birth, and says STATE offline in between', async () => {
    const edge = await edgeOf(aggregator);
    const slot = pastSlot('lathe-1', 0);
    await edge.send(parcel([slot]));
    await vi.waitFor(() => expect(edge.receipts()).toEqual([endOf(slot)]), soon);
    await aggregator.stop();
    expect(edge.events.filter(({ kind }) => kind === 'host').at(-1)).toMatchObject({ online: false });
    const { folder, configFile, password } = aggregator;
    aggregator = await startAggregator({ folder, file: configFile, password });
    expect(await row()).toMatchObject({ state: 'unknown', freshness: 'stale', lastContact: endOf(slot) });
    const again = await edgeOf(aggregator);
    await vi.waitFor(() => expect(again.receipts()).toEqual([endOf(slot)]), soon);
  });
});

describe('a store that fails', () => {
  it('withholds receipts, keeps STATE and live states, and loses nothing when it is back', async () => {
    await aggregator.stop();
    const { folder, configFile, password } = aggregator;
    let broken = true;
    const openStore = async (): Promise<UtilisationStore> => {
      const store = openSqliteStore(join(folder, 'data/store.sqlite'));
      const commit: UtilisationStore['commit'] = async (batch) => {
        if (broken) throw new Error('disk full');
        return store.commit(batch);
      };
      return { ...store, commit };
    };
    aggregator = await startAggregator({ folder, file: configFile, password }, { openStore });
    const edge = await edgeOf(aggregator);
    const slots = [1, 0].map((ago) => pastSlot('lathe-1', ago));
    await edge.send(parcel(slots));
    await vi.waitFor(async () => expect(await metric('store_failures_total')).toBeGreaterThan(0), soon);
    await edge.say('maintenance');
    await vi.waitFor(async () => expect((await row()).state).toBe('maintenance'), soon);
    expect(edge.receipts()).toEqual([]);
    expect(edge.events.filter((event) => event.kind === 'host' && !event.online)).toEqual([]);
    // Between two attempts the store is open again for a moment, and said to work.
    const health = async (): Promise<string> => (await fetch(`${aggregator.url}/health`)).text();
    await vi.waitFor(async () => expect(await health()).toContain('disk full'), soon);
    broken = false;
    await vi.waitFor(() => expect(edge.receipts()).toContain(endOf(slots[1])), soon);
    expect(await stored()).toEqual(inCloud(slots));
    expect((await fetch(`${aggregator.url}/health`)).status).toBe(200);
  });
});

describe('the month file', () => {
  it('is written while the aggregator runs, sums to the month exactly, and is the same the second time', async () => {
    const edge = await edgeOf(aggregator);
    const slot = pastSlot('lathe-1', 0);
    await edge.send(parcel([slot]));
    await vi.waitFor(() => expect(edge.receipts()).toContain(endOf(slot)), soon);
    const month = localDate(slot.start, 'Asia/Tokyo').slice(0, 7);
    const folder = join(aggregator.folder, 'out');
    mkdirSync(folder);
    const given = { ...plainExport, words: ['export', month], out: folder };
    const printed = await performExportCommand(loadAll(aggregator.configFile), given);
    const path = printed.find((each) => each.endsWith('Machines.csv')) ?? '';
    const text = readFileSync(path, 'utf8');
    const [head = [], cells = []] = text
      .slice(1)
      .split('\r\n')
      .map((line) => line.split(','));
    const value = (title: string): number => Number(cells[head.indexOf(title)]);
    const inPlan = ['production', 'setup', 'idle', 'fault', 'maintenance', 'off', 'unknown'];
    const elements = head.flatMap((title) =>
      /outside plan \(h\)$/.test(title) || inPlan.some((state) => title === `${state} (h)`)
        ? [value(title)]
        : [],
    );
    const tenths = elements.reduce((sum, hours) => sum + Math.round(hours * 10), 0);
    const [year = 0, number = 0] = month.split('-').map(Number);
    expect(elements).toHaveLength(10);
    expect(tenths).toBe(new Date(Date.UTC(year, number, 0)).getUTCDate() * 240);
    expect(value('production (h)')).toBe(0.1);
    await performExportCommand(loadAll(aggregator.configFile), given);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});
