// A whole agent over the real broker, with recorded machines and a host in the test's hand: births, slots and receipts,
// what never leaves, the host going away, a clock ahead, a stop and a restart.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Slot, totalMs } from '@nakamawashi/machine-model';
import { type Clock, createLog, systemClock } from '@nakamawashi/runtime';
import {
  command,
  decodePayload,
  hostBirth,
  hostDeath,
  hostTimeMetrics,
  isTimeInDoubt,
  type Metric,
  parseTopic,
  readParcel,
  receiptMetrics,
  refusalMetrics,
} from '@nakamawashi/sparkplug';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openAccounts } from '../../cloud-aggregator/src/broker/accounts.ts';
import { type EmbeddedBroker, openEmbeddedBroker } from '../../cloud-aggregator/src/broker/embeddedBroker.ts';
import { runAgent } from './agent.ts';
import { loadEdgeConfig } from './config.ts';

const slotLengthMs = 1_000;
let folder: string;
let broker: EmbeddedBroker;
let port: number;
let agents: { stop(): Promise<void> }[];

/** Everything an agent said, in order, and the slots it handed over. */
interface Heard {
  readonly type: string;
  readonly device: string | null;
  readonly metrics: readonly Metric[];
  readonly seq: number | null;
}
let heard: Heard[];
let slots: Map<string, Slot>;
let isReceipting: boolean;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agent-'));
  writeFileSync(
    join(folder, 'accounts.yaml'),
    `"kamata": "${createHash('sha256').update('s').digest('hex')}"`,
  );
  const rows = [false, true, false].map((green, index) => ({
    at: `2026-11-20T08:00:0${index * 2}.500Z`,
    read: { red: false, yellow: false, green, power: true },
  }));
  writeFileSync(join(folder, 'day.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  heard = [];
  slots = new Map();
  agents = [];
  isReceipting = true;
  await openBroker(0);
});
afterEach(async () => {
  for (const agent of agents) await agent.stop();
  await broker.close();
  rmSync(folder, { recursive: true });
});

async function openBroker(wanted: number): Promise<void> {
  const accounts = join(folder, 'accounts.yaml');
  broker = await openEmbeddedBroker({
    config: { host: '127.0.0.1', port: wanted, accounts, maxPacketBytes: 262_144 },
    scope: { consortium: 'ota', host: 'board' },
    accounts: openAccounts(accounts),
    onRefused: ({ detail }) =>
      heard.push({ type: `REFUSED ${detail}`, device: null, metrics: [], seq: null }),
    onError: () => undefined,
  });
  broker.read((topic, bytes) => void hear(topic, bytes));
  ({ port } = await broker.listen());
}

async function hear(topic: string, bytes: Uint8Array): Promise<void> {
  const parsed = parseTopic(topic);
  if (parsed === null || parsed.type === 'NCMD' || parsed.type === 'DCMD') return;
  const { type, device } = parsed;
  const { metrics, seq } = decodePayload(bytes);
  heard.push({ type, device, metrics, seq });
  if (type !== 'DDATA' || device === null) return;
  const parcel = readParcel(device, metrics, slotLengthMs);
  if (parcel === null) return;
  for (const slot of parcel.slots) slots.set(`${device} ${slot.start}`, slot);
  const last = parcel.slots.at(-1);
  if (isReceipting && last !== undefined)
    await say(device, receiptMetrics(last.start + slotLengthMs, Date.now()));
}

async function say(device: string, metrics: readonly Metric[]): Promise<void> {
  await broker.publish(command({ group: 'ota', node: 'kamata', device }, metrics, Date.now()));
}

const hostComes = (): Promise<void> => broker.publish(hostBirth('board', Date.now()));

interface AgentOptions {
  readonly clock?: Clock;
  readonly onPage?: (port: number) => void;
  readonly trust?: 'auto' | 'host';
}

