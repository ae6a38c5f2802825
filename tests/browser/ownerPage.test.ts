// The owner's page in a real browser: legible on a small phone, nothing refused by its own security policy, buttons
// that work by tap, and a page that refreshes itself and says when it cannot.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeReal } from '../realServers.ts';
import { openBrowser } from './openBrowser.ts';
import { type OwnerFixture, serveOwnerFixture } from './ownerFixture.ts';

describeReal('chromium', "the owner's page", (chromium) => {
  let browser: Browser;
  let fixture: OwnerFixture;
  beforeAll(async () => {
    browser = await openBrowser(chromium);
    fixture = await serveOwnerFixture();
  });
  afterAll(async () => {
    await browser.close();
    await fixture.close();
  });

  it.each([
    [320, 'ja'],
    [320, 'en'],
    [390, 'ja'],
    [1280, 'en'],
  ])('fits %i px in %s, with targets for a finger and without a complaint', async (width, language) => {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${fixture.address}?lang=${language}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const targets = page.locator('button:visible, summary, .language');
    expect(await targets.count()).toBeGreaterThanOrEqual(4);
    for (const target of await targets.all())
      expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    const colour = await page
      .locator('article .band rect.state-production')
      .first()
      .evaluate((part) => {
        return getComputedStyle(part).fill;
      });
    expect(colour).toBe('rgb(27, 158, 90)');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('pauses, stops and starts again by tap', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
    await page.goto(fixture.address);
    await page.click('button[value=pause-day]');
    await page.getByText('一時停止中です').waitFor();
    await page.click('summary');
    await page.click('button[value=stop]');
    await page.getByText('送信停止中です').waitFor();
    await page.click('button[value=resume]');
    await page.getByText('機械3台の情報を送っています').waitFor();
    expect(fixture.deeds).toEqual(['pause-day', 'stop', 'resume']);
    await page.close();
  });

  it('shows the newest by itself, and says when it cannot', async () => {
    const page = await browser.newPage();
    await page.clock.install();
    await page.goto(fixture.address);
    fixture.setTrouble(true);
    await page.clock.runFor(16_000);
    await page.getByText('コンソーシアムにつながっていません').waitFor();
    await page.route('**/*', (route) => route.abort());
    await page.clock.runFor(16_000);
    await page.getByText('再接続中').waitFor();
    await page.close();
  });
});
