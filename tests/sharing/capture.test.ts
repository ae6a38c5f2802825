// What leaves the building, taken from the cable: every packet between a whole agent and its broker, for every sharing
// level, without consent, paused, stopped and after a restart in each. Nothing undeclared, no name, no address, and no
// time that was withheld may be in them.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, systemClock } from '@nakamawashi/runtime';
import {
  command,
  decodePayload,
  machineMetrics,
  nodeMetrics,
  parseTopic,
  readParcel,
  receiptMetrics,
  type SharingLevel,
} from '@nakamawashi/sparkplug';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openAccounts } from '../../cloud-aggregator/src/broker/accounts.ts';
import { type EmbeddedBroker, openEmbeddedBroker } from '../../cloud-aggregator/src/broker/embeddedBroker.ts';
import { runAgent } from '../../edge-agent/src/agent.ts';
import { agentVersion } from '../../edge-agent/src/agentNow.ts';
import { loadEdgeConfig } from '../../edge-agent/src/config.ts';
import { previewText } from '../../edge-agent/src/preview.ts';
import { type RecordingProxy, startRecordingProxy } from '../conformance/recordingProxy.ts';

const slotLengthMs = 1_000;
const levels: Readonly<Record<string, SharingLevel>> = {
  a: 'none',
  b: 'mark',
  c: 'hours',
  d: 'live',
  e: 'live',
};
/** Words that stand in the configuration or in the readings and have no business outside. */
const inside = ['secret', '秘密', 'Lathe', 'Kamata Works', '山田', 'yellow', '2026-04-text', '.jsonl'];

let folder: string;
let broker: EmbeddedBroker;
let proxy: RecordingProxy;
let agents: { readonly page: string; stop(): Promise<void> }[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'capture-'));
  agents = [];
  const accounts = join(folder, 'accounts.yaml');
  writeFileSync(accounts, `"kamata": "${createHash('sha256').update('s').digest('hex')}"`);
  const rows = [false, true, false, true].map((green, index) => ({
    at: `2026-11-20T08:00:0${index}.500Z`,
    read: { red: false, yellow: false, green, power: true },
  }));
  writeFileSync(join(folder, 'day.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  // Machine e runs without a pause: only the switch can say since when others may know it.
  const still = rows.map(({ at, read }) => JSON.stringify({ at, read: { ...read, green: true } }));
  writeFileSync(join(folder, 'still.jsonl'), still.join('\n'));
  broker = await openEmbeddedBroker({
    config: { host: '127.0.0.1', port: 0, accounts, maxPacketBytes: 262_144 },
    scope: { consortium: 'ota', host: 'board' },
    accounts: openAccounts(accounts),
    onRefused: ({ detail }) => expect(detail).toBe(''),
    onError: () => undefined,
  });
  broker.read((topic, bytes) => void receipt(topic, bytes));
  proxy = await startRecordingProxy((await broker.listen()).port);
});
afterEach(async () => {
  for (const agent of agents) await agent.stop();
  await proxy.stop();
  await broker.close();
  rmSync(folder, { recursive: true });
});

async function receipt(topic: string, bytes: Uint8Array): Promise<void> {
  const { type, device } = parseTopic(topic) ?? {};
  if (type !== 'DDATA' || device === undefined || device === null) return;
  const last = readParcel(device, decodePayload(bytes).metrics, slotLengthMs)?.slots.at(-1);
  if (last === undefined) return;
  const metrics = receiptMetrics(last.start + slotLengthMs, Date.now());
  await broker.publish(command({ group: 'ota', node: 'kamata', device }, metrics, Date.now()));
}

function configure(hasConsent: boolean): ReturnType<typeof loadEdgeConfig> {
  const file = join(folder, 'edge-agent.yaml');
  const content = {
    consortium: 'ota',
    workshop: { id: 'kamata', name: { ja: '蒲田', en: 'Kamata Works' } },
    broker: { url: `mqtt://127.0.0.1:${proxy.port}`, password: 's' },
    dataDir: './data',
    http: { port: 0 },
    ...(hasConsent ? { consent: { text: '2026-04-text', person: '山田', date: '2026-11-01' } } : {}),
    slotLengthMs,
    machines: Object.entries(levels).map(([id, level]) => ({
      id,
      name: id === 'a' ? { ja: '秘密', en: 'secret' } : { ja: `機械${id}`, en: 'Lathe' },
      profile: 'modbus-stack-light',
      replay: { file: id === 'e' ? './still.jsonl' : './day.jsonl', repeat: true },
      sharing: { desk: level },
    })),
  };
  writeFileSync(file, JSON.stringify(content));
  return loadEdgeConfig(file);
}

async function start(hasConsent = true): Promise<{ readonly page: string; stop(): Promise<void> }> {
  const log = createLog('test');
  log.level = 'silent';
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const config = configure(hasConsent);
  const port = await new Promise<number>((onPage) => {
    running = runAgent(config, { clock: systemClock, log, signal: stopping.signal, onPage });
  });
  const agent = {
    page: `http://127.0.0.1:${port}`,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
  agents.push(agent);
  return agent;
}

async function press(page: string, deed: string): Promise<void> {
  const body = new URLSearchParams({ do: deed });
  const answer = await fetch(`${page}/sending`, {
    method: 'POST',
    body,
    headers: { origin: page },
    redirect: 'manual',
  });
  expect(answer.status).toBe(303);
}

/** Everything the agent has published over all its connections, from `from` on. */
function said(from = 0) {
  const packets = proxy.lines.flat().filter((each) => each.from === 'client');
  return packets.slice(from).flatMap(({ packet }) => {
    if (packet.cmd !== 'publish') return [];
    const topic = parseTopic(packet.topic);
    if (topic === null) throw new Error(`published under ${packet.topic}`);
    return [{ ...topic, ...decodePayload(packet.payload as Uint8Array), bytes: packet.payload as Buffer }];
  });
}
const packetCount = (): number => proxy.lines.flat().filter((each) => each.from === 'client').length;
const slotsSaid = (device: string) =>
  said()
    .filter((each) => each.device === device && each.type === 'DDATA')
    .flatMap(({ metrics }) => readParcel(device, metrics, slotLengthMs)?.slots ?? []);
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 50 });

