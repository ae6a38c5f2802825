// How long a machine stays unknown after each fault that gateways die of: from the moment at which it could be read
// again until it is shown again. The whole way of the agent, but for the broker.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type FaultyOptions,
  type FaultyServer,
  startFaultyServer,
} from '../../packages/simulators/src/faultyOpcuaServer.ts';
import { type FreezingProxy, startFreezingProxy } from '../contracts/freezingProxy.ts';
import {
  type ModbusScene,
  modbusFaults,
  modbusHole,
  modbusRead,
  onModbusScene,
} from '../contracts/modbusScenes.ts';
import { type WatchedControl, watchControl } from '../contracts/opcua/watchedControl.ts';
import type { BenchTable } from './benchTable.ts';

interface Scene {
  readonly server: FaultyServer;
  readonly cable: FreezingProxy;
  readonly control: WatchedControl;
  /** The same server again at the same address. */
  again(options?: Partial<FaultyOptions>): Promise<void>;
}

/** Each plays one fault and returns at the moment at which nothing hinders the reading any more. */
const faults: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  'server started anew after 20 s, namespaces in another order': async ({ server, control, again }) => {
    await server.stop();
    await control.until('unknown');
    await delay(20_000);
    await again({ otherNamespaces: ['urn:new:1', 'urn:new:2'] });
  },
  'cable pulled for 40 s without a word': async ({ cable, control }) => {
    cable.freeze();
    await control.until('unknown');
    await delay(40_000);
    cable.mend();
  },
  'connection cut, transfer of subscriptions refused': async ({ server, cable, control }) => {
    server.refuse('TransferSubscriptions');
    cable.cut();
    await control.until('unknown');
  },
  'connection cut, republish refused': async ({ server, cable, control }) => {
    server.refuse('Republish');
    cable.cut();
    await control.until('unknown');
  },
  'server lives and reports nothing (false keep-alive)': async ({ server, control }) => {
    server.deafen();
    server.set('PowerOn', false);
    await control.until('off');
    server.set('PowerOn', true);
    await control.until('unknown');
  },
  'node removed for 20 s': async ({ server, control }) => {
    server.remove('Execution');
    await control.until('unknown');
    await delay(20_000);
    server.restore('Execution');
  },
  "server's clock a fortnight ahead, then right": async ({ server, control }) => {
    server.setClock(14 * 86_400_000);
    await delay(5_000);
    server.set('PowerOn', false);
    await control.until('off');
    server.setClock(0);
    server.set('PowerOn', true);
  },
  'subscription ended by the server': async ({ server, control }) => {
    server.endSubscriptions();
    await control.until('unknown');
  },
};

const rounds = 3;

export async function recovery(): Promise<BenchTable> {
  const modbus = { ...modbusFaults, [modbusHole.name]: modbusHole.play };
  return {
    title: 'Seconds until a machine is read again after a fault',
    columns: ['fault', 'median s', 'longest s'],
    rows: [...(await measured('OPC UA', faults, once)), ...(await measured('Modbus', modbus, onceOnModbus))],
    notes: [`${rounds} at the same time each, on one computer with their servers; the promise is 30 s.`],
  };
}

async function measured<Play>(
  protocol: string,
  plays: Readonly<Record<string, Play>>,
  timed: (play: Play) => Promise<number>,
): Promise<readonly string[][]> {
  const rows: string[][] = [];
  for (const [name, play] of Object.entries(plays)) {
    const took = await Promise.all(Array.from({ length: rounds }, () => timed(play)));
    took.sort((a, b) => a - b);
    const seconds = (ms: number | undefined): string => ((ms ?? 0) / 1_000).toFixed(1);
    rows.push([`${protocol}: ${name}`, seconds(took[Math.floor(rounds / 2)]), seconds(took.at(-1))]);
  }
  return rows;
}

function onceOnModbus(play: (scene: ModbusScene, forMs: number) => Promise<void>): Promise<number> {
  return onModbusScene(async (scene) => {
    await play(scene, 40_000);
    const free = performance.now();
    await scene.control.until(modbusRead);
    return performance.now() - free;
  });
}

async function once(play: (scene: Scene) => Promise<void>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'recovery-'));
  const serve = (options: Partial<FaultyOptions>): Promise<FaultyServer> =>
    startFaultyServer({ pkiDir: join(folder, 'server'), ...options });
  const servers = [await serve({})];
  const [server] = servers;
  if (server === undefined) throw new Error('BUG: no server');
  const cable = await startFreezingProxy(server.port);
  const control = watchControl({ url: `opc.tcp://127.0.0.1:${cable.port}` });
  try {
    await control.until('production');
    await play({
      server,
      cable,
      control,
      again: async (options = {}) => {
        servers.push(await serve({ port: server.port, ...options }));
      },
    });
    const free = performance.now();
    await control.until('production');
    return performance.now() - free;
  } finally {
    await control.end();
    await cable.stop();
    for (const each of servers) await each.stop().catch(() => undefined);
    rmSync(folder, { recursive: true });
  }
}
