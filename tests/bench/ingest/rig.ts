// The parts of the ingest bench as processes of their own: an aggregator with its directory, a Mosquitto, the load, the
// bare writer; each goes by its process id, and all are gone after `stop`.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { weekdays } from '@nakamawashi/machine-model';
import { mosquittoFiles } from '../../../cloud-aggregator/src/broker/mosquittoConfig.ts';
import { freePorts } from '../../../packages/simulators/src/freePorts.ts';
import { makeAuthority } from '../../certificates.ts';
import { present } from '../../realServers.ts';
import type { Load, LoadPlan, LoadWord } from './loadPlan.ts';
import { machineName, workshopName } from './loadPlan.ts';

const root = resolve(import.meta.dirname, '../../..');
const password = 'bench';
const scope = { consortium: 'ota', host: 'ota-board' };

export interface BenchRig {
  readonly folder: string;
  readonly board: string;
  readonly brokerPort: number;
  startMosquitto(): Promise<ChildProcess>;
  startAggregator(): Promise<ChildProcess>;
  /** Into its own SQLite file, or into the InfluxDB at an address. */
  startBareWriter(influxUrl?: string): Promise<ChildProcess>;
  /** Starts the load and waits until all its workshops are born; `go` lets it drain and resolves with what it says. */
  startLoad(load: Load): Promise<{ go(): Promise<LoadWord & { readonly word: 'drained' }> }>;
  stop(): Promise<void>;
}

export interface RigOptions {
  readonly broker: 'embedded' | 'mosquitto';
  readonly workshops: number;
  readonly machinesOfEach: number;
  /** With TLS and a certificate of each workshop, at the embedded broker. */
  readonly isTls?: boolean;
  /** The `store` section of the aggregator's file as text; its own SQLite file when null. */
  readonly store: string | null;
  /** Where the aggregator leaves its processor profile when it ends, or null. */
  readonly profileFolder: string | null;
}

