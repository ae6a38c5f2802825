// The board as a reader meets it: a real browser, the built page, made-up machines, the strictest content policy.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeReal } from '../realServers.ts';
import { axeFaults } from './axeFaults.ts';
import { type BuiltBoard, buildBoard } from './buildBoard.ts';
import { type FixtureBoard, serveFixtureBoard } from './fixtureBoard.ts';
import { madeUpMachines, noted } from './madeUpMachines.ts';
import { openBrowser } from './openBrowser.ts';

/** The owner's page is the strictest: 100 kB (domain 6.9); what is loaded first, both scripts, stays far below it. */
const longestFirstLoadBytes = 65_000;

describeReal('chromium', 'board in a browser', (chromium) => {
  let built: BuiltBoard;
  let browser: Browser;
  let server: FixtureBoard;
  let page: Page;
  let complaints: string[];
  let foreign: string[];

  beforeAll(async () => {
    built = await buildBoard();
    browser = await openBrowser(chromium);
  });
  afterAll(async () => {
    await browser?.close();
    built?.remove();
  });
  beforeEach(async () => {
    server = await serveFixtureBoard(built.folder);
    server.show(noted, madeUpMachines);
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    complaints = [];
    foreign = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(server.address)) foreign.push(request.url());
    });
  });
  afterEach(async () => {
    await page.close();
    await server.close();
    expect(complaints, 'errors and breaches of the content policy').toEqual([]);
    expect(foreign, 'requests outside our own address').toEqual([]);
  });

  async function open(query = ''): Promise<void> {
    await page.goto(`${server.address}?page=now${query.replace('?', '&')}`);
    await page.waitForSelector('.machine');
  }
  const line = (words: string) => page.getByRole('row').filter({ hasText: words });

  it('loads little', () => {
    expect(built.firstLoadBytes).toBeLessThan(longestFirstLoadBytes);
  });

  it('shows every machine in Japanese with state in words, since, hours and freshness', async () => {
    await open();
    expect(await page.title()).toBe('いまの機械 - 仲間まわし');
    expect(await page.getByRole('row').count()).toBe(madeUpMachines.length + 1);
    expect(await page.locator('.clock').innerText()).toMatch(/10:42\s*現在/);
    const mill = await line('立形MC 1号機').innerText();
    for (const words of ['蒲田精密', '待機', '1時間35分', '09:07から', '最新', '信号灯・接点から']) {
      expect(mill).toContain(words);
    }
    expect(await line('ワイヤ放電加工機').innerText()).toContain('10:12から届いていません');
    expect(await line('5軸加工機').innerText()).toContain('昨日 21:34から');
    expect(await page.locator('.counts').innerText()).toMatch(/加工中\s*3/);
  });

  it('draws the band only as far as there are data', async () => {
    await open();
    const band = line('ワイヤ放電加工機').locator('.band');
    const whole = await band.boundingBox();
    const last = await band.locator('.part').last().boundingBox();
    const passed = await band.locator('.passed').boundingBox();
    if (whole === null || last === null || passed === null) throw new Error('the band is not drawn');
    const end = (last.x + last.width - whole.x) / whole.width;
    expect(end).toBeCloseTo(10.2 / 24, 1);
    expect(passed.x).toBeGreaterThan(last.x + last.width);
    expect(await band.locator('.part').last().getAttribute('class')).toContain('state-unknown');
  });

  it('follows a change without a reload', async () => {
    await open();
    const lathe = madeUpMachines[0];
    if (lathe === undefined) throw new Error('BUG: no made-up machines');
    server.change({ ...lathe, state: 'fault', since: noted });
    await line('NC旋盤 1号機').getByText('アラーム停止').waitFor();
    expect(await line('NC旋盤 1号機').locator('.chip.changed').count()).toBe(1);
    expect(await page.locator('.chip.changed').count()).toBe(1);
    expect(await page.locator('.counts').innerText()).toMatch(/アラーム停止\s*2/);
  });

  it('shows the first machines before the others have come, and counts nothing before all are there', async () => {
    server.begin(noted, madeUpMachines.slice(0, 4));
    await open();
    expect(await page.getByRole('row').count()).toBe(4 + 1);
    await page.setViewportSize({ width: 320, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    expect(await page.locator('.counts').innerText()).toMatch(/加工中\s*…[\s\S]*読み込んでいます…/);
    server.more(madeUpMachines.slice(4));
    await page.getByText(`全${madeUpMachines.length}台`).waitFor();
    expect(await page.getByRole('row').count()).toBe(madeUpMachines.length + 1);
    expect(await page.locator('.counts').innerText()).toMatch(/加工中\s*3/);
    expect(await page.getByText('読み込んでいます').count()).toBe(0);
  });

  it('keeps time with the aggregator, not with the reader’s clock', async () => {
    await open();
    server.tick(noted + 3 * 60_000);
    await page.getByText('10:45', { exact: true }).waitFor();
    expect(await line('NC旋盤 1号機').locator('.since').innerText()).toContain('33分');
  });

  it('keeps the last board when the line is lost, says so, and comes back by itself', async () => {
    await open();
    server.breakOff();
    await page.getByRole('status').getByText('表示は10:42のものです。再接続中…').waitFor();
    expect(await page.locator('.machine').count()).toBe(madeUpMachines.length);
    expect(await page.locator('.machines').evaluate((element) => getComputedStyle(element).filter)).toBe(
      'grayscale(1)',
    );
    server.resume();
    server.show(noted + 8 * 60_000, madeUpMachines);
    await page.getByText('10:50', { exact: true }).waitFor();
    expect(await page.getByRole('status').innerText()).toBe('');
  });

  it('switches to English and remembers it', async () => {
    await open();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Machines now' }).waitFor();
    expect(page.url()).toContain('lang=en');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await open();
    expect(await page.title()).toBe('Machines now - Nakamawashi');
    expect(await line('CNC lathe 2').innerText()).toContain('Setting up');
    await open('?lang=ja');
    expect(await page.title()).toBe('いまの機械 - 仲間まわし');
  });

  it('says "not shared" and never "no data" where a workshop keeps its state to itself', async () => {
    const shared = madeUpMachines.map((row) => ({ ...row, state: 'unknown' as const, shared: 'hours' }));
    server.show(noted, shared);
    await open();
    expect(await page.getByText('非公開').count()).toBe(madeUpMachines.length);
    expect(await page.locator('.machine').getByText('データなし').count()).toBe(0);
  });

  it('says what to expect when there are no machines yet', async () => {
    server.show(noted, []);
    await page.goto(`${server.address}?page=now`);
    await page.getByText('まだ機械が登録されていません').waitFor();
  });

  it.each([320, 390, 900])(
    'fits a screen of %i pixels in both languages and keeps its table roles',
    async (width) => {
      await page.setViewportSize({ width, height: 740 });
      for (const language of ['ja', 'en']) {
        await open(`?lang=${language}`);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        expect(await page.getByRole('row').count()).toBe(madeUpMachines.length + 1);
        expect(await page.getByRole('columnheader').count()).toBe(13);
      }
      const target = await page.getByRole('button').first().boundingBox();
      expect(Math.min(target?.width ?? 0, target?.height ?? 0)).toBeGreaterThanOrEqual(44);
    },
  );

  it('can be worked by keyboard alone', async () => {
    await open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('English');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Machines now' }).waitFor();
  });

  it('draws of a ward what is near the window, all of it on paper, and stays readable for everybody', async () => {
    const [first] = madeUpMachines;
    if (first === undefined) throw new Error('BUG: no machines');
    const ward = Array.from({ length: 400 }, (_, index) => ({
      ...first,
      id: `ward/m${index}`,
      machine: { id: `m${index}`, name: { ja: `機械${index}号`, en: `machine ${index}` } },
    }));
    server.show(noted, ward);
    await open();
    await line('機械0号').waitFor();
    const drawn = (): Promise<number> => page.locator('.machine').count();
    await expect.poll(drawn).toBeLessThan(200);
    expect(await line('機械399号').count()).toBe(0);
    expect(await axeFaults(page)).toEqual([]);
    const before = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.keyboard.press('End');
    await line('機械399号').waitFor();
    expect(await drawn()).toBeLessThan(200);
    const after = await page.evaluate(() => document.documentElement.scrollHeight);
    expect(Math.abs(after - before) / before).toBeLessThan(0.2);
    server.change({ ...(ward[399] ?? first), state: 'maintenance' });
    await line('機械399号').filter({ hasText: '点検中' }).waitFor();
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await drawn()).toBe(400);
  });
});
