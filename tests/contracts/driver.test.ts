// Every driver there is, against the one contract, on the simulators' real servers; and what only one can do wrong.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reading } from '@nakamawashi/machine-model';
import { systemClock } from '@nakamawashi/runtime';
import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../edge-agent/src/config.ts';
import type { Reachable } from '../../edge-agent/src/drivers/driver.ts';
import { openDrivers } from '../../edge-agent/src/drivers/index.ts';
import { startModbusServer } from '../../packages/simulators/src/modbusServer.ts';
import { startOpcuaServer } from '../../packages/simulators/src/opcuaServer.ts';
import type { PatternScript } from '../../packages/simulators/src/script.ts';
import { type DriverGround, driverContract } from './driver.ts';

const idle = {
  kind: 'pattern',
  epoch: Date.UTC(2026, 0, 1),
  steps: [['idle', 3_600_000]],
} satisfies PatternScript;

function profile(name: string, missing?: unknown): Reachable['profile'] {
  const loaded = loadProfile(join(import.meta.dirname, `../../config/profiles/${name}.yaml`));
  if (missing === undefined) return loaded;
  const item = { id: 'missing', address: missing, optional: false, signal: { kind: 'value' } } as const;
  return { ...loaded, items: [...loaded.items, item] };
}

const freshFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'driver-'));

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

type OpcuaKind = 'opcua-machine-tool' | 'opcua-plain-cnc';

async function opcuaGround(kind: OpcuaKind, missing: unknown): Promise<DriverGround> {
  const folder = await freshFolder();
  const server = await startOpcuaServer({
    port: 0,
    pkiDir: join(folder, 'server'),
    machines: [{ kind, name: 'lathe-1', script: idle }],
    clock: systemClock,
  });
  const dataDir = join(folder, 'edge');
  const endpoint = { url: server.url, machine: 'lathe-1', security: 'none' };
  const machine = { id: 'lathe-1', profile: profile(kind), endpoint, dataDir };
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopped ??= server.stop();
    return stopped;
  };
  return {
    driver: await openDrivers()('opcua'),
    machine,
    withMissingItem: { ...machine, profile: profile(kind, missing) },
    nowhere: { ...machine, endpoint: { ...endpoint, url: `opc.tcp://127.0.0.1:${await closedPort()}` } },
    cut: stop,
    remove: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

driverContract('OPC UA by paths', () =>
  opcuaGround('opcua-machine-tool', { path: 'mt:Monitoring/mt:NoSuchThing' }),
);
driverContract('OPC UA by node ids', () =>
  opcuaGround('opcua-plain-cnc', { nodeId: 'nsu=urn:nakamawashi:plain-cnc;s={machine}.NoSuchThing' }),
);

driverContract('Modbus TCP', async () => {
  const server = await startModbusServer({
    port: 0,
    machines: [{ kind: 'modbus-stack-light', name: 'grinder-1', unit: 1, script: idle }],
    clock: systemClock,
  });
  const endpoint = { host: '127.0.0.1', port: server.port, unit: 1, intervalMs: 100, timeoutMs: 2_000 };
  const machine = { id: 'grinder-1', profile: profile('modbus-stack-light'), endpoint, dataDir: '' };
  const missing = { table: 'discreteInput', address: 7, type: 'bool' };
  return {
    driver: await openDrivers()('modbus'),
    machine,
    withMissingItem: { ...machine, profile: profile('modbus-stack-light', missing) },
    nowhere: { ...machine, endpoint: { ...endpoint, port: await closedPort() } },
    cut: async () => server.silence(1, true),
    remove: () => server.stop(),
  };
});

driverContract('replay', async () => {
  const folder = await freshFolder();
  const file = join(folder, 'readings.jsonl');
  const rows = [
    { at: '2026-11-20T08:00:00.000Z', read: { red: false, yellow: false, green: true, power: true } },
    { at: '2026-11-20T08:00:02.000Z', read: { green: false } },
  ];
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const machine = {
    id: 'a',
    profile: profile('modbus-stack-light'),
    endpoint: { file, speed: 4 },
    dataDir: folder,
  };
  return {
    driver: await openDrivers()('replay'),
    machine,
    withMissingItem: null,
    nowhere: { ...machine, endpoint: { file: `${file}.none` } },
    cut: null,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
});

describe('OPC UA', () => {
  it('tells which machines there are when the one that is wanted is not', async () => {
    const ground = await opcuaGround('opcua-machine-tool', undefined);
    const endpoint = { ...(ground.machine.endpoint as object), machine: 'lathe-9' };
    const batches = ground.driver({ ...ground.machine, endpoint }, systemClock, new AbortController().signal);
    await expect(batches[Symbol.asyncIterator]().next()).rejects.toThrow(/no machine "lathe-9".*lathe-1/);
    await ground.remove();
  });

  it('does not trust a server by itself when security is wanted', async () => {
    const ground = await opcuaGround('opcua-plain-cnc', undefined);
    const endpoint = { ...(ground.machine.endpoint as object), security: 'sign-and-encrypt' };
    const batches = ground.driver({ ...ground.machine, endpoint }, systemClock, new AbortController().signal);
    await expect(batches[Symbol.asyncIterator]().next()).rejects.toThrow(/does not trust/);
    await ground.remove();
  });
});

describe('Modbus TCP units behind one address', () => {
  it('share one connection, and a silent one leaves the others alone', async () => {
    const server = await startModbusServer({
      port: 0,
      machines: [
        { kind: 'modbus-stack-light', name: 'a', unit: 1, script: idle },
        { kind: 'modbus-current-sensor', name: 'b', unit: 2, script: idle },
      ],
      clock: systemClock,
    });
    const relay = await startRelay(server.port);
    const driver = await openDrivers()('modbus');
    const stopping = new AbortController();
    const start = (name: string, unit: number): AsyncIterator<readonly Reading[]> => {
      const endpoint = { host: '127.0.0.1', port: relay.port, unit, intervalMs: 50, timeoutMs: 300 };
      const machine = { id: name, profile: profile(name), endpoint, dataDir: '' };
      return driver(machine, systemClock, stopping.signal)[Symbol.asyncIterator]();
    };
    const light = start('modbus-stack-light', 1);
    const sensor = start('modbus-current-sensor', 2);
    expect((await light.next()).value).toHaveLength(4);
    expect((await sensor.next()).value).toHaveLength(1);
    expect(relay.connections()).toBe(1);
    server.silence(2, true);
    const failing = expect(sensor.next()).rejects.toThrow('unit 2 does not answer');
    for (let cycle = 0; cycle < 20; cycle++) expect((await light.next()).done).toBe(false);
    await failing;
    expect((await light.next()).done).toBe(false);
    expect(relay.connections()).toBe(1);
    stopping.abort();
    await light.return?.();
    await relay.stop();
    await server.stop();
  });
});

/** A port that passes everything on and counts the connections that were ever made. */
async function startRelay(
  to: number,
): Promise<{ port: number; connections(): number; stop(): Promise<void> }> {
  const open = new Set<Socket>();
  let count = 0;
  const server: Server = createServer((near) => {
    count += 1;
    const far = connect(to, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    connections: () => count,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
