// A real agent process whose file is changed while it runs: only the machine that changed is read anew, what is refused
// changes nothing, and a machine that is not shared any more is gone from the wire.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Slot } from '@nakamawashi/machine-model';
import { systemClock } from '@nakamawashi/runtime';
import { type RunningModbusServer, startModbusServer } from '@nakamawashi/simulators';
import {
  command,
  decodePayload,
  hostBirth,
  parseTopic,
  readParcel,
  receiptMetrics,
} from '@nakamawashi/sparkplug';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openAccounts } from '../../cloud-aggregator/src/broker/accounts.ts';
import { type EmbeddedBroker, openEmbeddedBroker } from '../../cloud-aggregator/src/broker/embeddedBroker.ts';
import { freePorts } from '../../packages/simulators/src/freePorts.ts';

const root = resolve(import.meta.dirname, '../..');
const slotLengthMs = 1_000;
let folder: string;
let broker: EmbeddedBroker;
let modbus: RunningModbusServer;
let cables: Cable[];
let agent: ChildProcess;
let page: number;
let births: string[];
let lastHeard: Map<string, number>;
let slots: Map<string, Slot>;
let sessions: number;

/** A way to the machines that counts who came. */
interface Cable {
  readonly port: number;
  connections(): number;
  stop(): void;
}

async function cable(to: number): Promise<Cable> {
  const open = new Set<Socket>();
  let count = 0;
  const server: Server = createServer((near) => {
    count += 1;
    const far = connect(to, '127.0.0.1');
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined);
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    connections: () => count,
    stop: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

interface Wanted {
  readonly names?: Readonly<Record<string, string>>;
  readonly units?: Readonly<Record<string, number>>;
  readonly levels?: Readonly<Record<string, string>>;
  readonly unit?: number | string;
}

function writeConfig({ names = {}, units = {}, levels = {} }: Wanted): string {
  const file = join(folder, 'edge-agent.yaml');
  const machines = ['a', 'b', 'c'].map((id, index) => ({
    id,
    name: { ja: names[id] ?? id, en: names[id] ?? id },
    profile: 'modbus-stack-light',
    modbus: { host: '127.0.0.1', port: cables[index]?.port, unit: units[id] ?? index + 1, intervalMs: 100 },
    sharing: { desk: levels[id] ?? 'live' },
  }));
  const config = {
    consortium: 'ota',
    workshop: { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' } },
    broker: { url: `mqtt://127.0.0.1:${brokerPort}`, password: 's' },
    primaryHost: 'board',
    dataDir: './data',
    http: { port: page },
    consent: { text: '1', person: '山田', date: '2026-11-01' },
    clock: { trust: 'always' },
    slotLengthMs,
    machines,
  };
  writeFileSync(file, JSON.stringify(config, null, 1));
  return file;
}
let brokerPort: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reload-'));
  [births, lastHeard, slots, sessions] = [[], new Map(), new Map(), 0];
  const script = { kind: 'pattern', epoch: 0, steps: [['production', 1_000]] } as const;
  modbus = await startModbusServer({
    port: 0,
    clock: systemClock,
    machines: [1, 2, 3, 4].map((unit) => ({ kind: 'modbus-stack-light', name: `m${unit}`, unit, script })),
  });
  cables = await Promise.all([1, 2, 3].map(() => cable(modbus.port)));
  const accounts = join(folder, 'accounts.yaml');
  writeFileSync(accounts, `"kamata": "${createHash('sha256').update('s').digest('hex')}"`);
  broker = await openEmbeddedBroker({
    config: { host: '127.0.0.1', port: 0, accounts, maxPacketBytes: 262_144 },
    scope: { consortium: 'ota', host: 'board' },
    accounts: openAccounts(accounts),
    onRefused: () => undefined,
    onError: () => undefined,
  });
  broker.read((topic, bytes) => void hear(topic, bytes));
  ({ port: brokerPort } = await broker.listen());
  await broker.publish(hostBirth('board', Date.now()));
  [page = 0] = await freePorts(1);
  const file = writeConfig({});
  agent = spawn(process.execPath, ['edge-agent/src/main.ts', '--config', file], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'ignore'],
  });
});
afterEach(async () => {
  const gone = new Promise((done) => agent.once('exit', done));
  agent.kill('SIGTERM');
  await gone;
  for (const each of cables) each.stop();
  await modbus.stop();
  await broker.close();
  rmSync(folder, { recursive: true });
});