function startAgent({ clock = systemClock, onPage, trust = 'auto' }: AgentOptions = {}): {
  stop(): Promise<void>;
} {
  const replay = { file: './day.jsonl' };
  const machine = { name: { ja: '旋盤', en: 'Lathe' }, profile: 'modbus-stack-light', replay };
  const file = join(folder, 'edge-agent.yaml');
  const content = {
    consortium: 'ota',
    workshop: { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' } },
    broker: { url: `mqtt://127.0.0.1:${port}`, password: 's' },
    primaryHost: 'board',
    dataDir: './data',
    http: { port: 0 },
    consent: { text: '1', person: '山田', date: '2026-11-01' },
    slotLengthMs,
    clock: { trust },
    machines: [
      { ...machine, id: 'open', sharing: { desk: 'live' } },
      { ...machine, id: 'half', sharing: { circle: 'hours' } },
      { ...machine, id: 'secret', name: { ja: '秘密', en: 'secret' } },
      { ...machine, id: 'dead', replay: { file: './none.jsonl' }, sharing: { desk: 'live' } },
    ],
  };
  writeFileSync(file, JSON.stringify(content));
  const log = createLog('test');
  log.level = 'silent';
  const stopping = new AbortController();
  const options = { clock, log, signal: stopping.signal, ...(onPage === undefined ? {} : { onPage }) };
  const running = runAgent(loadEdgeConfig(file), options);
  const agent = {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
  agents.push(agent);
  return agent;
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 50 });
const typesOf = (): readonly string[] => heard.map(({ type }) => type);
const slotsOf = (device: string): readonly Slot[] =>
  [...slots.values()].filter(({ machine }) => machine === device).sort((a, b) => a.start - b.start);
const valueIn = (each: Heard | undefined, metric: string) =>
  each?.metrics.find(({ name }) => name === metric)?.value;

describe('an agent', () => {
  it('is born when the host is there, hands over every slot, and names nothing that is not shared', async () => {
    startAgent();
    await until(() => expect(broker.clients()).toBe(1));
    expect(heard).toEqual([]);
    await hostComes();
    await until(() => expect(slotsOf('open').length).toBeGreaterThanOrEqual(4));
    await until(() => expect(slotsOf('dead').length).toBeGreaterThanOrEqual(1));
    expect(heard.slice(0, 4).map(({ type, device }) => `${type} ${device}`)).toEqual([
      'NBIRTH null',
      'DBIRTH open',
      'DBIRTH half',
      'DBIRTH dead',
    ]);
    expect(heard.map(({ seq }) => seq)).toEqual(heard.map((_, index) => index % 256));
    for (const slot of slots.values()) expect(totalMs(slot.elements)).toBe(slotLengthMs);
    const starts = slotsOf('open').map(({ start }) => start);
    expect(starts).toEqual(starts.map((_, index) => (starts[0] ?? 0) + index * slotLengthMs));
    expect(slotsOf('dead').every(({ elements }) => elements.unknown === slotLengthMs)).toBe(true);
    expect(slotsOf('open').some(({ elements }) => elements.production > 0)).toBe(true);
    const words = JSON.stringify(heard, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
    expect(words).not.toMatch(/secret|秘密/);
    const half = heard.filter(({ device }) => device === 'half').flatMap(({ metrics }) => metrics);
    expect(half.filter(({ name }) => name?.startsWith('State/'))).toEqual([]);
    const live = heard.filter(({ type, device }) => type === 'DDATA' && device === 'open');
    expect(live.some((each) => valueIn(each, 'State/Code') === 4)).toBe(true);
  });

  it('keeps what has no receipt, and goes on with it after a restart without doubling anything', async () => {
    isReceipting = false;
    await hostComes();
    const first = startAgent();
    await until(() => expect(slotsOf('open').length).toBeGreaterThanOrEqual(2));
    await first.stop();
    expect(typesOf().at(-1)).toBe('NDEATH');
    const before = new Map(slots);
    slots.clear();
    heard.length = 0;
    isReceipting = true;
    startAgent();
    await until(() => expect(slotsOf('open').length).toBeGreaterThan(before.size / 3 + 1));
    expect(valueIn(heard[0], 'bdSeq')).toBe(1);
    for (const [key, slot] of before) expect([key, slots.get(key)]).toEqual([key, slot]);
    const repeated = heard.find(({ type, device }) => type === 'DDATA' && device === 'open');
    expect(repeated?.metrics.every(({ isHistorical }) => isHistorical === true)).toBe(true);
  });

  it('dies in order when the host goes, and is born in a new session when it is back', async () => {
    await hostComes();
    startAgent();
    await until(() => expect(typesOf()).toContain('NBIRTH'));
    await broker.publish(hostDeath('board', Date.now()));
    await until(() => expect(typesOf()).toContain('NDEATH'));
    heard.length = 0;
    await hostComes();
    await until(() => expect(typesOf()).toContain('NBIRTH'));
    expect(Number(valueIn(heard[0], 'bdSeq'))).toBeGreaterThan(0);
    expect(typesOf().filter((type) => type.startsWith('REFUSED'))).toEqual([]);
  });

  it('is born again on request, within the same session', async () => {
    await hostComes();
    startAgent();
    await until(() => expect(typesOf()).toContain('NBIRTH'));
    heard.length = 0;
    const rebirth = { name: 'Node Control/Rebirth', timestamp: null, datatype: 11, value: true };
    await broker.publish(command({ group: 'ota', node: 'kamata', device: null }, [rebirth], Date.now()));
    await until(() => expect(typesOf()).toContain('NBIRTH'));
    const born = heard.find(({ type }) => type === 'NBIRTH');
    expect([valueIn(born, 'bdSeq'), born?.seq]).toEqual([0, 0]);
  });

  it('sets slots from the future aside and says that its clock is not to be trusted', async () => {
    isReceipting = false;
    const aheadMs = 3_600_000;
    await hostComes();
    startAgent({ clock: { ...systemClock, now: () => Date.now() + aheadMs } });
    await until(() => expect(slotsOf('open').length).toBeGreaterThanOrEqual(1));
    const from = slotsOf('open')[0]?.start ?? 0;
    await say('open', refusalMetrics(from, Date.now()));
    await until(() => expect(heard.some((each) => valueIn(each, 'Clock/Trusted') === false)).toBe(true));
    const status = heard.findLast((each) => valueIn(each, 'Clock/Trusted') === false);
    expect(Number(valueIn(status, 'Outbox/Set Aside'))).toBeGreaterThan(0);
    expect(Math.abs(Number(valueIn(status, 'Clock/Offset ms')) - aheadMs)).toBeLessThan(60_000);
  });

  it('on a new box, where only the host is believed, trusts its clock when the host tells the time', async () => {
    await hostComes();
    startAgent({ trust: 'host' });
    await until(() => expect(typesOf()).toContain('NBIRTH'));
    expect(isTimeInDoubt(heard[0]?.metrics ?? [])).toBe(true);
    // Neither a mark nor a slot is there of which a receipt could speak.
    expect(slots.size).toBe(0);
    await broker.publish(
      command({ group: 'ota', node: 'kamata', device: null }, hostTimeMetrics(Date.now()), 0),
    );
    await until(() => expect(slotsOf('open').length).toBeGreaterThanOrEqual(2));
  });

  it('sends no slot while its clock is weeks behind the host, and dates all of it when it is set', async () => {
    let behindMs = 14 * 86_400_000;
    const began = Date.now();
    await hostComes();
    startAgent({ clock: { ...systemClock, now: () => Date.now() - behindMs } });
    await until(() => expect(typesOf()).toContain('NBIRTH'));
    expect(valueIn(heard[0], 'Clock/Trusted')).toBe(false);
    expect(Number(valueIn(heard[0], 'Clock/Offset ms'))).toBeLessThan(60_000 - behindMs);
    await systemClock.sleep(2_500);
    expect(slots.size).toBe(0);
    const setAt = Date.now();
    behindMs = 0;
    await until(() => expect(slotsOf('open').length).toBeGreaterThanOrEqual(3));
    const starts = slotsOf('open').map(({ start }) => start);
    expect(starts[0]).toBeGreaterThan(began - slotLengthMs);
    expect(starts[0]).toBeLessThan(setAt - slotLengthMs);
    expect(starts).toEqual(starts.map((_, index) => (starts[0] ?? 0) + index * slotLengthMs));
  });

  it('tells on its page what is wrong, in both languages, and becomes ready', async () => {
    let page = 0;
    startAgent({
      onPage: (taken) => {
        page = taken;
      },
    });
    await until(() => expect(page).toBeGreaterThan(0));
    const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${page}${path}`);
    expect((await get('/health')).status).toBe(503);
    await hostComes();
    await until(() => expect(typesOf()).toContain('DBIRTH'));
    await vi.waitFor(async () => expect((await get('/health')).status).toBe(200));
    const health = (await (await get('/health')).json()) as {
      ready: boolean;
      troubles: { machine: string | null; ja: string; en: string }[];
    };
    expect(health.ready).toBe(true);
    expect(health.troubles.map(({ machine }) => machine)).toEqual(['dead']);
    expect(health.troubles[0]).toMatchObject({
      ja: expect.stringMatching(/電源/),
      en: expect.stringMatching(/power/),
    });
    expect(await (await get('/metrics')).text()).toMatch(/machine_state\{machine="open",state="\w+"\} 1/);
    expect(await (await get('/')).text()).toMatch(/うちの機械/);
    expect((await get('/none')).status).toBe(404);
  });
});
