// A page of the board in Chromium, with what the browser's own books say of it.
import type { Browser, CDPSession, Page } from 'playwright-core';

interface Spent {
  /** On the wall clock. */
  readonly at: number;
  readonly taskMs: number;
  readonly scriptMs: number;
  /** Rows of the live feed. */
  readonly rows: number;
  readonly nodes: number;
}

/** When something was first seen, from navigation, and what had come over the line by then. */
interface Moment {
  readonly atMs: number;
  readonly bytes: number;
}

export interface Look {
  readonly firstRow: Moment;
  /** Every machine was there and counted. */
  readonly whole: Moment;
  /** The longest that the page could not answer a finger until then. */
  readonly longestTaskMs: number;
  /** The longest since it was asked last. */
  longestTask(): Promise<number>;
  spent(): Promise<Spent>;
  heapMb(): Promise<number>;
  /** Types letters and gives for each how long it took until the page was drawn again. */
  type(field: string, letters: string): Promise<readonly number[]>;
  close(): Promise<void>;
}

const patienceMs = 180_000;

/** Opens an address and waits for the first thing that the selector finds. */
export async function openLook(
  browser: Browser,
  url: string,
  selector: string,
  bytes: () => number,
): Promise<Look> {
  const bytesBefore = bytes();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const rows = await watchRows(tools);
  await page.addInitScript(noteFirst, selector);
  await page.goto(url, { waitUntil: 'commit' });
  const noted = async (name: string): Promise<Moment> => {
    const found = await page.waitForFunction((each) => Reflect.get(globalThis, each), name, {
      timeout: patienceMs,
    });
    return { atMs: Number(await found.jsonValue()), bytes: bytes() - bytesBefore };
  };
  const longestTask = (): Promise<number> =>
    page.evaluate(() => {
      const longest = Number(Reflect.get(globalThis, 'longestTaskMs') ?? 0);
      Reflect.set(globalThis, 'longestTaskMs', 0);
      return longest;
    });
  return {
    firstRow: await noted('firstSeenMs'),
    whole: await noted('wholeMs'),
    longestTaskMs: await longestTask(),
    longestTask,
    spent: async () => ({ ...(await measured(tools)), at: Date.now(), rows: rows() }),
    heapMb: async () => {
      await tools.send('HeapProfiler.collectGarbage');
      const { usedSize } = await tools.send('Runtime.getHeapUsage');
      return usedSize / 1_048_576;
    },
    type: (field, letters) => typeInto(page, field, letters),
    close: () => context.close(),
  };
}

/** Runs in the page: notes when the selector first finds something, when all counts stand, and the longest task. */
function noteFirst(selector: string): void {
  const note = (name: string): void => {
    if (Reflect.get(globalThis, name) === undefined) Reflect.set(globalThis, name, performance.now());
  };
  const look = (): void => {
    if (document.querySelector(selector) === null) return;
    note('firstSeenMs');
    const counts = [...document.querySelectorAll('.head-counts b, .counts b')];
    if (counts.length === 0 || counts.some(({ textContent }) => textContent === '…')) return;
    note('wholeMs');
    watcher.disconnect();
  };
  const watcher = new MutationObserver(look);
  watcher.observe(document, { childList: true, subtree: true, characterData: true });
  new PerformanceObserver((list) => {
    const longest = Math.max(...list.getEntries().map(({ duration }) => duration));
    const before = Number(Reflect.get(globalThis, 'longestTaskMs') ?? 0);
    Reflect.set(globalThis, 'longestTaskMs', Math.max(before, longest));
  }).observe({ type: 'longtask', buffered: true });
}

/** Counts the rows of the live feed. */
async function watchRows(tools: CDPSession): Promise<() => number> {
  let rows = 0;
  tools.on('Network.eventSourceMessageReceived', ({ eventName }) => {
    if (eventName === 'row') rows += 1;
  });
  await tools.send('Network.enable');
  return () => rows;
}

async function measured(tools: CDPSession): Promise<Pick<Spent, 'taskMs' | 'scriptMs' | 'nodes'>> {
  const { metrics } = await tools.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((each) => each.name === name)?.value ?? 0;
  return { taskMs: of('TaskDuration') * 1_000, scriptMs: of('ScriptDuration') * 1_000, nodes: of('Nodes') };
}

async function typeInto(page: Page, field: string, letters: string): Promise<readonly number[]> {
  const took: number[] = [];
  for (let length = 1; length <= letters.length; length += 1) {
    took.push(
      await page
        .locator(field)
        .first()
        .evaluate(
          async (element, text) => {
            const input = element as HTMLInputElement;
            const drawn = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
            await drawn();
            const begun = performance.now();
            input.value = text;
            input.dispatchEvent(new InputEvent('input', { bubbles: true }));
            await drawn();
            // After the frame in which the page has been drawn: its own work is over then.
            await new Promise((done) => setTimeout(done));
            return performance.now() - begun;
          },
          letters.slice(0, length),
        ),
    );
  }
  return took;
}