/** Holds every packet against the wire contract's table and against the words of the house. */
function expectNothingUndeclared(): void {
  const packets = proxy.lines.flat().filter((each) => each.from === 'client');
  for (const { packet } of packets) {
    expect(['connect', 'subscribe', 'publish', 'disconnect', 'pingreq', 'puback']).toContain(packet.cmd);
    const text = JSON.stringify(packet, (_key, value) =>
      Buffer.isBuffer(value) || value?.type === 'Buffer'
        ? Buffer.from(value.data ?? value).toString('utf8')
        : value,
    );
    for (const word of inside) expect(text.includes(word), `${word} in ${packet.cmd}`).toBe(false);
    expect(text).not.toMatch(/\/a"|kamata\/a\b/);
  }
  for (const { type, device, metrics } of said()) {
    const table = device === null ? nodeMetrics() : machineMetrics(levels[device] ?? 'none');
    const isBirth = type.endsWith('BIRTH');
    for (const { name, datatype } of metrics) {
      const declared = table.get(name ?? '');
      expect(declared, `${type} ${device} ${name}`).toBeDefined();
      expect(datatype).toBe(isBirth || type === 'NDEATH' ? declared : null);
    }
  }
}

it('is what the table names for each level, no more, and is what the preview prints', async () => {
  const { page } = await start();
  await until(() => {
    for (const device of ['b', 'c', 'd']) expect(slotsSaid(device).length).toBeGreaterThanOrEqual(2);
    expect(
      said().some(({ type, device, metrics }) => type === 'DDATA' && device === 'd' && metrics.length === 3),
    ).toBe(true);
  });
  await press(page, 'stop');
  expectNothingUndeclared();
  const births = said().filter(({ type }) => type === 'NBIRTH' || type === 'DBIRTH');
  expect(births.map(({ device }) => device)).toEqual([null, 'b', 'c', 'd', 'e']);
  const shown = previewText(configure(true), agentVersion)
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim().split(' (')[0]);
  expect(births.flatMap(({ metrics }) => metrics.map(({ name }) => name)).toSorted()).toEqual(
    shown.toSorted(),
  );
});

it('is the box alone without consent', async () => {
  await start(false);
  await until(() => expect(said().length).toBeGreaterThanOrEqual(1));
  await systemClock.sleep(3 * slotLengthMs);
  expectNothingUndeclared();
  expect(said().every(({ device }) => device === null)).toBe(true);
});

it('is the box alone while paused, also after a restart, and never the time that was paused', async () => {
  const first = await start();
  await until(() => expect(slotsSaid('d').length).toBeGreaterThanOrEqual(1));
  await press(first.page, 'pause-week');
  const paused = { from: Date.now(), until: 0 };
  const silent = packetCount();
  await until(() => expect(said(silent).map(({ type }) => type)).toEqual(['NDEATH', 'NBIRTH']));
  await first.stop();
  const second = await start();
  await until(() => expect(said(silent).filter(({ type }) => type === 'NBIRTH').length).toBe(2));
  await systemClock.sleep(3 * slotLengthMs);
  expect(said(silent).filter(({ device }) => device !== null)).toEqual([]);
  // Both ends lie within the time the switch itself wrote down, so that what follows holds to the millisecond.
  paused.until = Date.now();
  await press(second.page, 'resume');
  await until(() => expect(slotsSaid('d').some(({ start: from }) => from >= paused.until)).toBe(true));
  for (const device of ['b', 'c', 'd']) {
    for (const { start: from, elements } of slotsSaid(device)) {
      const overlap = Math.min(paused.until, from + slotLengthMs) - Math.max(paused.from, from);
      expect(elements.unknown).toBeGreaterThanOrEqual(Math.max(0, overlap));
      expect(overlap).toBeLessThan(slotLengthMs);
    }
  }
  const codes = said(silent).flatMap(({ metrics }) => metrics.filter(({ name }) => name === 'State/Code'));
  for (const { timestamp } of codes) expect(timestamp).toBeGreaterThanOrEqual(paused.until);
  expectNothingUndeclared();
});

it('is nothing at all while stopped: no packet, no connection, also after a restart', async () => {
  const first = await start();
  await until(() => expect(slotsSaid('d').length).toBeGreaterThanOrEqual(1));
  await press(first.page, 'stop');
  await until(() => expect(broker.clients()).toBe(0));
  expect(said().at(-1)?.type).toBe('NDEATH');
  const [connections, packets] = [proxy.lines.length, packetCount()];
  await first.stop();
  const second = await start();
  await systemClock.sleep(3 * slotLengthMs);
  expect([proxy.lines.length, packetCount()]).toEqual([connections, packets]);
  expect(((await (await fetch(`${second.page}/health`)).json()) as { ready: boolean }).ready).toBe(true);
  await press(second.page, 'resume');
  await until(() => expect(said(packets).some(({ type }) => type === 'NBIRTH')).toBe(true));
  expectNothingUndeclared();
});
