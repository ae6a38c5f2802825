// An aggregator in a process of its own over a folder with records and store, which says how long its event loop stood
// still at most.
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { freePorts } from '../../../packages/simulators/src/freePorts.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Of the event loop: on the wall clock, and in how much of one stop its thread had a processor; milliseconds. */
interface LongestStop {
  readonly wallMs: number;
  readonly threadMs: number;
}

export interface Watched {
  readonly pid: number;
  readonly board: string;
  /** Since it was asked last. */
  longestStop(): Promise<LongestStop>;
  stop(): Promise<void>;
}

/** Writes its configuration; `data` in the folder is its data folder. `open`: nobody signs in. */
async function configure(folder: string, open: boolean) {
  const [broker = 0, board = 0] = await freePorts(2);
  for (const name of ['directory', 'calendars']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'accounts.yaml'), '{}');
  const config = {
    consortium: 'ota',
    host: 'board',
    dataDir: './data',
    broker: { embedded: { port: broker, accounts: './accounts.yaml' } },
    store: { sqlite: { file: './data/store.sqlite' } },
    directory: './directory',
    calendars: './calendars',
    http: { port: board, open },
  };
  const file = join(folder, 'config.yaml');
  writeFileSync(file, JSON.stringify(config));
  return { file, board };
}

/** Makes a month's file ahead: it would fall due a minute after the start, and be made beside whatever is measured. */
export async function issueAhead(folder: string, month: string): Promise<void> {
  const { file } = await configure(folder, true);
  const out = join(folder, 'out');
  await promisify(execFile)(
    process.execPath,
    ['cloud-aggregator/src/main.ts', 'export', month, '--config', file, '--out', out],
    { cwd: root },
  );
}

/** Starts it. */
export async function startWatched(folder: string, open = true): Promise<Watched> {
  const { file, board } = await configure(folder, open);
  const watch = join(import.meta.dirname, 'loopWatch.ts');
  const child = spawn(
    process.execPath,
    ['--import', watch, 'cloud-aggregator/src/main.ts', '--config', file],
    { cwd: root, stdio: ['ignore', 'pipe', 'ignore', 'ipc'] },
  );
  await new Promise<void>((done, fail) => {
    child.once('exit', (code) => fail(new Error(`the aggregator ended with ${code}`)));
    if (child.stdout === null) throw new Error('BUG: a child without output');
    createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('board:') && done());
  });
  return {
    pid: child.pid ?? 0,
    board: `http://127.0.0.1:${board}`,
    longestStop: () =>
      new Promise((done) => {
        child.once('message', (stop) => done(stop as LongestStop));
        child.send('longest stop');
      }),
    stop: async () => {
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await gone;
    },
  };
}
