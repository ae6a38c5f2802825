// What the board costs the browser of a dispatcher who keeps it open: a real aggregator with a ward or a country of
// machines, real changes through its broker, the built page in Chromium.
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser/openBrowser.ts';
import { present } from '../realServers.ts';
import type { BenchTable } from './benchTable.ts';
import { openCountedLine } from './board/countedLine.ts';
import { openLook } from './board/look.ts';
import type { Load } from './ingest/loadPlan.ts';
import { openRig } from './ingest/rig.ts';

const changesPerSecond = 1_000;
const settleMs = 5_000;
const minutesOfHeap = 2;

const sizes = [
  { machines: 2_500, workshops: 250 },
  { machines: 42_000, workshops: 840 },
];
/** Typed one after the other, each from its first letter. */
const words = ['MIL', 'TURN', '旋盤', 'ワイヤ'];
const pages = [
  { page: 'free', row: '.free-line', field: 'input[type=search]' },
  { page: 'now', row: '.machine', field: null },
  { page: 'overview', row: '.overview canvas', field: null },
];

export interface BoardOptions {
  readonly minutes: number;
  /** How many machines; only these sizes. */
  readonly machines: readonly number[];
  /** Where the aggregator leaves its processor profile. */
  readonly profile?: string | undefined;
  /** A part of a row's name; all rows without one. */
  readonly only?: string | undefined;
}

/** A row for each page and size. */
export async function board(options: BoardOptions): Promise<BenchTable> {
  const { minutes, machines, only = '', profile = null } = options;
  const chromium = present('chromium');
  if (chromium === null) throw new Error('chromium is not installed');
  const rows: string[][] = [];
  for (const size of sizes.filter((each) => machines.includes(each.machines))) {
    const wanted = pages.filter(({ page }) => `${page} ${size.machines}`.includes(only));
    if (wanted.length === 0) continue;
    const rig = await openRig({
      broker: 'embedded',
      workshops: size.workshops,
      machinesOfEach: size.machines / size.workshops,
      store: null,
      profileFolder: profile,
    });
    const browser = await openBrowser(chromium);
    try {
      await rig.startAggregator();
      const { go } = await rig.startLoad({
        ...load,
        ...size,
        machinesOfEach: size.machines / size.workshops,
      });
      // It goes on until it is ended.
      go().catch(() => undefined);
      await warm(browser, rig.board);
      for (const page of wanted)
        rows.push(await rowOf(browser, `${rig.board}/?page=${page.page}`, { ...size, ...page, minutes }));
    } finally {
      await browser.close();
      await rig.stop();
    }
  }
  return { title, columns, rows, notes };
}

const load: Omit<Load, 'workshops' | 'machinesOfEach'> = {
  slotsOfMachine: 0,
  slotsOfParcel: 1,
  singleEvery: 1,
  liveChanges: changesPerSecond,
  parcelsPerSecond: null,
  awaitsReceipts: true,
};
const title = `The board in a browser, ${changesPerSecond} changes a second`;
const columns = [
  'page, machines',
  'first row s',
  'kB until then',
  'all there s',
  'kB until then',
  'longest task till then ms',
  'kB/s live',
  'changes/s heard',
  'main thread ms/s',
  'of which script',
  'longest task ms',
  'filter ms (median, longest)',
  'heap MB',
  'minutes',
  'nodes',
];
const notes = [
  'Others have looked at the board before. From navigation to the first row in the page, and until every machine is ' +
    'there and counted; bytes as they came over the line, live ones from five seconds after that. The main thread’s ' +
    'time is its time on a processor. A filter is one letter of four words, typed one after the other, each until ' +
    'the page has been drawn. The heap is measured after its garbage was collected: at first, every two minutes and ' +
    'at the end.',
];

interface Wish {
  readonly page: string;
  readonly machines: number;
  readonly row: string;
  readonly field: string | null;
  readonly minutes: number;
}

async function rowOf(
  browser: Browser,
  url: string,
  { page, machines, row, field, minutes }: Wish,
): Promise<string[]> {
  const line = await openCountedLine(new URL(url).origin);
  const look = await openLook(browser, url.replace(new URL(url).origin, line.address), row, line.bytes);
  try {
    await delay(settleMs);
    await look.longestTask();
    const heaps = [await look.heapMb()];
    const [before, bytesBefore] = [await look.spent(), line.bytes()];
    for (let left = minutes; left > 0; left -= minutesOfHeap) {
      await delay(Math.min(left, minutesOfHeap) * 60_000);
      if (left > minutesOfHeap) heaps.push(await look.heapMb());
    }
    const [after, bytesAfter] = [await look.spent(), line.bytes()];
    const longestTaskMs = await look.longestTask();
    heaps.push(await look.heapMb());
    const typed: number[] = [];
    if (field !== null) for (const word of words) typed.push(...(await look.type(field, word)));
    const seconds = (after.at - before.at) / 1_000;
    const per = (later: number, earlier: number): string => ((later - earlier) / seconds).toFixed(0);
    return [
      `${page}, ${machines.toLocaleString('en')}`,
      (look.firstRow.atMs / 1_000).toFixed(2),
      (look.firstRow.bytes / 1_024).toFixed(0),
      (look.whole.atMs / 1_000).toFixed(2),
      (look.whole.bytes / 1_024).toFixed(0),
      look.longestTaskMs.toFixed(0),
      per(bytesAfter / 1_024, bytesBefore / 1_024),
      per(after.rows, before.rows),
      per(after.taskMs, before.taskMs),
      per(after.scriptMs, before.scriptMs),
      longestTaskMs.toFixed(0),
      typed.length === 0 ? '–' : `${median(typed).toFixed(0)}, ${Math.max(...typed).toFixed(0)}`,
      heaps.map((each) => each.toFixed(1)).join(' '),
      String(minutes),
      String(after.nodes),
    ];
  } finally {
    await look.close();
    await line.close();
  }
}

/** Others have looked at the board today: neither the aggregator nor the browser has just been started. */
async function warm(browser: Browser, board: string): Promise<void> {
  for (const { page, row } of pages)
    await (await openLook(browser, `${board}/?page=${page}`, row, () => 0)).close();
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