export async function openRig(options: RigOptions): Promise<BenchRig> {
  const folder = mkdtempSync(join(tmpdir(), 'ingest-bench-'));
  const [brokerPort = 0, boardPort = 0] = await freePorts(2);
  const children: ChildProcess[] = [];
  writeAggregatorFiles(folder, { ...options, brokerPort, boardPort });
  if (options.isTls) await writeCertificates(folder, options.workshops);
  if (options.broker === 'mosquitto') writeMosquittoFiles(folder, options.workshops, brokerPort);
  const node = (args: readonly string[], title: string): ChildProcess => {
    const child = spawnNode(args, join(folder, `${title}.log`));
    children.push(child);
    return child;
  };
  return {
    folder,
    board: `http://127.0.0.1:${boardPort}`,
    brokerPort,
    startMosquitto: async () => {
      const conf = join(folder, 'mosquitto.conf');
      const child = spawn(present('mosquitto') ?? '', ['-c', conf], { stdio: 'ignore' });
      children.push(child);
      await new Promise((done) => setTimeout(done, 500));
      return child;
    },
    startAggregator: async () => {
      const child = node([...profileArgs(options), ...aggregator, join(folder, 'config.yaml')], 'aggregator');
      await heard(child, folder, (line) => line.startsWith('board:'));
      return child;
    },
    startBareWriter: async (influxUrl) => {
      const target = influxUrl ?? join(folder, 'bare.sqlite');
      const args = [`mqtt://127.0.0.1:${brokerPort}`, scope.host, password, target];
      const child = node(['tests/bench/ingest/bareWriter.ts', ...args], 'bareWriter');
      await heard(child, folder, (line) => line === 'ready');
      return child;
    },
    startLoad: async (load) => {
      const certificates = options.isTls ? folder : null;
      const { consortium } = scope;
      const whole: LoadPlan = { ...load, port: brokerPort, consortium, password, certificates };
      const child = node(['tests/bench/ingest/load.ts', JSON.stringify(whole)], 'load');
      await heard(child, folder, (line) => line.includes('"ready"'));
      return {
        go: async () => {
          child.stdin?.write('go\n');
          const others = children.filter((each) => each !== child).map(died);
          const line = await Promise.race([
            heard(child, folder, (each) => each.includes('"drained"')),
            ...others,
          ]);
          return JSON.parse(line) as LoadWord & { readonly word: 'drained' };
        },
      };
    },
    stop: async () => {
      for (const child of children.toReversed()) await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const aggregator = ['cloud-aggregator/src/main.ts', '--config'];

function profileArgs({ profileFolder }: RigOptions): readonly string[] {
  return profileFolder === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
}

function spawnNode(args: readonly string[], logFile: string): ChildProcess {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stderr.on('data', (text) => writeFileSync(logFile, text, { flag: 'a' }));
  return child;
}

/** The first line on standard output that is wanted; throws with the log when the process ends before. */
function heard(child: ChildProcess, folder: string, wanted: (line: string) => boolean): Promise<string> {
  return new Promise((done, fail) => {
    if (child.stdout === null) throw new Error('BUG: a child without output');
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      if (!wanted(line)) return;
      lines.close();
      done(line);
    });
    child.once('exit', (code) => {
      fail(new Error(`a process of the bench ended with ${code}; its log is in ${folder}`));
    });
  });
}

function died(child: ChildProcess): Promise<never> {
  return new Promise((_, fail) =>
    child.once('exit', (code) => fail(new Error(`a receiver ended with ${code}`))),
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(insist);
}

function writeAggregatorFiles(
  folder: string,
  options: RigOptions & { readonly brokerPort: number; readonly boardPort: number },
): void {
  const { workshops, machinesOfEach, brokerPort, boardPort, store } = options;
  for (const name of ['directory', 'calendars']) mkdirSync(join(folder, name));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const hash = createHash('sha256').update(password).digest('hex');
  const names = Array.from({ length: workshops }, (_, index) => workshopName(index));
  write('accounts.yaml', names.map((name) => `"${name}": "${hash}"\n`).join(''));
  for (const id of names) {
    const machines = Array.from({ length: machinesOfEach }, (_, index) => {
      const machine = machineName(index);
      const process = ['TURN', 'MILL-3', 'GR-SURF', 'PRESS'][index % 4];
      return {
        id: machine,
        name: { ja: machine, en: machine },
        processes: [process],
        sharing: { desk: 'live' },
      };
    });
    write(
      `directory/${id}.yaml`,
      JSON.stringify({ id, name: { ja: id, en: id }, calendar: 'always', machines }),
    );
  }
  const week = Object.fromEntries(weekdays.map((day) => [day, [{ from: '00:00', until: '24:00' }]]));
  write('calendars/always.yaml', JSON.stringify({ timeZone: 'Asia/Tokyo', patterns: [{ week }] }));
  const broker =
    options.broker === 'embedded'
      ? {
          embedded: {
            port: brokerPort,
            accounts: './accounts.yaml',
            ...(options.isTls ? { tls: tlsFiles } : {}),
          },
        }
      : { external: { url: `mqtt://127.0.0.1:${brokerPort}`, username: scope.host, password } };
  const config = {
    ...scope,
    dataDir: './data',
    broker,
    directory: './directory',
    calendars: './calendars',
    http: { port: boardPort, open: true },
  };
  const storeText = store ?? '{ sqlite: { file: ./data/store.sqlite } }';
  const lines = Object.entries(config).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  write('config.yaml', `${lines.join('\n')}\nstore:\n${storeText.trimEnd().replace(/^/gm, '  ')}\n`);
}

const tlsFiles = { certFile: './server.pem', keyFile: './server.key', caFile: './ca.pem' };

async function writeCertificates(folder: string, workshops: number): Promise<void> {
  const authority = await makeAuthority();
  const server = await authority.issue('broker', { isServer: true });
  const files = {
    'ca.pem': authority.certificate,
    'server.pem': server.certificate,
    'server.key': server.key,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  for (let index = 0; index < workshops; index++) {
    const name = workshopName(index);
    const { certificate, key } = await authority.issue(name);
    writeFileSync(join(folder, `${name}.pem`), certificate);
    writeFileSync(join(folder, 'box.key'), key);
  }
}

function writeMosquittoFiles(folder: string, workshops: number, port: number): void {
  const { conf, acl } = mosquittoFiles({ ...scope, port, tls: null, maxPacketBytes: 262_144, folder });
  // Started by an administrator it would become another user, who may not read this folder.
  writeFileSync(join(folder, 'mosquitto.conf'), `user ${userInfo().username}\n${conf}`);
  writeFileSync(join(folder, 'acl'), acl);
  const names = [scope.host, ...Array.from({ length: workshops }, (_, index) => workshopName(index))];
  writeFileSync(join(folder, 'passwords'), names.map((name) => `${name}:${password}\n`).join(''));
  execFileSync(present('mosquitto_passwd') ?? '', ['-U', join(folder, 'passwords')]);
}

/** The `store` section that a file holds, or null without one. */
export function storeSection(file: string | undefined): string | null {
  return file === undefined ? null : readFileSync(file, 'utf8');
}

/** The `store` section for a running InfluxDB 1.x. */
export function influxSection(url: string): string {
  return JSON.stringify({ influx1: { url, database: 'bench' } });
}
