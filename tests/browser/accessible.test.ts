// Every page that is not the desk's, and every sheet, for whoever sees, hears or moves otherwise: axe finds nothing by
// light and dark, at 320 pixels and with colours of the system's choice; it fits, is walked by keyboard, and a sheet
// takes the focus and gives it back. The desk's pages are held to the same in deskPages.test.ts.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeReal } from '../realServers.ts';
import { axeFaults } from './axeFaults.ts';
import { type BuiltBoard, buildBoard } from './buildBoard.ts';
import { type FixtureBoard, serveFixtureBoard } from './fixtureBoard.ts';
import { madeUpMachines, noted } from './madeUpMachines.ts';
import { openBrowser } from './openBrowser.ts';
import { openReader } from './readerPage.ts';

type Role = NonNullable<Parameters<typeof serveFixtureBoard>[1]>;

const pages: readonly { readonly role: Role; readonly page: string; readonly ready: string }[] = [
  { role: 'owner', page: 'mine', ready: '.own .free-line' },
  { role: 'owner', page: 'calendar', ready: '.day' },
  { role: 'owner', page: 'answer', ready: '.stance-buttons' },
  { role: 'reviewer', page: 'months', ready: '.key-figures table' },
  { role: 'office', page: 'members', ready: '.member-table' },
  { role: 'office', page: 'members&shop=kamata-seimitsu', ready: '.member-record' },
  { role: 'office', page: 'members&entry=circle/rush', ready: '.member-record' },
  { role: 'office', page: 'members&entry=region/%2B', ready: '.member-record' },
  { role: 'office', page: 'calendar&shop=kamata-seimitsu', ready: '.day' },
  { role: 'administrator', page: 'people', ready: '.people-list > li' },
  { role: 'administrator', page: 'boxes', ready: '.admin-list > li' },
  { role: 'administrator', page: 'audit', ready: '.audit tbody tr' },
  { role: 'administrator', page: 'parts', ready: '.parts .band' },
];

/** What opens a sheet; the last thing that is pressed gets the focus back. */
const sheets: readonly {
  readonly role: Role;
  readonly page: string;
  readonly open: (page: Page) => Promise<void>;
}[] = [
  {
    role: 'desk',
    page: 'free',
    open: (page) => page.locator('.free-line button.call-button').first().press('Enter'),
  },
  {
    role: 'office',
    page: 'calendar&shop=kamata-seimitsu',
    open: (page) => page.locator('.day').first().press('Enter'),
  },
  {
    role: 'owner',
    page: 'mine',
    open: async (page) => {
      for (const summary of await page.locator('.own-part > summary').all()) await summary.click();
      // Of the circle, which sees the mark alone.
      const level = page.locator('.levels select').nth(1);
      await level.focus();
      await level.selectOption('live');
    },
  },
  {
    role: 'administrator',
    page: 'people',
    open: (page) => page.locator('.admin-tools button').first().press('Enter'),
  },
  {
    role: 'administrator',
    page: 'boxes',
    open: (page) => page.locator('.admin-list > li button').first().press('Enter'),
  },
  {
    role: 'office',
    page: 'members&shop=kamata-seimitsu',
    open: async (page) => {
      await page.locator('.member-record input').first().fill('別の名前');
      await page.locator('.way-back a').press('Enter');
    },
  },
  { role: 'administrator', page: 'parts', open: (page) => page.getByText('開く').press('Enter') },
];

