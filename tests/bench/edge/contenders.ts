// Who reads the machines in the edge bench: the shipped agent, the agent from source, and a bare script.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type EdgeRig, type Protocol, valuesPerMachine } from './rig.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The contenders, in the order of the table. */
export const contenders = ['shipped', 'source', 'bare'] as const;
/** One of them. */
export type Contender = (typeof contenders)[number];

/** Starts a contender on all machines of the rig, with a data folder that is new. */
export function startContender(
  contender: Contender,
  rig: EdgeRig,
  { protocol, launcher }: { readonly protocol: Protocol; readonly launcher: string },
): ChildProcess {
  const home = join(rig.folder, contender);
  mkdirSync(home);
  const log = openSync(join(home, 'log'), 'a');
  const run = (program: string, args: readonly string[]): ChildProcess =>
    spawn(program, args, {
      cwd: root,
      stdio: ['ignore', log, log],
      env: { ...process.env, NAKAMAWASHI_NODE: process.execPath },
    });
  if (contender === 'bare') {
    const machines = rig.ports.map((port, index) => ({ id: machineId(index), port }));
    const work = JSON.stringify({ broker: rig.broker, machines, dataDir: join(home, 'pki') });
    const script = protocol === 'modbus' ? 'bareModbus.mjs' : 'bareOpcua.mjs';
    return run(process.execPath, [join(import.meta.dirname, script), work]);
  }
  const file = writeConfig(contender, home, { rig, protocol });
  if (contender === 'shipped') return run(launcher, ['--config', file]);
  return run(process.execPath, [join(root, 'edge-agent/src/main.ts'), '--config', file]);
}

const machineId = (index: number): string => `machine-${index + 1}`;

function writeConfig(
  contender: string,
  home: string,
  { rig, protocol }: { readonly rig: EdgeRig; readonly protocol: Protocol },
): string {
  writeFileSync(join(home, 'profile.yaml'), JSON.stringify(profileOf(protocol)));
  const machines = rig.ports.map((port, index) => ({
    id: machineId(index),
    name: { ja: '機械', en: 'Machine' },
    profile: './profile.yaml',
    ...(protocol === 'modbus'
      ? { modbus: { host: '127.0.0.1', port } }
      : { opcua: { url: `opc.tcp://127.0.0.1:${port}`, security: 'none', intervalMs: 1_000 } }),
    sharing: { desk: 'live' },
  }));
  const file = join(home, 'edge-agent.yaml');
  const config = {
    consortium: 'bench',
    workshop: { id: contender, name: { ja: '作業場', en: 'Workshop' } },
    broker: { url: rig.broker },
    dataDir: './data',
    http: { port: 0 },
    consent: { text: '2026-04', person: 'bench', date: '2026-11-01' },
    clock: { trust: 'always' },
    machines,
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

function profileOf(protocol: Protocol): unknown {
  const items = Array.from({ length: valuesPerMachine }, (_, item) => ({
    id: `v${item}`,
    address:
      protocol === 'modbus'
        ? { table: 'holdingRegister', address: item, type: 'uint16' }
        : { nodeId: `nsu=urn:bench;s=v${item}` },
  }));
  return {
    id: 'bench',
    title: { ja: '計測', en: 'Bench' },
    protocol,
    evidence: 'controller',
    staleAfterMs: 15_000,
    items,
    states: [{ state: 'production', when: { v0: { atLeast: 0 } } }],
  };
}
