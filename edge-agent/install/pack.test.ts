// The shipped agent, far from the repository: it answers, checks, and reads real servers over Modbus and OPC UA.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '@nakamawashi/runtime';
import { type Script, startModbusServer, startOpcuaServer } from '@nakamawashi/simulators';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../packages/simulators/src/freePorts.ts';
import { type Packed, packEdge } from './pack.ts';

const script: Script = { kind: 'pattern', epoch: 1_800_000_000_000, steps: [['production', 1_000]] };
const closing: (() => Promise<unknown>)[] = [];
let home = '';
let packed: Packed;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'pack-'));
  packed = await packEdge(join(home, 'first'));
});
afterAll(async () => {
  for (const close of closing.toReversed()) await close();
  rmSync(home, { recursive: true, force: true });
});

const launcher = (): string => join(packed.folder, 'bin/nakamawashi-edge');
const env = { PATH: '/usr/bin:/bin', NAKAMAWASHI_NODE: process.execPath };
const edge = (...args: readonly string[]): string =>
  execFileSync(launcher(), args, { cwd: home, env, encoding: 'utf8' });

function writeConfig(machines: readonly unknown[], more: Readonly<Record<string, unknown>> = {}): string {
  const file = join(home, 'edge-agent.yaml');
  const workshop = { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' } };
  const broker = { url: 'mqtt://127.0.0.1:1' };
  writeFileSync(
    file,
    JSON.stringify({ consortium: 'ota', workshop, broker, dataDir: './data', machines, ...more }),
  );
  return file;
}

const name = { ja: '機械', en: 'Machine' };

describe('the packed edge agent', () => {
  it('is the same bytes whenever it is packed', async () => {
    const again = await packEdge(join(home, 'second'));
    expect(readFileSync(again.archive).equals(readFileSync(packed.archive))).toBe(true);
  });

  it('names no place of the computer it was packed on', () => {
    const root = resolve(import.meta.dirname, '../..');
    const lib = join(packed.folder, 'lib');
    const files = readdirSync(lib);
    expect(files).toContain('main.mjs');
    expect(files.filter((file) => readFileSync(join(lib, file), 'utf8').includes(root))).toEqual([]);
  });

  it('brings the compiled part of the serial port for both kinds of boxes', () => {
    const folder = join(packed.folder, 'node_modules/@serialport/bindings-cpp/prebuilds');
    expect(readdirSync(folder)).toEqual(['linux-arm64', 'linux-x64']);
    const load = `import('modbus-serial').then(({default: {RTUBufferedPort}}) => console.log(typeof RTUBufferedPort))`;
    const cwd = packed.folder;
    expect(execFileSync(process.execPath, ['-e', load], { cwd, encoding: 'utf8' })).toBe('function\n');
  });

  it('answers --help and checks a configuration with the profiles it brings', () => {
    expect(edge('--help')).toContain('--config FILE');
    const file = writeConfig([
      { id: 'lamp', name, profile: 'modbus-stack-light', modbus: { host: 'lamp.example' } },
      {
        id: 'lathe',
        name,
        profile: 'opcua-plain-cnc',
        opcua: { url: 'opc.tcp://lathe.example', machine: 'x' },
      },
    ]);
    expect(edge('check', file)).toContain('fine (workshop kamata, 2 machines)');
  });

  it('says what is needed where there is no Node', () => {
    const bare = join(home, 'bare');
    mkdirSync(bare);
    writeFileSync(join(bare, 'node'), '#!/bin/sh\necho v24.14.9\n', { mode: 0o755 });
    const path = { PATH: `${bare}:/usr/bin:/bin` };
    expect(() => execFileSync(launcher(), ['--help'], { env: path, stdio: 'pipe' })).toThrow(
      'Node 24.15 or newer',
    );
  });

  it('reads machines over Modbus and OPC UA, and serves its page', { timeout: 60_000 }, async () => {
    const machines = [{ kind: 'modbus-stack-light' as const, name: 'lamp', unit: 1, script }];
    const lamp = await startModbusServer({ port: 0, machines, clock: systemClock });
    closing.push(() => lamp.stop());
    const pkiDir = join(home, 'server-pki');
    const controls = [{ kind: 'opcua-plain-cnc' as const, name: 'lathe', script }];
    const control = await startOpcuaServer({ port: 0, pkiDir, machines: controls, clock: systemClock });
    closing.push(() => control.stop());
    const [page = 0] = await freePorts(1);
    const file = writeConfig(
      [
        { id: 'lamp', name, profile: 'modbus-stack-light', modbus: { host: lamp.host, port: lamp.port } },
        {
          id: 'lathe',
          name,
          profile: 'opcua-plain-cnc',
          opcua: { url: control.url, machine: 'lathe', security: 'none' },
        },
      ],
      { http: { host: '127.0.0.1', port: page } },
    );
    const agent = spawn(launcher(), ['--config', file], { cwd: home, env, stdio: 'ignore' });
    const ended = once(agent, 'close');
    closing.push(() => {
      agent.kill('SIGKILL');
      return ended;
    });
    await untilConnected(`http://127.0.0.1:${page}`, ['lamp', 'lathe']);
    const style = await fetch(`http://127.0.0.1:${page}/style.css`);
    expect(style.status).toBe(200);
    const metrics = await (await fetch(`http://127.0.0.1:${page}/metrics`)).text();
    expect(metrics).toContain('nakamawashi_edge_machine_connected{machine="lathe"} 1');
    agent.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});

async function untilConnected(page: string, ids: readonly string[]): Promise<void> {
  for (;;) {
    const answer = await fetch(`${page}/metrics`).catch(() => null);
    const text = (await answer?.text()) ?? '';
    if (ids.every((id) => text.includes(`nakamawashi_edge_machine_connected{machine="${id}"} 1`))) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
}
