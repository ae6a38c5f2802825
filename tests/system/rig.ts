// A whole consortium in processes of its own, on free ports and in a folder of its own: the system tests kill and start
// its parts and read its store. Everything it started is gone after `stop`, by its process id.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mosquittoFiles } from '../../cloud-aggregator/src/broker/mosquittoConfig.ts';
import type { StoreSettings } from '../../cloud-aggregator/src/store/storeSettings.ts';
import { type Child, startChild, stopChildren } from '../../packages/simulators/src/demo/child.ts';
import type { Consortium } from '../../packages/simulators/src/demo/consortium.ts';
import {
  type ConsortiumFiles,
  type ConsortiumPorts,
  writeConsortium,
} from '../../packages/simulators/src/demo/consortiumFiles.ts';
import { demoCalendars } from '../../packages/simulators/src/demo/demoWeek.ts';
import { untilReady } from '../../packages/simulators/src/demo/untilReady.ts';
import { freePorts } from '../../packages/simulators/src/freePorts.ts';

const root = resolve(import.meta.dirname, '../..');

export interface RigOptions {
  readonly consortium: Consortium;
  readonly slotLengthMs: number;
  readonly broker: 'embedded' | 'mosquitto';
  /** Another store for the aggregator than its own SQLite file. */
  readonly store?: StoreSettings;
}

/** The parts that can be started and killed; an edge agent goes by its workshop's id. */
export type Part = 'machines' | 'aggregator' | 'broker' | `edge ${string}`;

export interface Rig {
  readonly folder: string;
  readonly files: ConsortiumFiles;
  readonly board: string;
  readonly brokerPort: number;
  page(workshop: string): string;
  /** Starts a part, with this in its environment, and waits until it says that it is ready. */
  start(part: Part, env?: Readonly<Record<string, string>>): Promise<void>;
  /** Starts every part in a sensible order. */
  startAll(): Promise<void>;
  /** SIGKILL, and waits until the process is gone. */
  kill(part: Part): Promise<void>;
  pid(part: Part): number;
  stop(): Promise<void>;
}

export async function createRig(options: RigOptions): Promise<Rig> {
  const { consortium } = options;
  const folder = mkdtempSync(join(tmpdir(), 'consortium-'));
  mkdirSync(join(folder, 'logs'));
  const ports = await choosePorts(consortium);
  const files = writeConsortium(consortium, {
    folder,
    ports,
    calendars: demoCalendars(consortium.timeZone, 0),
    slotLengthMs: options.slotLengthMs,
    outboxDays: 30,
    externalBroker: options.broker === 'mosquitto',
    open: true,
  });
  if (options.broker === 'mosquitto') writeMosquitto(consortium, folder, ports, files);
  if (options.store !== undefined) writeStore(files.aggregator, options.store);
  const parts = new Map<Part, Child>();
  const stopping = new AbortController();
  const board = `http://127.0.0.1:${ports.board}`;
  const page = (workshop: string): string => `http://127.0.0.1:${ports.workshops.get(workshop)?.page}`;
  const start: Rig['start'] = async (part, env = {}) => {
    const logFile = join(folder, 'logs', `${part.replace(' ', '-')}.log`);
    const child = await startPart(part, { folder, files, logFile, env });
    parts.set(part, child);
    if (part === 'aggregator') await ready(`${board}/health`, child, stopping.signal);
    else if (part === 'machines') await untilWritten(logFile, '"ready":true');
    else if (part !== 'broker') await untilAnswers(`${page(workshopOf(part))}/health`, stopping.signal);
  };
  return {
    folder,
    files,
    board,
    brokerPort: ports.broker,
    page,
    start,
    startAll: async () => {
      if (options.broker === 'mosquitto') await start('broker');
      await Promise.all([start('machines'), start('aggregator')]);
      await Promise.all(consortium.workshops.map(({ id }) => start(`edge ${id}`)));
    },
    kill: async (part) => {
      const child = childOf(parts, part);
      child.kill('SIGKILL');
      await child.ended;
      parts.delete(part);
    },
    pid: (part) => childOf(parts, part).pid,
    stop: async () => {
      stopping.abort();
      await stopChildren([...parts.values()], 10_000);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The file is written as JSON, which is YAML too. */
function writeStore(file: string, store: StoreSettings): void {
  const config = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...config, store }));
}

