// Spare capacity of a ward: how long the desk's questions take over HTTP, how much of the ward's record the process
// holds, and how long its event loop stands still meanwhile.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { localDate, weekdays } from '@nakamawashi/machine-model';
import { datePlus, mondayOf } from '../../cloud-aggregator/src/directory/localDates.ts';
import { freePorts } from '../../packages/simulators/src/freePorts.ts';
import type { BenchTable } from './benchTable.ts';
import { filledStore } from './exports/filledStore.ts';
import { percentile } from './ingest/loadPlan.ts';
import { usageOf } from './usage.ts';

const timeZone = 'Asia/Tokyo';
const root = resolve(import.meta.dirname, '../..');
const weeksOnRecord = 9;
/** So often each question is asked, and less often where the answer is the whole board. */
const times = { few: 20, many: 60 };
const betweenMs = 100;
/** The processes take turns among the machines (exports/filledStore.ts). */
const processCount = 8;

export async function capacity(sizes: readonly number[]): Promise<BenchTable> {
  const rows: string[][] = [];
  for (const machines of sizes) rows.push(...(await ofSize(machines)));
  return {
    title: 'Spare capacity over HTTP',
    columns: [
      'machines',
      'question',
      'rows',
      'kB',
      'p50 ms',
      'p95 ms',
      'most ms',
      'longest stop ms',
      'peak MB',
    ],
    rows,
    notes: [
      `Nine weeks of counted days on record, five machines in each shop, every owner open; ${times.many} times each ` +
        `and whole boards ${times.few} times, from another process on the same machine. \`after the start\`: the ` +
        'first answer that rests on all that is on record, from the start of the process.',
    ],
  };
}

interface Running {
  readonly child: ChildProcess;
  readonly board: string;
  longestStopMs(): Promise<number>;
}

async function ofSize(machines: number): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-capacity-'));
  try {
    await fill(folder, machines);
    const began = performance.now();
    const running = await start(folder);
    try {
      const filledMs = await whenFilled(running, machines, began);
      const first = await row(running, machines, {
        question: 'after the start',
        rows: machines / processCount,
        kb: 0,
        tookMs: [filledMs],
      });
      const lines = [first];
      for (const question of questions()) lines.push(await asked(running, machines, question));
      return lines;
    } finally {
      const gone = new Promise((done) => running.child.once('exit', done));
      running.child.kill('SIGTERM');
      await gone;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a desk asks; the last two are the live board, as one answer and as the first of its feed. */
function questions(): readonly string[] {
  const by = datePlus(localDate(Date.now(), timeZone), 5);
  return [
    'capacity',
    'capacity?process=ED-WIRE',
    `capacity?process=TURN&size=200&hours=4&by=${by}`,
    `capacity?text=${encodeURIComponent('ワイヤカット ステンレス')}`,
    'capacity/lines',
    'machines',
    'live',
  ];
}

async function fill(folder: string, machines: number): Promise<void> {
  const today = localDate(Date.now(), timeZone);
  const week = Object.fromEntries(
    weekdays.map((day) => [day, [{ from: '00:00', until: '24:00', breaks: [] }]]),
  );
  await filledStore(join(folder, 'data'), {
    machines,
    firstDate: datePlus(today, -7 * weeksOnRecord),
    lastDate: datePlus(today, -1),
    calendar: { timeZone, patterns: [{ from: '0001-01-01', week }], exceptions: [] },
    stance: { week: mondayOf(today), answer: 'open', at: Date.now() },
  });
}

async function start(folder: string): Promise<Running> {
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
    http: { port: board, open: true },
  };
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify(config));
  const watch = join(import.meta.dirname, 'capacity/loopWatch.ts');
  const child = spawn(
    process.execPath,
    ['--import', watch, 'cloud-aggregator/src/main.ts', '--config', join(folder, 'config.yaml')],
    { cwd: root, stdio: ['ignore', 'pipe', 'ignore', 'ipc'] },
  );
  await new Promise<void>((done, fail) => {
    child.once('exit', (code) => fail(new Error(`the aggregator ended with ${code}`)));
    if (child.stdout === null) throw new Error('BUG: a child without output');
    createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('board:') && done());
  });
  return {
    child,
    board: `http://127.0.0.1:${board}`,
    longestStopMs: () =>
      new Promise((done) => {
        child.once('message', (ms) => done(Number(ms)));
        child.send('longest stop');
      }),
  };
}

/** Waits until the record of all machines is there: then all but those that were seldom seen have confidence A. */
async function whenFilled({ board }: Running, machines: number, began: number): Promise<number> {
  for (;;) {
    const answer = (await (await fetch(`${board}/api/capacity?confidence=A&process=ED-WIRE`)).json()) as {
      readonly rows: readonly unknown[];
    };
    if (answer.rows.length >= (machines / processCount) * 0.7) return performance.now() - began;
    await delay(1_000);
  }
}

async function asked(running: Running, machines: number, question: string): Promise<string[]> {
  await running.longestStopMs();
  const tookMs: number[] = [];
  let body = '';
  const isWhole = !question.includes('?');
  for (let time = 0; time < (isWhole ? times.few : times.many); time++) {
    const began = performance.now();
    body = await bodyOf(`${running.board}/api/${question}`);
    tookMs.push(performance.now() - began);
    await delay(betweenMs);
  }
  return row(running, machines, {
    question,
    rows: body.split('"workshop":').length - 1,
    kb: body.length / 1e3,
    tookMs,
  });
}

/** With which the last piece of a board begins. */
const wholeMark = '"isWhole":true';

/** The whole answer, or of the feed the whole board. */
async function bodyOf(url: string): Promise<string> {
  const stop = new AbortController();
  const { body } = await fetch(url, { signal: stop.signal });
  if (body === null) throw new Error(`no answer from ${url}`);
  let text = '';
  let isWhole = false;
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const from = Math.max(0, text.length - wholeMark.length);
    text += chunk;
    isWhole ||= text.startsWith('event:') && text.includes(wholeMark, from);
    if (isWhole && chunk.endsWith('\n\n')) break;
  }
  stop.abort();
  return text;
}

interface Asked {
  readonly question: string;
  readonly rows: number;
  readonly kb: number;
  readonly tookMs: readonly number[];
}

async function row(running: Running, machines: number, asked: Asked): Promise<string[]> {
  const { question, rows, kb, tookMs } = asked;
  const stop = await running.longestStopMs();
  const { peakMb } = usageOf(running.child.pid ?? 0);
  const figures = [
    rows,
    kb,
    percentile(tookMs, 0.5),
    percentile(tookMs, 0.95),
    Math.max(...tookMs),
    stop,
    peakMb,
  ];
  return [String(machines), decodeURIComponent(question), ...figures.map((each) => each.toFixed(0))];
}
