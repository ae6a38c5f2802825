// Simulation files: every fault at once, and the command as a process of its own from start to a clean end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ConfigError, systemClock } from '@nakamawashi/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSimulation, startSimulation } from './startSimulation.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulation-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(content: unknown): Promise<string> {
  const path = join(folder, 'simulation.yaml');
  await writeFile(path, JSON.stringify(content));
  return path;
}

const steps = [['production', 1000]];
const press = { kind: 'modbus-press-stroke', name: 'press-1', unit: 1, script: { kind: 'pattern', steps } };

function faultsOf(path: string): readonly string[] {
  try {
    readSimulation(path);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((fault) => fault.path).toSorted();
  }
}

describe('readSimulation', () => {
  it('accepts the annotated example', () => {
    expect(faultsOf(join(import.meta.dirname, '../../../config/simulators.yaml'))).toEqual([]);
  });

  it('names every fault of a file', async () => {
    const path = await file({
      servers: [
        { protocol: 'modbus', port: 70_000, machines: [press, { ...press, name: 'Press 2', unit: 2 }] },
        {
          protocol: 'opcua',
          port: 0,
          machines: [{ kind: 'opcua-plain-cnc', name: 'mc-1', script: { kind: 'day', seed: 1 } }],
        },
      ],
    });
    expect(faultsOf(path)).toEqual([
      'servers[0].machines[1].name',
      'servers[0].port',
      'servers[1].machines[0].script.work',
    ]);
    const twins = await file({ servers: [{ protocol: 'modbus', port: 0, machines: [press, press] }] });
    expect(faultsOf(twins)).toEqual(['servers[0].machines[1].name', 'servers[0].machines[1].unit']);
  });

  it('reads the recordings that it names, and names what it cannot read', async () => {
    const script = (name: string): object => ({ kind: 'recording', file: name });
    const machine = (name: string): object => ({
      kind: 'opcua-plain-cnc',
      name,
      script: script(`${name}.shdr`),
    });
    await writeFile(join(folder, 'good.shdr'), '2017-06-13T10:00:00Z|execution|READY\n');
    await writeFile(join(folder, 'bad.shdr'), 'nonsense\n\nmore of it\n');
    const machines = ['good', 'bad', 'absent'].map(machine);
    const path = await file({ servers: [{ protocol: 'opcua', port: 0, machines }] });
    const [bad, absent] = ['servers[0].machines[1].script.file', 'servers[0].machines[2].script.file'];
    expect(faultsOf(path)).toEqual([bad, bad, absent]);
    const fine = await file({ servers: [{ protocol: 'opcua', port: 0, machines: [machine('good')] }] });
    expect(readSimulation(fine).recordings.get('good.shdr')?.observations).toHaveLength(1);
  });
});

describe('startSimulation', () => {
  it('leaves nothing running when one of its servers cannot start', async () => {
    const other = await startSimulation(
      readSimulation(await file({ servers: [{ protocol: 'modbus', port: 0, machines: [press] }] })),
      systemClock,
    );
    const taken = Number(/:(\d+) unit/.exec(other.addresses[0] ?? '')?.[1]);
    const servers = [0, taken].map((port) => ({ protocol: 'modbus', port, machines: [press] }));
    const second = readSimulation(await file({ servers }));
    await expect(startSimulation(second, systemClock)).rejects.toThrow(`port ${taken} cannot start`);
    await other.stop();
  });
});

describe('npm run simulate', () => {
  const start = (...args: readonly string[]) =>
    spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  it('checks a file, and says what is wrong with it and with the command line', async () => {
    const good = start(
      '--check',
      '--config',
      await file({ servers: [{ protocol: 'modbus', port: 0, machines: [press] }] }),
    );
    expect(await text(good.stdout)).toContain('is fine');
    const bad = start('--config', join(folder, 'absent.yaml'));
    expect(await text(bad.stderr)).toContain('absent.yaml');
    expect(bad.exitCode ?? (await once(bad, 'close'))[0]).toBe(2);
    const wrong = start('--speed', '3');
    expect(await text(wrong.stderr)).toContain('usage');
    expect(wrong.exitCode ?? (await once(wrong, 'close'))[0]).toBe(2);
  });

  it('serves until SIGTERM, then ends well and frees its ports', async () => {
    const child = start(
      '--config',
      await file({ servers: [{ protocol: 'modbus', port: 0, machines: [press] }] }),
    );
    const closed = once(child, 'close');
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const ready = JSON.parse(line.toString()) as { ready: boolean; addresses: string[] };
    expect(ready.addresses).toHaveLength(1);
    const port = Number(/:(\d+) unit 1$/.exec(ready.addresses[0] ?? '')?.[1]);
    const socket = createConnection({ host: '127.0.0.1', port });
    await once(socket, 'connect');
    child.kill('SIGTERM');
    expect(await closed).toEqual([0, null]);
    socket.destroy();
    const refused = createConnection({ host: '127.0.0.1', port });
    await expect(once(refused, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