function childOf(parts: ReadonlyMap<Part, Child>, part: Part): Child {
  const child = parts.get(part);
  if (child === undefined) throw new Error(`BUG: ${part} was not started`);
  return child;
}

function workshopOf(part: Part): string {
  return part.slice('edge '.length);
}

interface Start {
  readonly folder: string;
  readonly files: ConsortiumFiles;
  readonly logFile: string;
  readonly env: Readonly<Record<string, string>>;
}

async function startPart(part: Part, { folder, files, logFile, env }: Start): Promise<Child> {
  if (part === 'broker') return startMosquitto(folder, logFile);
  return startChild({ name: part, args: argumentsOf(part, files), folder: root, logFile, env });
}

async function ready(url: string, child: Child, signal: AbortSignal): Promise<void> {
  const ended = child.ended.then((how) => {
    throw new Error(`${child.name} ended (${how}):\n${child.tail()}`);
  });
  await Promise.race([untilReady(url, signal), ended]);
}

function argumentsOf(part: Exclude<Part, 'broker'>, files: ConsortiumFiles): readonly string[] {
  if (part === 'machines') return ['packages/simulators/src/main.ts', '--config', files.simulation];
  if (part === 'aggregator') return ['cloud-aggregator/src/main.ts', '--config', files.aggregator];
  const edge = files.workshops.get(workshopOf(part));
  if (edge === undefined) throw new Error(`BUG: no workshop for ${part}`);
  return ['edge-agent/src/main.ts', '--config', edge.edgeAgent];
}

async function choosePorts(consortium: Consortium): Promise<ConsortiumPorts> {
  const [board = 0, broker = 0, ...others] = await freePorts(2 + 3 * consortium.workshops.length);
  const workshops = consortium.workshops.map(({ id }, index) => {
    const [opcua = 0, modbus = 0, page = 0] = others.slice(3 * index, 3 * index + 3);
    return [id, { opcua, modbus, page }] as const;
  });
  return { board, broker, workshops: new Map(workshops) };
}

function writeMosquitto(
  consortium: Consortium,
  folder: string,
  ports: ConsortiumPorts,
  files: ConsortiumFiles,
): void {
  const home = join(folder, 'mosquitto');
  mkdirSync(home);
  const { conf, acl } = mosquittoFiles({
    consortium: consortium.id,
    host: consortium.host,
    port: ports.broker,
    tls: null,
    maxPacketBytes: 262_144,
    folder: home,
  });
  const accounts = [...files.workshops].map(([id, { password }]) => `${id}:${password}`);
  writeFileSync(join(home, 'mosquitto.conf'), `${conf}\nuser root\n`);
  writeFileSync(join(home, 'acl'), acl, { mode: 0o600 });
  writeFileSync(
    join(home, 'passwords'),
    `${[...accounts, `${consortium.host}:${files.hostPassword}`].join('\n')}\n`,
    {
      mode: 0o600,
    },
  );
  execFileSync('mosquitto_passwd', ['-U', join(home, 'passwords')]);
}

async function startMosquitto(folder: string, logFile: string): Promise<Child> {
  const process: ChildProcess = spawn('mosquitto', ['-v', '-c', join(folder, 'mosquitto/mosquitto.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  process.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
    if (existsSync(folder)) writeFileSync(logFile, log);
  });
  const ended = new Promise<string>((done) => {
    process.once('close', (code, signal) => done(signal ?? `exit code ${code}`));
  });
  const up = new Promise<void>((done, fail) => {
    process.stderr?.on('data', () => {
      if (log.includes('running')) done();
    });
    void ended.then((how) => fail(new Error(`mosquitto ended (${how}):\n${log}`)));
  });
  await up;
  return {
    name: 'broker',
    pid: process.pid ?? 0,
    ended,
    kill: (signal) => {
      process.kill(signal);
    },
    tail: () => log.split('\n').slice(-12).join('\n'),
  };
}

/** An edge agent answers its health question from its start; it is ready only later, with broker and machines. */
async function untilAnswers(url: string, signal: AbortSignal): Promise<void> {
  await until(async () => (await fetch(url, { signal }).catch(() => null)) !== null);
}

async function untilWritten(file: string, words: string): Promise<void> {
  await until(() => existsSync(file) && readFileSync(file, 'utf8').includes(words));
}

/** Asks every tenth of a second until the answer is yes; the test's own time limit ends it. */
export async function until(question: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await question())) await new Promise((next) => setTimeout(next, 100));
}
