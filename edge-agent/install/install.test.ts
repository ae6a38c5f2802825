// The installer run for real into a root of its own, and the installed agent under a real notify socket.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeReal } from '../../tests/realServers.ts';
import { packEdge } from './pack.ts';

const home = mkdtempSync(join(tmpdir(), 'install-'));
const root = join(home, 'root');
const opt = join(root, 'opt/nakamawashi-edge');
const calls = join(home, 'calls');
const config = join(home, 'edge-agent.yaml');
let folder = '';
let next = '';

beforeAll(async () => {
  ({ folder } = await packEdge(home));
  next = join(home, 'nakamawashi-edge-9.9.9');
  cpSync(folder, next, { recursive: true });
  const fake = join(home, 'systemctl');
  writeFileSync(fake, `#!/bin/sh\necho "$@" >>${calls}\n`);
  chmodSync(fake, 0o755);
  const name = { ja: '機械', en: 'Machine' };
  const machines = [
    { id: 'lamp', name, profile: 'modbus-stack-light', modbus: { host: '127.0.0.1', port: 1 } },
  ];
  const workshop = { id: 'kamata', name };
  const more = { broker: { url: 'mqtt://127.0.0.1:1' }, dataDir: join(root, 'var/lib/nakamawashi-edge') };
  writeFileSync(config, JSON.stringify({ consortium: 'ota', workshop, machines, ...more }));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function install(from: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const env = { PATH: '/usr/bin:/bin', NAKAMAWASHI_NODE: process.execPath, ...more };
  const done = spawnSync(join(from, 'install.sh'), ['--root', root, ...args], {
    encoding: 'utf8',
    env: { NAKAMAWASHI_SYSTEMCTL: join(home, 'systemctl'), ...env },
  });
  return { status: done.status, text: done.stdout + done.stderr };
}
const current = (): string => readlinkSync(join(opt, 'current'));

describe('install.sh', () => {
  it('refuses what cannot work, and says what would', () => {
    expect(install(folder, [], { NAKAMAWASHI_ARCH: 'armv7l' })).toMatchObject({ status: 1 });
    expect(install(folder, [], { NAKAMAWASHI_ARCH: 'armv7l' }).text).toContain('64-bit');
    const old = install(folder, [], { NAKAMAWASHI_NODE: '/bin/false' });
    expect(old.text).toMatch(/node-v24\.21\.0-linux-(arm64|x64)\.tar\.xz/);
    expect(existsSync(opt)).toBe(false);
  });

  it('refuses a Node archive whose sum is another', () => {
    const names = ['x64', 'arm64'].map((arch) => `node-v24.21.0-linux-${arch}.tar.xz`);
    for (const name of names) writeFileSync(join(folder, name), 'torn');
    writeFileSync(join(folder, 'SHASUMS256.txt'), names.map((name) => `00  ${name}\n`).join(''));
    expect(install(folder, [], { NAKAMAWASHI_NODE: '/bin/false' }).text).toContain('damaged');
    for (const name of [...names, 'SHASUMS256.txt']) rmSync(join(folder, name));
    expect(existsSync(opt)).toBe(false);
  });

  it('starts nothing while the first configuration is not filled in', () => {
    const { status, text } = install(folder, []);
    expect({ status, text }).toMatchObject({ status: 2, text: expect.stringContaining('つぎに') });
    expect(readFileSync(calls, 'utf8')).not.toContain('restart');
    rmSync(join(root, 'etc/nakamawashi/edge-agent.yaml'));
  });

  it('makes a PIN once and opens the page to the workshop only when asked to', () => {
    const file = join(root, 'etc/nakamawashi/edge-agent.yaml');
    install(folder, []);
    expect(readFileSync(file, 'utf8')).toContain('host: 127.0.0.1, port: 8180 }');
    const [, pin] = /PIN 暗証番号: (\d{6})\n/.exec(install(folder, ['--lan-page']).text) ?? [];
    expect(readFileSync(join(root, 'etc/nakamawashi/pin'), 'utf8')).toBe(`${pin}\n`);
    expect(statSync(join(root, 'etc/nakamawashi/pin')).mode & 0o777).toBe(0o640);
    expect(readFileSync(file, 'utf8')).toContain('host: 0.0.0.0, port: 8180, pinFile: ./pin }');
    expect(install(folder, ['--lan-page']).text).not.toContain('PIN 暗証番号');
    rmSync(join(root, 'etc/nakamawashi'), { recursive: true });
  });

  it('refuses a data folder that the service cannot write, and copies nothing of a wrong configuration', () => {
    const other = join(home, 'other.yaml');
    writeFileSync(
      other,
      readFileSync(config, 'utf8').replace('var/lib/nakamawashi-edge', 'etc/nakamawashi/data'),
    );
    for (const args of [['--check'], []]) {
      const { status, text } = install(folder, ['--config', other, ...args]);
      expect({ status, text }).toMatchObject({
        status: 2,
        text: expect.stringContaining('write: dataDir: '),
      });
    }
    rmSync(join(root, 'etc/nakamawashi'), { recursive: true });
    writeFileSync(other, 'machines: 3');
    expect(install(folder, ['--config', other])).toMatchObject({ status: 1 });
    expect(existsSync(join(root, 'etc/nakamawashi/edge-agent.yaml'))).toBe(false);
  });

  it('installs, upgrades, goes back, and leaves the data when it goes', () => {
    const first = install(folder, ['--config', config]);
    expect(first).toMatchObject({ status: 0, text: expect.stringContaining('設置できました') });
    expect(readFileSync(calls, 'utf8')).toContain('restart nakamawashi-edge.service');
    const version = current();
    const data = join(root, 'var/lib/nakamawashi-edge/kept');
    writeFileSync(data, 'kept');
    expect(install(next, [])).toMatchObject({ status: 0 });
    expect([current(), readlinkSync(join(opt, 'previous'))]).toEqual(['9.9.9', version]);
    expect(install(next, ['--rollback'])).toMatchObject({ status: 0 });
    expect(current()).toBe(version);
    expect(install(folder, ['--uninstall'])).toMatchObject({ status: 0 });
    expect([existsSync(opt), readFileSync(data, 'utf8')]).toEqual([false, 'kept']);
    expect(existsSync(join(root, 'etc/nakamawashi/edge-agent.yaml'))).toBe(true);
    expect(install(folder, ['--uninstall', '--purge'])).toMatchObject({ status: 0 });
    expect(existsSync(data)).toBe(false);
  }, 120_000);
});

describeReal('socat', 'the installed agent and the service manager', (socat) => {
  it('says READY, gives signs of life, and says STOPPING', async () => {
    expect(install(folder, ['--config', config])).toMatchObject({ status: 0 });
    const socket = join(home, 'notify');
    const listener = spawn(socat, ['-u', `UNIX-RECV:${socket}`, 'STDOUT']);
    let heard = '';
    listener.stdout.on('data', (data: Buffer) => {
      heard += data;
    });
    await expect.poll(() => existsSync(socket), { timeout: 10_000 }).toBe(true);
    const args = ['--config', join(root, 'etc/nakamawashi/edge-agent.yaml')];
    const env = { PATH: '/usr/bin:/bin', NOTIFY_SOCKET: socket, WATCHDOG_USEC: '3000000' };
    const agent = spawn(join(opt, 'current/bin/nakamawashi-edge'), args, { env, stdio: 'ignore' });
    const ended = once(agent, 'exit');
    try {
      await expect.poll(() => heard, { timeout: 20_000 }).toContain('READY=1');
      await expect.poll(() => heard, { timeout: 20_000 }).toContain('WATCHDOG=1');
      agent.kill('SIGTERM');
      await ended;
      await expect.poll(() => heard, { timeout: 10_000 }).toContain('STOPPING=1');
    } finally {
      agent.kill('SIGKILL');
      listener.kill();
    }
  });
});

describeReal('systemd-analyze', 'the units', (analyze) => {
  it('are understood by systemd', () => {
    const units = ['edge-agent/install/nakamawashi-edge', 'cloud-aggregator/install/nakamawashi-aggregator'];
    const files = units.map((each) => join(import.meta.dirname, '../..', `${each}.service`));
    const { stderr } = spawnSync(analyze, ['verify', ...files], { encoding: 'utf8' });
    // The programs themselves are not installed where the test runs.
    const faults = stderr.split('\n').filter((line) => line !== '' && !line.includes('is not executable'));
    expect(faults).toEqual([]);
  });
});
