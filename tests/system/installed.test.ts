// The shipped agent installed from its folder and a Node archive, run as the service runs it: no root, real machine,
// real broker, real notify socket. Beside it the aggregator's own notices.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '@nakamawashi/runtime';
import { startModbusServer } from '@nakamawashi/simulators';
import { parseTopic } from '@nakamawashi/sparkplug';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAccounts } from '../../cloud-aggregator/src/broker/accounts.ts';
import { openEmbeddedBroker } from '../../cloud-aggregator/src/broker/embeddedBroker.ts';
import { packEdge } from '../../edge-agent/install/pack.ts';
import { writeConsortium } from '../../packages/simulators/src/demo/consortiumFiles.ts';
import { demoCalendars } from '../../packages/simulators/src/demo/demoWeek.ts';
import { freePorts } from '../../packages/simulators/src/freePorts.ts';
import { describeFound, describeReal, present } from '../realServers.ts';
import { smallConsortium } from './smallConsortium.ts';

const repository = resolve(import.meta.dirname, '../..');
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
const home = mkdtempSync(join(tmpdir(), 'installed-'));
const root = join(home, 'root');
const etc = join(root, 'etc/nakamawashi');
const data = join(root, 'var/lib/nakamawashi-edge');
const launcher = join(root, 'opt/nakamawashi-edge/current/bin/nakamawashi-edge');
const given = join(home, 'given');
const wait = { timeout: 30_000, interval: 50 };
const closing: (() => unknown)[] = [];
let packed = '';

beforeAll(async () => {
  chmodSync(home, 0o755);
  mkdirSync(given);
  ({ folder: packed } = await packEdge(home));
}, 120_000);
afterAll(async () => {
  for (const close of closing.toReversed()) await close();
  rmSync(home, { recursive: true, force: true });
});

function install(args: readonly string[]): { readonly status: number | null; readonly text: string } {
  const env = {
    PATH: '/usr/sbin:/usr/bin:/bin',
    NAKAMAWASHI_NODE: '/bin/false',
    NAKAMAWASHI_SYSTEMCTL: '/bin/true',
  };
  const done = spawnSync(join(packed, 'install.sh'), ['--root', root, ...args], { encoding: 'utf8', env });
  return { status: done.status, text: done.stdout + done.stderr };
}

/** The program that runs this test, packed the way nodejs.org packs it. */
function packNode(): { readonly name: string; readonly sum: string } {
  const top = `node-v24.21.0-linux-${process.arch}`;
  mkdirSync(join(home, top, 'bin'), { recursive: true });
  symlinkSync(process.execPath, join(home, top, 'bin/node'));
  const name = `${top}.tar.gz`;
  execFileSync('tar', ['-C', home, '-I', 'gzip -1', '-chf', join(packed, name), top]);
  return {
    name,
    sum: createHash('sha256')
      .update(readFileSync(join(packed, name)))
      .digest('hex'),
  };
}

