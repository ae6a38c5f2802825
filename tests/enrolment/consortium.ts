// A consortium of one workshop in processes of its own, with TLS and certificates of its own authority: the commands
// are run as a person would, and everything that was started is gone after `stop`.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '@nakamawashi/runtime';
import { startModbusServer } from '@nakamawashi/simulators';
import { vi } from 'vitest';
import { type Child, startChild } from '../../packages/simulators/src/demo/child.ts';
import { freePorts } from '../../packages/simulators/src/freePorts.ts';

const root = resolve(import.meta.dirname, '../..');

/** What a command wrote, both outputs together, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly text: string;
}

export type Consortium = Awaited<ReturnType<typeof openConsortium>>;

export const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 60_000, interval: 100 });

interface ConsortiumOptions {
  readonly certificateDays: number;
  /** People sign in. */
  readonly isClosed?: boolean;
}

/** Writes the files and starts the machine; aggregator and agent are started by the test. */
export async function openConsortium(options: ConsortiumOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'enrolment-'));
  const [brokerPort = 0, boardPort = 0, page = 0] = await freePorts(3);
  const machine = await startLathe();
  const ports = { broker: brokerPort, board: boardPort };
  const { aggregatorFile, edgeFile } = writeFiles(folder, ports, options);
  const children: Child[] = [];
  const start = async (name: string, script: string, file: string): Promise<Child> => {
    const args = [script, '--config', file];
    const child = await startChild({ name, args, folder: root, logFile: join(folder, `${name}.log`) });
    children.push(child);
    return child;
  };
  const command = (script: string, args: readonly string[]): Promise<Ran> =>
    new Promise((done) => {
      execFile(process.execPath, [script, ...args], { cwd: folder }, (error, out, err) =>
        done({ code: error === null ? 0 : Number(error.code), text: `${out}${err}` }),
      );
    });
  const edgeMain = join(root, 'edge-agent/src/main.ts');
  const aggregatorMain = join(root, 'cloud-aggregator/src/main.ts');
  return {
    folder,
    edgeFile,
    board: `https://127.0.0.1:${boardPort}`,
    brokerPort,
    startAggregator: () => start('aggregator', aggregatorMain, aggregatorFile),
    startAgent: () => start('agent', edgeMain, edgeFile),
    aggregator: (...args: readonly string[]) =>
      command(aggregatorMain, [...args, '--config', aggregatorFile]),
    edge: (...args: readonly string[]) => command(edgeMain, args),
    /** The agent's file as its owner fills it in. */
    writeEdge: (parts: object): void => write(edgeFile, { ...ownersFile(page, machine.port), ...parts }),
    health: async (): Promise<Health> => (await fetch(`http://127.0.0.1:${page}/health`)).json() as never,
    /** The starts of all slots in the store. */
    stored: (): readonly number[] => {
      const database = new DatabaseSync(join(folder, 'data/store.sqlite'), { readOnly: true });
      try {
        return database
          .prepare('SELECT start FROM slot ORDER BY start')
          .all()
          .map((row) => Number(row['start']));
      } finally {
        database.close();
      }
    },
    log: (name: string): string => readFileSync(join(folder, `${name}.log`), 'utf8'),
    stop: async (): Promise<void> => {
      for (const child of children.toReversed()) {
        child.kill('SIGTERM');
        await child.ended;
      }
      await machine.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

const startLathe = () =>
  startModbusServer({
    port: 0,
    clock: systemClock,
    machines: [
      {
        kind: 'modbus-stack-light',
        name: 'lathe',
        unit: 1,
        script: { kind: 'pattern', epoch: 0, steps: [['production', 1_000]] },
      },
    ],
  });
const write = (file: string, value: object): void => writeFileSync(file, JSON.stringify(value, null, 1));

function writeFiles(
  folder: string,
  ports: { readonly broker: number; readonly board: number },
  { certificateDays, isClosed = false }: ConsortiumOptions,
) {
  const aggregatorFile = join(folder, 'aggregator.yaml');
  for (const name of ['directory', 'calendars', 'box']) mkdirSync(join(folder, name));
  const own = { own: true, names: ['127.0.0.1', 'localhost'] };
  write(aggregatorFile, {
    consortium: 'ota',
    host: 'ota-board',
    dataDir: './data',
    broker: { embedded: { port: ports.broker, accounts: './accounts.yaml', tls: own } },
    store: { sqlite: { file: './data/store.sqlite' } },
    directory: './directory',
    calendars: './calendars',
    http: { port: ports.board, tls: own, open: !isClosed },
    enrolment: { broker: `mqtts://127.0.0.1:${ports.broker}`, certificateDays },
  });
  write(join(folder, 'calendars/none.yaml'), { timeZone: 'Asia/Tokyo', patterns: [{ week: {} }] });
  const machines = [{ id: 'lathe-1', name: { ja: '旋盤', en: 'Lathe' }, processes: ['TURN'] }];
  const kamata = { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' }, calendar: 'none', machines };
  write(join(folder, 'directory/kamata.yaml'), kamata);
  return { aggregatorFile, edgeFile: join(folder, 'box', 'edge-agent.yaml') };
}

/** The parts of an agent's file that have nothing to do with the way to the consortium. */
function ownersFile(page: number, machinePort: number): object {
  return {
    consortium: 'ota',
    workshop: { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' } },
    dataDir: './data',
    http: { port: page },
    consent: { text: '1', person: '山田', date: '2026-11-01' },
    clock: { trust: 'always' },
    slotLengthMs: 1_000,
    machines: [
      {
        id: 'lathe-1',
        name: { ja: '旋盤', en: 'Lathe' },
        profile: 'modbus-stack-light',
        modbus: { host: '127.0.0.1', port: machinePort, unit: 1, intervalMs: 100 },
        sharing: { desk: 'live' },
      },
    ],
  };
}

interface Health {
  readonly link: { readonly state: string; readonly problem: string | null };
  readonly certificate: { readonly until: number; readonly problem: string | null } | null;
  readonly troubles: readonly { readonly en: string }[];
}

/** What the fresh file says about the way to the consortium. */
export function joinedSettings(text: string): object {
  const value = (key: string): unknown => {
    const found = new RegExp(`^${key}: (.*)$`, 'm').exec(text)?.[1] ?? '';
    return JSON.parse(found.replaceAll(/ (\w+):/g, '"$1":'));
  };
  return { broker: value('broker'), primaryHost: value('primaryHost'), enrolment: value('enrolment') };
}
