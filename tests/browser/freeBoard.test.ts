// The free board as a desk meets it: made-up shops with every mark; conditions, groups, saved sets, the telephone,
// print.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeReal } from '../realServers.ts';
import { type BuiltBoard, buildBoard } from './buildBoard.ts';
import { type FixtureBoard, serveFixtureBoard } from './fixtureBoard.ts';
import { madeUpCapacity } from './madeUpCapacity.ts';
import { madeUpMachines, noted } from './madeUpMachines.ts';
import { openBrowser } from './openBrowser.ts';
import { openReader } from './readerPage.ts';

describeReal('chromium', 'the free board in a browser', (chromium) => {
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

  async function open(query = ''): Promise<void> {
    await page.goto(`${server.address}${query}`);
    await page.waitForSelector('.free-line, .nothing');
    // Spare capacity and live states come over two lines, and nothing is counted before both are there.
    await page.waitForFunction(() => !document.querySelector('.head-counts')?.textContent?.includes('…'));
  }
  const line = (words: string) => page.getByRole('row').filter({ hasText: words });
  const names = () => page.locator('.free-line .machine-name b').allInnerTexts();

  it('is where a desk starts, and says at a glance what is free', async () => {
    await open();
    expect(await page.title()).toBe('空きボード - 仲間まわし');
    expect(await page.locator('.head-counts dd').allInnerTexts()).toEqual([
      '1 台',
      '4 時間以上',
      '20 時間以上',
      '1 社',
    ]);
    const best = await line('NC旋盤 1号機').innerText();
    for (const words of ['余裕あり', '12h以上', '11/19(木)', '加工中', 'φ260×500', '大田区']) {
      expect(best).toContain(words);
    }
    const edm = await line('ワイヤ放電加工機').innerText();
    for (const words of ['データなし', '10:12から届いていません', '今週はまだ']) expect(edm).toContain(words);
    await page.getByText('機械が止まったという意味ではありません').waitFor();
    expect(await line('150トンプレス').innerText()).toContain('3分遅れ');
    expect(await line('NC旋盤 2号機').innerText()).toContain('いまの状態は非公開');
    expect(await line('平面研削盤').innerText()).toContain('一時非公開');
    expect(await line('150トンプレス').innerText()).toContain('自己申告');
    expect(await line('NC旋盤 1号機').getByRole('link', { name: '電話' }).getAttribute('href')).toBe(
      'tel:03-0000-0000',
    );
  });

  it('follows a change of state without a reload', async () => {
    await open();
    const lathe = madeUpMachines[0];
    if (lathe === undefined) throw new Error('BUG: no made-up machines');
    server.change({ ...lathe, state: 'fault', since: noted });
    await line('NC旋盤 1号機').getByText('アラーム停止').waitFor();
  });

  it('counts nothing and says that more is coming while the machines are on their way', async () => {
    server.begin(noted, madeUpMachines.slice(0, 4));
    await page.goto(server.address);
    await page.waitForSelector('.free-line');
    expect(await page.locator('.head-counts dd').allInnerTexts()).toEqual(['…', '…', '…', '…']);
    server.more(madeUpMachines.slice(4));
    await page.getByText('20 時間以上').waitFor();
  });

  it('says of nothing that it is not there before all rows have come', async () => {
    const head = {
      at: noted,
      timeZone: 'Asia/Tokyo',
      firstDate: '2026-11-18',
      stamp: 's',
      areChanges: false,
    };
    const part = `${JSON.stringify({ ...head, count: 99 })}\n${JSON.stringify(madeUpCapacity.slice(0, 3))}\n`;
    await page.route('**/api/capacity/lines', (route) => route.fulfill({ body: part }));
    await page.goto(`${server.address}?process=GEAR`);
    await page.getByText('読み込み中です。残りの機械も順に表示します。').waitFor();
    expect(await page.getByText('条件に合う空きはありません').count()).toBe(0);
    await page.goto(server.address);
    await page.waitForSelector('.free-line');
    expect(await names()).toHaveLength(3);
    await page.getByText('読み込み中です。残りの機械も順に表示します。').waitFor();
    expect(await page.locator('.found').innerText()).not.toMatch(/\d/);
  });

  it('draws the first of many, and shows the others of either list when asked', async () => {
    const [row] = madeUpCapacity;
    if (row === undefined) throw new Error('BUG: no made-up rows');
    const attributesOf = (index: number) => (index < 50 ? { materials: ['stainless'] } : {});
    const many = Array.from({ length: 90 }, (_, index) => ({
      ...row,
      id: `kamata/${index}`,
      attributes: attributesOf(index),
    }));
    const head = { at: noted, timeZone: 'Asia/Tokyo', firstDate: '2026-11-18', stamp: 's', count: 90 };
    const body = `${JSON.stringify({ ...head, areChanges: false })}\n${JSON.stringify(many)}\n`;
    await page.route('**/api/capacity/lines*', (route) => route.fulfill({ body }));
    await page.goto(`${server.address}?material=stainless`);
    await page.getByText('50台（1社）').waitFor();
    const drawn = (): Promise<number[]> =>
      page
        .locator('table.free-rows')
        .evaluateAll((tables) => tables.map((table) => table.querySelectorAll('.free-line').length));
    expect(await drawn()).toEqual([30, 30]);
    await page.getByRole('button', { name: '残り20台を表示' }).click();
    await page.getByRole('button', { name: '残り10台を表示' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.free-line').length === 90);
    expect(await drawn()).toEqual([50, 40]);
    expect(await page.getByRole('button', { name: '残り' }).count()).toBe(0);
  });

  it('finds by any way of writing, and keeps the condition in the address', async () => {
    await open();
    await page.getByLabel('探す').fill('ＭＣ');
    await page.getByText('2台（1社）').waitFor();
    expect(await names()).toEqual(['立形MC 1号機', '5軸加工機']);
    await page.reload();
    await page.waitForSelector('.free-line');
    expect(await names()).toEqual(['立形MC 1号機', '5軸加工機']);
  });

  it('sets conditions as chips, and puts what is not known under "to be asked"', async () => {
    await open();
    await page.getByText('条件を選ぶ').click();
    await page.getByRole('button', { name: 'ステンレス' }).click();
    await page.getByRole('button', { name: '4h以上' }).click();
    expect(await names()).toContain('NC旋盤 1号機');
    expect(await page.getByRole('heading', { name: '要確認' }).count()).toBe(1);
    expect(await names()).not.toContain('立形MC 1号機');
    expect(page.url()).toContain('material=stainless');
    await page.getByRole('button', { name: 'ステンレスを外す' }).click();
    expect(await names()).toContain('立形MC 1号機');
  });

  it('asks for accuracy, number and certificate', async () => {
    await open();
    const first = (await names())[0];
    await page.getByText('条件を選ぶ').click();
    for (const [field, value] of [
      ['精度 (mm)', '0.02'],
      ['個数 (個)', '5'],
    ] as const) {
      await page.getByLabel(field).fill(value);
      await page.getByLabel(field).press('Enter');
    }
    await page.getByRole('button', { name: 'ISO 9001', exact: true }).click();
    expect(await names()).toContain(first);
    const chips = await page.locator('.chips button').allInnerTexts();
    expect(chips.map((each) => each.replace(/\s*✕/, ''))).toEqual(
      expect.arrayContaining(['ISO 9001', '±0.02 mm', '5個']),
    );
    await page.getByLabel('精度 (mm)').fill('0.005');
    await page.getByLabel('精度 (mm)').press('Enter');
    await page.waitForFunction(
      (gone) =>
        ![...document.querySelectorAll('.free-line .machine-name b')].some((b) => b.textContent === gone),
      first,
    );
  });

  it('says which one condition to drop when nothing fits, and drops it', async () => {
    await open('?process=TURN&size=900&confidence=A');
    await page.getByText('「900 mm」を外すと1社あります').waitFor();
    await page.getByRole('button', { name: '「900 mm」を外す' }).click();
    await page.waitForSelector('.free-line');
    expect(await names()).toEqual(['NC旋盤 1号機']);
  });

  it('keeps sets of conditions under a name', async () => {
    await open('?process=TURN');
    await page.getByRole('button', { name: 'この条件を保存' }).click();
    await page.getByLabel('名前').fill('A社の旋盤特急');
    await page.keyboard.press('Enter');
    await open();
    expect((await names()).length).toBe(9);
    await page.getByRole('button', { name: 'A社の旋盤特急', exact: true }).click();
    await page.getByText('2台（1社）').waitFor();
    await page.getByRole('button', { name: '「A社の旋盤特急」を消す' }).click();
    expect(await page.getByRole('button', { name: 'A社の旋盤特急', exact: true }).count()).toBe(0);
  });

  it.each(['ja', 'en'])('has its columns below each other in every group (%s)', async (language) => {
    await open(`?group=process&lang=${language}`);
    const heads = await page
      .locator('table.free-rows thead')
      .evaluateAll((all) => all.map((head) => [...head.querySelectorAll('th')].map((th) => th.offsetLeft)));
    expect(new Set(heads.map(String)).size).toBe(1);
    const tooNarrow = await page
      .locator('table.free-rows :is(td, th)')
      .evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).length);
    expect([heads.length, tooNarrow]).toEqual([9, 0]);
  });

  it('groups by company and by process', async () => {
    await open();
    await page.getByRole('button', { name: '会社ごと' }).click();
    expect(await page.locator('h2.group').allInnerTexts()).toEqual([
      '蒲田精密',
      '羽田プレス工業',
      '下丸子研磨',
    ]);
    await page.getByRole('button', { name: '工程ごと' }).click();
    expect(await page.locator('h2.group').count()).toBe(9);
  });

  it('opens whom to call by keyboard, and comes back to the row', async () => {
    await open();
    await page.getByRole('button', { name: '蒲田精密の連絡先' }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('電話 03-0000-0000').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      '蒲田精密の連絡先',
    );
  });

  it('takes three actions from the start to the telephone of a shop that turns stainless of 200 mm', async () => {
    await open();
    await page.getByLabel('探す').fill('旋盤 ステンレス');
    await page.getByRole('button', { name: '蒲田精密の連絡先' }).first().click();
    await page.getByRole('dialog').getByText('03-0000-0000').first().waitFor();
  });

  it('greys its figures and says since when, while the line is lost', async () => {
    await open();
    server.breakOff();
    await page.getByRole('status').getByText('表示は10:42のものです。再接続中…').waitFor();
    expect(await page.locator('.free-rows').evaluate((element) => getComputedStyle(element).filter)).toBe(
      'grayscale(1)',
    );
    expect((await names()).length).toBe(9);
  });

  it.each([320, 390, 640, 900])('fits a screen of %i pixels in both languages', async (width) => {
    await page.setViewportSize({ width, height: 740 });
    for (const language of ['ja', 'en']) {
      await open(`?lang=${language}`);
      await page.locator('.filter-sheet > summary').click();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
    for (const target of await page.locator('button:visible, a:visible, input:visible').all()) {
      const box = await target.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0), await target.innerText()).toBeGreaterThanOrEqual(
        44,
      );
    }
  });

  it('prints in black and white with time and confidentiality, without what only a screen can do', async () => {
    await open();
    await page.emulateMedia({ media: 'print' });
    // As wide as A4 across: a table, not cards.
    await page.setViewportSize({ width: 970, height: 680 });
    expect(
      await page
        .locator('.free-line')
        .first()
        .evaluate((line) => getComputedStyle(line).display),
    ).toBe('table-row');
    expect(await page.locator('.paper-only').innerText()).toMatch(/印刷 11\/18\(水\) 10:42.*社外秘/);
    expect(await page.locator('.filter').isVisible()).toBe(false);
    expect(await page.locator('.free-line .call').first().isVisible()).toBe(false);
    const chip = page.locator('.chip').first();
    expect(await chip.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(
      'rgba(0, 0, 0, 0)',
    );
  });
});