function writeConfig(brokerPort: number, modbusPort: number, ids: readonly string[], file: string): void {
  const config = {
    consortium: 'ota',
    workshop: { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' } },
    broker: { url: `mqtt://127.0.0.1:${brokerPort}`, passwordFile: './password' },
    dataDir: data,
    consent: { text: '1', person: '山田', date: '2026-11-01' },
    clock: { trust: 'always' },
    machines: ids.map((id, index) => ({
      id,
      name: { ja: id, en: id },
      profile: 'modbus-stack-light',
      modbus: { host: '127.0.0.1', port: modbusPort, unit: index + 1, intervalMs: 100 },
      sharing: { desk: 'live' },
    })),
  };
  writeFileSync(file, JSON.stringify(config, null, 1));
}

async function openShop(heard: string[]) {
  const script = { kind: 'pattern', epoch: 0, steps: [['production', 1_000]] } as const;
  const machines = [1, 2].map(
    (unit) => ({ kind: 'modbus-stack-light', name: `m${unit}`, unit, script }) as const,
  );
  const modbus = await startModbusServer({ port: 0, clock: systemClock, machines });
  closing.push(() => modbus.stop());
  const accounts = join(home, 'accounts.yaml');
  writeFileSync(accounts, `"kamata": "${createHash('sha256').update('s').digest('hex')}"`);
  const broker = await openEmbeddedBroker({
    config: { host: '127.0.0.1', port: 0, accounts, maxPacketBytes: 262_144 },
    scope: { consortium: 'ota', host: 'board' },
    accounts: openAccounts(accounts),
    onRefused: () => undefined,
    onError: () => undefined,
  });
  closing.push(() => broker.close());
  broker.read((topic) => {
    const { type, device } = parseTopic(topic) ?? {};
    heard.push(`${type} ${device ?? ''}`);
  });
  const { port } = await broker.listen();
  return { brokerPort: port, modbusPort: modbus.port };
}

/** What arrives at a socket of the service manager's kind. */
async function openNotices(socat: string, socket: string): Promise<{ text(): string }> {
  const listener = spawn(socat, ['-u', `UNIX-RECV:${socket},mode=0666`, 'STDOUT']);
  const gone = once(listener, 'exit');
  // It removes its socket as it ends, and a folder is not emptied by two at once.
  closing.push(() => {
    listener.kill();
    return gone;
  });
  let text = '';
  listener.stdout.on('data', (bytes: Buffer) => {
    text += bytes;
  });
  await expect.poll(() => existsSync(socket), wait).toBe(true);
  return { text: () => text };
}

/** Starts the installed agent as the unit does: another user, no capabilities, no way to more rights. */
function startAgent(socket: string): ChildProcess {
  const args = [launcher, '--config', join(etc, 'edge-agent.yaml')];
  const limits = [
    `--reuid=${nobody}`,
    `--regid=${nobody}`,
    '--clear-groups',
    '--no-new-privs',
    '--bounding-set=-all',
  ];
  const [command = '', ...rest] = isRoot ? ['setpriv', ...limits, ...args] : args;
  const env = { PATH: '/usr/bin:/bin', NOTIFY_SOCKET: socket, WATCHDOG_USEC: '3000000' };
  const agent = spawn(command, rest, { env, stdio: 'ignore' });
  closing.push(() => agent.kill('SIGKILL'));
  return agent;
}

function giveToService(): void {
  if (!isRoot) return;
  chownSync(data, nobody, nobody);
  for (const name of ['edge-agent.yaml', 'password']) chownSync(join(etc, name), 0, nobody);
}

describeReal('socat', 'the installed agent', (socat) => {
  it('takes Node from its archive, reads, publishes, reloads and is not root', async () => {
    const { name, sum } = packNode();
    expect(install(['--check'])).toMatchObject({
      status: 1,
      text: expect.stringContaining('SHASUMS256.txt is missing'),
    });
    expect(install(['--check', '--unchecked-node'])).toMatchObject({ status: 0 });
    writeFileSync(join(packed, 'SHASUMS256.txt'), `${sum}  ${name}\n`);
    const heard: string[] = [];
    const { brokerPort, modbusPort } = await openShop(heard);
    writeConfig(brokerPort, modbusPort, ['a'], join(given, 'edge-agent.yaml'));
    writeFileSync(join(given, 'password'), 's\n');

    const begun = performance.now();
    const done = install(['--config', join(given, 'edge-agent.yaml')]);
    expect(done).toMatchObject({ status: 0, text: expect.stringContaining('設置できました') });
    expect(statSync(join(etc, 'password')).mode & 0o777).toBe(0o640);
    giveToService();
    const installed = performance.now();
    const socket = join(home, 'notify-edge');
    const notices = await openNotices(socat, socket);
    const agent = startAgent(socket);
    await expect.poll(() => heard, wait).toContain('DBIRTH a');
    const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
    process.stdout.write(
      `unpacked and installed in ${seconds(installed - begun)} s, ` +
        `first machine at the broker ${seconds(performance.now() - installed)} s later\n`,
    );
    const status = readFileSync(`/proc/${agent.pid}/status`, 'utf8');
    expect(status).not.toMatch(/^Uid:\s+0\b/m);
    if (isRoot) expect(status).toMatch(/^CapEff:\s+0+$/m);

    writeConfig(brokerPort, modbusPort, ['a', 'b'], join(etc, 'edge-agent.yaml'));
    agent.kill('SIGHUP');
    await expect.poll(() => heard, wait).toContain('DBIRTH b');
    expect(agent.exitCode).toBeNull();
    await expect.poll(() => notices.text(), wait).toMatch(/READY=1[\s\S]*WATCHDOG=1/);
    agent.kill('SIGTERM');
    await expect.poll(() => agent.exitCode, wait).toBe(0);
    expect(heard).toContain('NDEATH ');
  }, 120_000);

  it('hears READY and STOPPING of the aggregator', async () => {
    const folder = join(home, 'consortium');
    mkdirSync(folder);
    const [board = 0, broker = 0, ...more] = await freePorts(2 + 3 * smallConsortium.workshops.length);
    const workshops = new Map(
      smallConsortium.workshops.map(({ id }, index) => {
        const [opcua = 0, modbus = 0, page = 0] = more.slice(3 * index);
        return [id, { opcua, modbus, page }];
      }),
    );
    const { timeZone } = smallConsortium;
    const files = writeConsortium(smallConsortium, {
      folder,
      ports: { board, broker, workshops },
      calendars: demoCalendars(timeZone, 0),
      slotLengthMs: 60_000,
      outboxDays: 30,
      externalBroker: false,
      open: true,
    });
    const socket = join(home, 'notify-aggregator');
    const notices = await openNotices(socat, socket);
    const main = join(repository, 'cloud-aggregator/src/main.ts');
    const env = { PATH: '/usr/bin:/bin', NOTIFY_SOCKET: socket };
    const aggregator = spawn(process.execPath, [main, '--config', files.aggregator], {
      env,
      stdio: 'ignore',
    });
    closing.push(() => aggregator.kill('SIGKILL'));
    await expect.poll(() => notices.text(), wait).toContain('READY=1');
    aggregator.kill('SIGTERM');
    await expect.poll(() => notices.text(), wait).toContain('STOPPING=1');
  }, 60_000);
});

const maySplitMounts = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', home]).status === 0;
describeFound('a mount of its own', maySplitMounts ? present('unshare') : null, 'a full disk', (unshare) => {
  it('is noticed before anything is written', () => {
    const small = join(home, 'small');
    mkdirSync(small);
    const script = 'mount -t tmpfs -o size=1m tmpfs "$1" && shift && "$@"';
    const run = ['-m', 'sh', '-c', script, 'sh', small, join(packed, 'install.sh'), '--root', small];
    const done = spawnSync(unshare, run, {
      encoding: 'utf8',
      env: { ...process.env, NAKAMAWASHI_NODE: process.execPath },
    });
    expect(done).toMatchObject({ status: 1, stderr: expect.stringContaining('Too little space') });
  });
});
