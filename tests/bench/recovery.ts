// How long an OPC UA machine stays unknown after each fault that gateways die of: from the moment at which it could be
// read again until it is shown again. The whole way of the agent, but for the broker.
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
  'connection cut, no transfer and no republish': async ({ server, cable, control }) => {
    server.refuseRepairs();
    cable.cut();
    await control.until('unknown');
  },
  'subscription ended by the server': async ({ server, control }) => {
    server.endSubscriptions();
    await control.until('unknown');
  },
};

const rounds = 3;

export async function recovery(): Promise<BenchTable> {
  const rows: string[][] = [];
  for (const [name, play] of Object.entries(faults)) {
    const took = await Promise.all(Array.from({ length: rounds }, () => once(play)));
    took.sort((a, b) => a - b);
    const seconds = (ms: number | undefined): string => ((ms ?? 0) / 1_000).toFixed(1);
    rows.push([name, seconds(took[Math.floor(rounds / 2)]), seconds(took.at(-1))]);
  }
  return {
    title: 'Seconds until an OPC UA machine is read again after a fault',
    columns: ['fault', 'median s', 'longest s'],
    rows,
    notes: [`${rounds} at the same time each, on one computer with their servers; the promise is 30 s.`],
  };
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
