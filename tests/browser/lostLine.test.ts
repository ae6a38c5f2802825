// While the line is lost an owner can write nothing, and every page says of when its figures are and shows them grey;
// it comes back by itself.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeReal } from '../realServers.ts';
import { type BuiltBoard, buildBoard } from './buildBoard.ts';
import { serveFixtureBoard } from './fixtureBoard.ts';
import { madeUpMachines, noted } from './madeUpMachines.ts';
import { openBrowser } from './openBrowser.ts';
import { openReader } from './readerPage.ts';

describeReal('chromium', 'a lost line', (chromium) => {
  let built: BuiltBoard;
  let browser: Browser;

  beforeAll(async () => {
    built = await buildBoard();
    browser = await openBrowser(chromium);
  });
  afterAll(async () => {
    await browser?.close();
    built?.remove();
  });

  it.each([
    { role: 'owner', page: 'mine', grey: '.own .figures' },
    { role: 'desk', page: 'free', grey: '.free-rows' },
    { role: 'desk', page: 'week', grey: '.week-rows' },
    { role: 'desk', page: 'overview', grey: '.overview' },
    { role: 'desk', page: 'wall', grey: '.wall' },
  ] as const)(
    'is told on $page, where nothing can be written until it is back',
    async ({ role, page: name, grey }) => {
      const server = await serveFixtureBoard(built.folder, role);
      server.show(noted, madeUpMachines);
      const { page, complaints } = await openReader(browser, () => server.address);
      await page.goto(`${server.address}?page=${name}`);
      const greyed = (): Promise<string> =>
        page
          .locator(grey)
          .first()
          .evaluate((element) => getComputedStyle(element).filter);
      await page.locator(grey).first().waitFor();
      expect(await greyed()).toBe('none');
      server.breakOff();
      await page.getByText('表示は10:42のものです。再接続中…').waitFor();
      expect(await greyed()).toBe('grayscale(1)');
      const writing = page.locator('.own :is(.stance-buttons button, select[aria-label], [type=submit])');
      for (const each of await writing.all()) expect(await each.isDisabled()).toBe(true);
      server.resume();
      server.show(noted + 8 * 60_000, madeUpMachines);
      await page.getByText('10:50', { exact: true }).waitFor();
      expect(await greyed()).toBe('none');
      for (const each of await writing.all()) expect(await each.isDisabled()).toBe(false);
      expect(await writing.count()).toBe(role === 'owner' ? 3 + 4 * 3 + 1 : 0);
      await page.close();
      await server.close();
      expect(complaints).toEqual([]);
    },
  );
});
