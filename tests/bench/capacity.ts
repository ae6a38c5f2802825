// Spare capacity of a ward: how long the desk's questions take over HTTP, how much of the ward's record the process
// holds, and how long its event loop stands still meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { localDate, weekdays } from '@nakamawashi/machine-model';
import { datePlus, mondayOf } from '../../cloud-aggregator/src/directory/localDates.ts';
import type { BenchTable } from './benchTable.ts';
import { answersTo } from './capacity/answersTo.ts';
import { issueAhead, startWatched, type Watched } from './capacity/watchedAggregator.ts';
import { filledStore } from './exports/filledStore.ts';
import { percentile } from './ingest/loadPlan.ts';
import { usageOf } from './usage.ts';

const timeZone = 'Asia/Tokyo';
const weeksOnRecord = 9;
/** So often each question is asked, and less often where the answer is the whole board. */
const times = { few: 20, many: 60 };
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
      'of it on a processor ms',
      'peak MB',
    ],
    rows,
    notes: [
      `Nine weeks of counted days on record, five machines in each shop, every owner open; ${times.many} times each ` +
        `and whole boards ${times.few} times, from another process on the same machine. \`after the start\`: the ` +
        'first answer that rests on all that is on record, from the start of the process. The processor’s part of a ' +
        'stop is the most of any stop, which may be another one than the longest.',
    ],
  };
}

async function ofSize(machines: number): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-capacity-'));
  try {
    await fill(folder, machines);
    await issueAhead(folder, datePlus(`${localDate(Date.now(), timeZone).slice(0, 7)}-01`, -1).slice(0, 7));
    const began = performance.now();
    const running = await startWatched(folder);
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
      await running.stop();
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

/** Nothing more has come from the record for so long: all of it is there. */
const settledMs = 15_000;

/** Waits until the record of all machines is there, with which ever more of them have confidence A; when it was. */
async function whenFilled({ board }: Watched, machines: number, began: number): Promise<number> {
  let last = { rows: 0, atMs: performance.now() };
  for (;;) {
    const answer = (await (await fetch(`${board}/api/capacity?confidence=A&process=ED-WIRE`)).json()) as {
      readonly rows: readonly unknown[];
    };
    const rows = answer.rows.length;
    if (rows !== last.rows) last = { rows, atMs: performance.now() };
    const isSettled = performance.now() - last.atMs > settledMs;
    if (isSettled && rows >= (machines / processCount) * 0.7) return last.atMs - began;
    await delay(1_000);
  }
}

async function asked(running: Watched, machines: number, question: string): Promise<string[]> {
  await running.longestStop();
  const isWhole = !question.includes('?');
  const url = `${running.board}/api/${question}`;
  const { tookMs, rows, bytes } = await answersTo(url, isWhole ? times.few : times.many);
  return row(running, machines, { question, rows, kb: bytes / 1e3, tookMs });
}

interface Asked {
  readonly question: string;
  readonly rows: number;
  readonly kb: number;
  readonly tookMs: readonly number[];
}

async function row(running: Watched, machines: number, asked: Asked): Promise<string[]> {
  const { question, rows, kb, tookMs } = asked;
  const { wallMs, threadMs } = await running.longestStop();
  const { peakMb } = usageOf(running.pid);
  const figures = [
    rows,
    kb,
    percentile(tookMs, 0.5),
    percentile(tookMs, 0.95),
    Math.max(...tookMs),
    wallMs,
    threadMs,
    peakMb,
  ];
  const cells = [String(machines), decodeURIComponent(question), ...figures.map((each) => each.toFixed(0))];
  // A ward takes minutes: what is known is said at once.
  process.stderr.write(`${cells.join(' | ')}\n`);
  return cells;
}
