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

/** Writes the files and starts the machine; aggregator and agent are started by the test. */
export async function openConsortium(options: { readonly certificateDays: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'enrolment-'));
  const [brokerPort = 0, boardPort = 0, page = 0] = await freePorts(3);
  const machine = await startLathe();
  const ports = { brokerPort, boardPort, page, modbus: machine.port };
  const { aggregatorFile, edgeFile, writeEdge } = writeFiles(folder, ports, options.certificateDays);
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
    writeEdge,
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

interface Health {
  readonly link: { readonly state: string; readonly problem: string | null };
  readonly certificate: { readonly until: number; readonly problem: string | null } | null;
  readonly troubles: readonly { readonly en: string }[];
}

interface Ports {
  readonly brokerPort: number;
  readonly boardPort: number;
  readonly page: number;
  readonly modbus: number;
}

const write = (file: string, value: object): void => writeFileSync(file, JSON.stringify(value, null, 1));

function startLathe() {
  return startModbusServer({
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
}

/** The aggregator's folder, and where the agent's file goes. */
function writeFiles(folder: string, ports: Ports, certificateDays: number) {
  const aggregatorFile = join(folder, 'aggregator.yaml');
  const edgeFile = join(folder, 'box', 'edge-agent.yaml');
  for (const name of ['directory', 'calendars', 'box']) mkdirSync(join(folder, name));
  const own = { own: true, names: ['127.0.0.1', 'localhost'] };
  write(aggregatorFile, {
    consortium: 'ota',
    host: 'ota-board',
    dataDir: './data',
    broker: { embedded: { port: ports.brokerPort, accounts: './accounts.yaml', tls: own } },
    store: { sqlite: { file: './data/store.sqlite' } },
    directory: './directory',
    calendars: './calendars',
    http: { port: ports.boardPort, tls: own, open: true },
    enrolment: { broker: `mqtts://127.0.0.1:${ports.brokerPort}`, certificateDays },
  });
  write(join(folder, 'calendars/none.yaml'), { timeZone: 'Asia/Tokyo', patterns: [{ week: {} }] });
  for (const id of ['kamata', 'rokugo']) {
    const machines = [{ id: 'lathe-1', name: { ja: '旋盤', en: 'Lathe' }, processes: ['TURN'] }];
    write(join(folder, `directory/${id}.yaml`), { id, name: { ja: id, en: id }, calendar: 'none', machines });
  }
  return { aggregatorFile, edgeFile, writeEdge: (parts: object) => writeEdge(edgeFile, ports, parts) };
}

function writeEdge(edgeFile: string, ports: Ports, parts: object): void {
  write(edgeFile, {
    consortium: 'ota',
    workshop: { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' } },
    dataDir: './data',
    http: { port: ports.page },
    consent: { text: '1', person: '山田', date: '2026-11-01' },
    clock: { trust: 'always' },
    slotLengthMs: 1_000,
    machines: [
      {
        id: 'lathe-1',
        name: { ja: '旋盤', en: 'Lathe' },
        profile: 'modbus-stack-light',
        modbus: { host: '127.0.0.1', port: ports.modbus, unit: 1, intervalMs: 100 },
        sharing: { desk: 'live' },
      },
    ],
    ...parts,
  });
}
