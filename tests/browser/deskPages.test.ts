// The desk's other pages: the week by half-days, a company's card, whose data stopped, the wall, the overview. Each
// fits a telephone, works by keyboard, and has no fault that an automatic check of accessibility can find.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeReal } from '../realServers.ts';
import { axeFaults } from './axeFaults.ts';
import { type BuiltBoard, buildBoard } from './buildBoard.ts';
import { type FixtureBoard, serveFixtureBoard } from './fixtureBoard.ts';
import { madeUpMachines, noted } from './madeUpMachines.ts';
import { openBrowser } from './openBrowser.ts';
import { openReader } from './readerPage.ts';

const pages = [
  { page: 'free', ready: '.free-line' },
  { page: 'week', ready: '.week-rows' },
  { page: 'now', ready: '.machine' },
  { page: 'overview', ready: '.overview canvas' },
  { page: 'health', ready: '.health li' },
  { page: 'wall', ready: '.wall li' },
  { page: 'company&shop=kamata-seimitsu', ready: '.card-name' },
];

describeReal('chromium', 'the pages of the desk', (chromium) => {
  let built: BuiltBoard;
  let browser: Browser;
  let server: FixtureBoard;
  let page: Page;
  let complaints: readonly string[];

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
    ({ page, complaints } = await openReader(browser, () => server.address));
  });
  afterEach(async () => {
    await page.close();
    await server.close();
    expect(complaints).toEqual([]);
  });

  async function open(asked: string, language = 'ja'): Promise<void> {
    await page.goto(`${server.address}?page=${asked}&lang=${language}`);
    const ready = pages.find((each) => each.page === asked)?.ready ?? 'main';
    await page.locator(ready).first().waitFor();
  }

  it('shows half-days, and tells closed from not shared from nothing free', async () => {
    await open('week');
    const cells = (name: string) => page.getByRole('row').filter({ hasText: name }).locator('td');
    const lathe = await cells('NC旋盤 1号機').allInnerTexts();
    // The mark, five half-days that have passed or have nothing, then Thursday's two.
    expect(lathe.slice(7, 9)).toEqual(['4h', '4h']);
    expect(lathe.at(-1)).toBe('12h以上');
    expect(lathe.filter((text) => text === '休')).toHaveLength(4);
    expect(await page.locator('td.unknown').count()).toBe(2 * 10);
    const tops = await page
      .locator('.week-rows thead tr:first-child th')
      .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top));
    expect(new Set(tops).size, 'the days stand side by side').toBe(1);
    await page.getByRole('button', { name: '来週' }).click();
    expect((await cells('NC旋盤 1号機').allInnerTexts()).at(-1)).toBe('20h以上');
    expect(page.url()).toContain('week=next');
  });

  it('has a card to read out, with a number to tap', async () => {
    await open('company&shop=kamata-seimitsu');
    const card = await page.locator('.card').innerText();
    for (const words of ['蒲田精密', '主力', '旋削', 'ステンレス', 'ISO 9001', '特急の会', 'いまの状態も'])
      expect(card).toContain(words);
    expect(await page.locator('.number').first().getAttribute('href')).toBe('tel:03-0000-0000');
  });

  it('says whose data stopped, since when, why, and what to say', async () => {
    await open('health');
    const shop = await page.locator('.health li').innerText();
    for (const words of [
      '羽田プレス工業',
      '10:12',
      '30分',
      'ワイヤ放電加工機（3台のうち1台）',
      '箱は動いています',
    ])
      expect(shop).toContain(words);
    await page.getByText('ほかの2社は届いています。').waitFor();
    const link = page.getByRole('link', { name: 'Grafanaで開く（技術者向け）' });
    expect(await link.getAttribute('href')).toBe('https://grafana.example/d/machines');
    expect(await link.getAttribute('rel')).toBe('noreferrer');
    const well = madeUpMachines.map((row) => ({
      ...row,
      freshness: 'live' as const,
      state: 'idle' as const,
    }));
    server.show(noted, well);
    await page.getByText('すべての会社から届いています。').waitFor();
  });

  it('hides names on the wall, machines too, and keeps that in the address', async () => {
    await open('wall');
    await page.getByRole('button', { name: '会社名を隠す' }).click();
    await page.getByText('A社').first().waitFor();
    const wall = await page.locator('.wall').innerText();
    for (const { workshop, machine } of madeUpMachines) {
      expect(wall).not.toContain(workshop.name.ja);
      expect(wall).not.toContain(machine.name.ja);
    }
    await page.reload();
    await page.getByText('B社').first().waitFor();
  });

  it('draws every machine in the colour of its state, and names the one that is pointed at', async () => {
    await open('overview');
    const canvas = page.locator('.overview canvas');
    const box = await canvas.boundingBox();
    if (box === null) throw new Error('no canvas');
    await page.mouse.move(box.x + 10, box.y + 10);
    await page.getByText('蒲田精密 NC旋盤 1号機 加工中').waitFor();
    const corner = await canvas.evaluate((sheet: HTMLCanvasElement) => [
      ...(sheet.getContext('2d')?.getImageData(3, 3, 1, 1).data ?? []),
    ]);
    expect(corner).toEqual([0x1b, 0x9e, 0x5a, 255]);
    expect(await canvas.getAttribute('aria-label')).toContain('9台の全体図');
  });

  it('leads from page to page and back, by links that are addresses', async () => {
    await open('free');
    for (const { page: name } of pages.slice(1, 6)) {
      await page.locator(`.ways a[href*="page=${name}"]`).click();
      await page.locator(`.ways a[aria-current][href*="page=${name}"]`).waitFor();
    }
    await page.goBack();
    await page.locator('.ways a[aria-current][href*="page=health"]').waitFor();
    expect(await page.title()).toBe('データの健康 - 仲間まわし');
  });

  it.each(pages)(
    '$page has no fault that axe finds, by light and by dark, in both languages',
    async ({ page: asked }) => {
      for (const [language, colorScheme] of [
        ['ja', 'light'],
        ['en', 'dark'],
      ] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await open(asked, language);
        for (const summary of await page.locator('summary').all()) await summary.click();
        expect(await axeFaults(page), `${asked} ${language}`).toEqual([]);
      }
    },
  );

  it.each(pages)(
    '$page fits 320 pixels and a zoom of 200 %, with targets for a thumb',
    async ({ page: asked }) => {
      for (const width of [320, 640]) {
        await page.setViewportSize({ width, height: 740 });
        await open(asked, width === 320 ? 'en' : 'ja');
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        for (const target of await page.locator('main :is(button, a):visible, .ways a').all()) {
          const box = await target.boundingBox();
          expect(
            Math.min(box?.width ?? 0, box?.height ?? 0),
            await target.innerHTML(),
          ).toBeGreaterThanOrEqual(44);
        }
      }
    },
  );

  it.each(pages)('$page can be walked by keyboard, and shows where one is', async ({ page: asked }) => {
    await open(asked);
    const targets = await page.locator(':is(a[href], button, input, select, summary):visible').count();
    const seen = new Set<string>();
    for (let step = 0; step < targets; step += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return null;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const all = [...document.querySelectorAll('*')];
        return { place: String(all.indexOf(element)), ring: `${outlineStyle} ${outlineWidth}` };
      });
      if (at === null) continue;
      seen.add(at.place);
      expect(at.ring).toBe('solid 3px');
    }
    expect(seen.size).toBeGreaterThanOrEqual(targets - 1);
  });

  it('keeps still for whoever asked for it', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open('now');
    const lathe = madeUpMachines[0];
    if (lathe === undefined) throw new Error('BUG: no made-up machines');
    server.change({ ...lathe, state: 'fault', since: noted });
    const chip = page.locator('.chip.changed');
    await chip.waitFor();
    expect(await chip.evaluate((element) => getComputedStyle(element).animationName)).toBe('none');
  });

  it.each(['free', 'week', 'company&shop=kamata-seimitsu'])(
    'prints %s on A4 with its line on confidentiality',
    async (asked) => {
      await open(asked);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      const [, width = '', height = ''] =
        /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf.toString('latin1')) ?? [];
      expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([842, 595]);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.paper-only').innerText()).toContain('社外秘');
      expect(await page.locator('.ways').isVisible()).toBe(false);
      const colours = await page
        .locator('main *')
        .evaluateAll((all) => all.map((each) => getComputedStyle(each).backgroundColor));
      for (const colour of new Set(colours)) {
        const [red, green, blue] = colour.match(/\d+/g)?.map(Number) ?? [];
        expect([red, green, blue], colour).toEqual([red, red, red]);
      }
    },
  );
});