describeReal('chromium', 'pages and sheets for everybody', (chromium) => {
  let built: BuiltBoard;
  let browser: Browser;
  let server: FixtureBoard | null = null;
  let opened: Awaited<ReturnType<typeof openReader>> | null = null;

  beforeAll(async () => {
    built = await buildBoard();
    browser = await openBrowser(chromium);
  });
  afterAll(async () => {
    await browser?.close();
    built?.remove();
  });
  afterEach(async () => {
    await opened?.page.close();
    await server?.close();
    expect(opened?.complaints ?? []).toEqual([]);
  });

  /** The page for a role, with all that can be folded open. */
  async function open({
    role,
    page: asked,
    ready = 'main',
  }: {
    role: Role;
    page: string;
    ready?: string;
  }): Promise<Page> {
    server = await serveFixtureBoard(built.folder, role);
    server.show(noted, madeUpMachines);
    const { address } = server;
    opened = await openReader(browser, () => address, { width: 1280, height: 800 });
    const { page } = opened;
    page.setDefaultTimeout(12_000);
    await page.goto(`${address}?page=${asked}&lang=ja`);
    await page.locator(ready).first().waitFor();
    return page;
  }
  const unfold = (page: Page): Promise<void> =>
    page.evaluate(() => {
      for (const each of document.querySelectorAll<HTMLDetailsElement>('main details')) each.open = true;
    });

  /** What is cut off, and what a thumb would miss. */
  const tooWideOrSmall = (page: Page, width: number): Promise<string[]> =>
    page.evaluate((most) => {
      const targets = 'main :is(button, a, summary, select, input), .ways a';
      const small = [...document.querySelectorAll<HTMLElement>(targets)]
        .filter((each) => !each.matches('[type=checkbox], [type=radio], [type=file]'))
        .filter((each) => each.getBoundingClientRect().width > 0)
        .filter((each) => each.getBoundingClientRect().height < 43.5)
        .map((each) => each.outerHTML.slice(0, 90));
      const { scrollWidth } = document.documentElement;
      return scrollWidth > most ? [`${scrollWidth} pixels wide`, ...small] : small;
    }, width);

  describe.each(pages)('$role: $page', (asked) => {
    it('has no fault that axe finds, and fits, by light and dark and with the system’s own colours', async () => {
      const page = await open(asked);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await unfold(page);
      expect(await axeFaults(page), 'light').toEqual([]);
      await page.setViewportSize({ width: 640, height: 740 });
      expect(await tooWideOrSmall(page, 640)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 740 });
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.goto(page.url().replace('lang=ja', 'lang=en'));
      await page.locator(asked.ready).first().waitFor();
      await unfold(page);
      expect(await tooWideOrSmall(page, 320)).toEqual([]);
      expect(await axeFaults(page), 'dark').toEqual([]);
      await page.emulateMedia({ forcedColors: 'active' });
      expect(await axeFaults(page), 'colours of the system').toEqual([]);
    }, 90_000);

    it('is walked by keyboard to its end, and shows where one is', async () => {
      const page = await open(asked);
      const reachable =
        ':is(a[href], button:not(:disabled), input, select, summary):visible:not([tabindex="-1"])';
      const targets = await page.locator(reachable).count();
      const seen = new Set<string>();
      // A date has several stops of its own.
      const dates = await page.locator('input:is([type=date], [type=time]):visible').count();
      for (let step = 0; step < targets + 4 * dates; step += 1) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
          const element = document.activeElement;
          if (element === null || element === document.body) return null;
          const { outlineStyle, outlineWidth } = getComputedStyle(
            element.matches('input[type=file]') ? (element.parentElement ?? element) : element,
          );
          const all = [...document.querySelectorAll('*')];
          const html = element.outerHTML.slice(0, 120);
          return { place: String(all.indexOf(element)), ring: `${outlineStyle} ${outlineWidth}`, html };
        });
        if (at === null) continue;
        seen.add(at.place);
        expect(at.ring, at.html).toBe('solid 3px');
      }
      // Of radio buttons one is a stop for all.
      expect(seen.size).toBeGreaterThanOrEqual(Math.floor(targets * 0.9));
    });
  });

  it.each(sheets)('$role: the sheet of $page takes the focus and gives it back', async (asked) => {
    const page = await open(asked);
    await asked.open(page);
    const sheet = page.getByRole('dialog');
    await sheet.waitFor();
    const isInside = (): Promise<boolean> =>
      page.evaluate(() => document.querySelector('dialog')?.contains(document.activeElement) === true);
    expect(await isInside()).toBe(true);
    expect(await sheet.getAttribute('aria-labelledby')).not.toBeNull();
    expect(await axeFaults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await sheet.evaluate((each) => each.scrollWidth <= each.clientWidth)).toBe(true);
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
  });

  it('keeps the focus while lines change', async () => {
    const page = await open({ role: 'desk', page: 'free', ready: '.free-line' });
    const call = page.locator('.free-line button.call-button').nth(1);
    await call.focus();
    for (const row of madeUpMachines) server?.change({ ...row, state: 'fault', since: noted });
    await page.locator('.free-line .chip.state-fault').first().waitFor();
    expect(await call.evaluate((each) => each === document.activeElement)).toBe(true);
  });

  it('says marks and states in words to whoever listens, the signs to nobody', async () => {
    const page = await open({ role: 'desk', page: 'free', ready: '.free-line' });
    const spoken = await page.locator('.free-line').first().ariaSnapshot();
    expect(spoken).toMatch(/余裕あり|空きあり|要相談|いっぱい/);
    expect(spoken).toMatch(/加工中|段取り中|待機|アラーム停止/);
    expect(spoken).toContain('cell "余裕あり"');
    expect(spoken).not.toMatch(/[◎○△]/);
  });

  it('keeps the colours that mean something when the system chooses colours', async () => {
    const page = await open({ role: 'administrator', page: 'parts', ready: '.parts .band' });
    await page.emulateMedia({ forcedColors: 'active' });
    const fills = await page
      .locator('.parts .part-line > .chip:first-child')
      .evaluateAll((all) => all.map((each) => getComputedStyle(each).backgroundColor));
    expect(new Set(fills).size).toBe(7);
  });
});