async function hear(topic: string, bytes: Uint8Array): Promise<void> {
  const parsed = parseTopic(topic);
  if (parsed === null || parsed.type === 'NCMD' || parsed.type === 'DCMD') return;
  const { type, device } = parsed;
  if (type === 'NBIRTH') {
    sessions += 1;
    births = [];
  }
  if (type === 'DBIRTH') births.push(device ?? '');
  if (device === null) return;
  lastHeard.set(device, Date.now());
  if (type !== 'DDATA') return;
  const parcel = readParcel(device, decodePayload(bytes).metrics, slotLengthMs);
  for (const slot of parcel?.slots ?? []) slots.set(`${device} ${slot.start}`, slot);
  const last = parcel?.slots.at(-1);
  if (last === undefined) return;
  const receipt = receiptMetrics(last.start + slotLengthMs, Date.now());
  await broker.publish(command({ group: 'ota', node: 'kamata', device }, receipt, Date.now()));
}

const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 30_000, interval: 100 });
const slotsOf = (id: string): readonly Slot[] =>
  [...slots.values()].filter(({ machine }) => machine === id).sort((x, y) => x.start - y.start);
const health = async (): Promise<{ configProblem: string | null; troubles: { en: string }[] }> =>
  (await fetch(`http://127.0.0.1:${page}/health`)).json() as never;
const countOf = (): readonly number[] => cables.map((each) => each.connections());

/** From its first whole slot of production on, a machine that is left alone knows no unknown time and no hole. */
function expectUnbroken(id: string): void {
  const all = slotsOf(id);
  const first = all.findIndex(({ elements }) => elements.production === slotLengthMs);
  const since = all.slice(first);
  expect(since.every(({ elements }) => elements.unknown === 0)).toBe(true);
  expect(since.map(({ start }) => start)).toEqual(
    since.map((_, index) => (since[0]?.start ?? 0) + index * slotLengthMs),
  );
}

it('reads anew what changed and nothing else, refuses what is wrong, and lets go of what is not shared', async () => {
  await until(() => {
    for (const id of ['a', 'b', 'c']) expect(slotsOf(id).length).toBeGreaterThan(3);
  });
  expect(countOf()).toEqual([1, 1, 1]);

  writeConfig({ units: { c: 4 }, names: { b: 'B' } });
  await until(() => expect(countOf()).toEqual([1, 1, 2]));
  expect(sessions).toBeGreaterThanOrEqual(1);
  expect((await health()).configProblem).toBeNull();

  const before = sessions;
  writeConfig({ units: { c: 4, a: 300 }, levels: { b: 'everything' } });
  agent.kill('SIGHUP');
  await until(async () => expect((await health()).configProblem).not.toBeNull());
  const { configProblem, troubles } = await health();
  expect(configProblem).toMatch(/machines\[0\]\.modbus\.unit[\s\S]*machines\[1\]\.sharing\.desk/);
  expect(troubles.some(({ en }) => en.includes('configuration is not in use'))).toBe(true);
  expect(sessions).toBe(before);

  writeConfig({ units: { c: 4 }, names: { b: 'B' }, levels: { a: 'none' } });
  await until(() => expect(births).toEqual(['b', 'c']));
  const gone = Date.now();
  expect((await health()).configProblem).toBeNull();
  const count = slotsOf('b').length;
  await until(() => expect(slotsOf('b').length).toBeGreaterThan(count + 3));
  expect(lastHeard.get('a')).toBeLessThanOrEqual(gone);
  expect(countOf()).toEqual([1, 1, 2]);

  writeConfig({ units: { c: 4 }, names: { b: 'B' } });
  await until(() => expect(births).toEqual(['a', 'b', 'c']));
  const resumed = slotsOf('a').length;
  await until(() => expect(slotsOf('a').length).toBeGreaterThan(resumed + 3));
  // What passed while it was not shared is in no slot.
  const hidden = slotsOf('a').filter(({ start }) => start >= gone && start + slotLengthMs <= gone + 2_000);
  expect(hidden).toEqual([]);
  expect(countOf()).toEqual([1, 1, 2]);
  expectUnbroken('b');
}, 120_000);
