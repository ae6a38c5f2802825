// A page of the board in Chromium, with what the browser's own books say of it.
import type { Browser, CDPSession, Page } from 'playwright-core';

interface Spent {
  /** On the wall clock. */
  readonly at: number;
  readonly taskMs: number;
  readonly scriptMs: number;
  readonly kb: number;
  /** Rows of the live feed. */
  readonly rows: number;
  readonly nodes: number;
}

export interface Look {
  readonly firstRowMs: number;
  /** What came over the line until the first row. */
  readonly firstKb: number;
  spent(): Promise<Spent>;
  heapMb(): Promise<number>;
  /** Types letters and gives for each how long it took until the page was drawn again. */
  type(field: string, letters: string): Promise<readonly number[]>;
  close(): Promise<void>;
}

const patienceMs = 180_000;

/** Opens an address and waits for the first thing that the selector finds. */
export async function openLook(browser: Browser, url: string, selector: string): Promise<Look> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const line = await watchLine(tools);
  await page.addInitScript(noteFirst, selector);
  await page.goto(url, { waitUntil: 'commit' });
  const first = await page.waitForFunction(
    () => Reflect.get(globalThis, 'firstSeenMs') as number | undefined,
    null,
    {
      timeout: patienceMs,
    },
  );
  const firstKb = line.bytes() / 1_024;
  return {
    firstRowMs: (await first.jsonValue()) ?? Number.NaN,
    firstKb,
    spent: async () => ({
      ...(await measured(tools)),
      at: Date.now(),
      kb: line.bytes() / 1_024,
      rows: line.rows(),
    }),
    heapMb: async () => {
      await tools.send('HeapProfiler.collectGarbage');
      const { usedSize } = await tools.send('Runtime.getHeapUsage');
      return usedSize / 1_048_576;
    },
    type: (field, letters) => typeInto(page, field, letters),
    close: () => context.close(),
  };
}

/** Runs in the page: notes when the selector first finds something. */
function noteFirst(selector: string): void {
  const look = (): void => {
    if (document.querySelector(selector) === null) return;
    Reflect.set(globalThis, 'firstSeenMs', performance.now());
    watcher.disconnect();
  };
  const watcher = new MutationObserver(look);
  watcher.observe(document, { childList: true, subtree: true });
}

async function watchLine(tools: CDPSession): Promise<{ bytes(): number; rows(): number }> {
  let bytes = 0;
  let rows = 0;
  tools.on('Network.dataReceived', ({ dataLength, encodedDataLength }) => {
    bytes += encodedDataLength === 0 ? dataLength : encodedDataLength;
  });
  tools.on('Network.eventSourceMessageReceived', ({ eventName }) => {
    if (eventName === 'row') rows += 1;
  });
  await tools.send('Network.enable');
  return { bytes: () => bytes, rows: () => rows };
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
