// The board can be put on a telephone's home screen, below a path prefix too, and nothing keeps old figures for it.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeReal } from '../realServers.ts';
import { type BuiltBoard, buildBoard } from './buildBoard.ts';
import { type FixtureBoard, serveFixtureBoard } from './fixtureBoard.ts';
import { madeUpMachines, noted } from './madeUpMachines.ts';
import { openBrowser } from './openBrowser.ts';

interface Manifest {
  readonly icons: readonly { readonly src: string; readonly sizes: string }[];
}

describeReal('chromium', 'the home screen', (chromium) => {
  let built: BuiltBoard;
  let browser: Browser;
  let server: FixtureBoard;
  beforeAll(async () => {
    built = await buildBoard();
    browser = await openBrowser(chromium);
    server = await serveFixtureBoard(built.folder);
    server.show(noted, madeUpMachines);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    built?.remove();
  });

  it('gets a manifest that the browser understands, with icons of the sizes that it names', async () => {
    const page = await browser.newPage();
    await page.goto(server.address);
    await page.locator('.free-line').first().waitFor();
    const tools = await page.context().newCDPSession(page);
    const { url, errors, data = '', manifest } = await tools.send('Page.getAppManifest');
    expect(url).toBe(`${server.address}manifest.webmanifest`);
    expect(errors).toEqual([]);
    expect(manifest).toMatchObject({ startUrl: server.address, scope: server.address });
    const { icons } = JSON.parse(data) as Manifest;
    expect(icons.map(({ sizes }) => sizes)).toEqual(['any', '192x192', '512x512', '512x512']);
    for (const { src, sizes } of icons) {
      const size = await page.evaluate(async (address) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
      }, new URL(src, url).href);
      if (sizes !== 'any') expect(size, src).toBe(sizes);
    }
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(
      0,
    );
    await page.close();
  });
});
