// The office's pages against the real aggregator: the workbook goes out and comes back, a member's record is edited
// with its history, two people at once are told of each other, a year is changed by touch and by keyboard, and an
// owner changes his own calendar.
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Peopled, startPeopled } from '../aggregator/peopled.ts';
import { describeReal } from '../realServers.ts';
import { axeFaults } from './axeFaults.ts';
import { openBrowser } from './openBrowser.ts';
import { openReader } from './readerPage.ts';

const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

describeReal('chromium', 'the office and its members', (chromium) => {
  let peopled: Peopled;
  let browser: Browser;
  let office: Page;
  let owner: Page;
  const complaints: (readonly string[])[] = [];

  beforeAll(async () => {
    peopled = await startPeopled();
    browser = await openBrowser(chromium);
    office = await enter('office', desk);
    owner = await enter('owner', phone);
  });
  afterAll(async () => {
    await browser?.close();
    await peopled?.stop();
  });
  afterEach(() => {
    expect(complaints.flat(), 'errors, breaches of the content policy, requests to others').toEqual([]);
  });

  async function enter(name: string, viewport: typeof desk): Promise<Page> {
    const { page, complaints: own } = await openReader(browser, () => peopled.aggregator.url, viewport);
    complaints.push(own);
    page.setDefaultTimeout(12_000);
    await page.goto(`${peopled.aggregator.url}/`);
    await page.getByLabel('ID').fill(name);
    await page.getByLabel('パスワード').fill(peopled.passwords.get(name) ?? '');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').waitFor();
    return page;
  }
  const go = (page: Page, query: string) => page.goto(`${peopled.aggregator.url}/?page=${query}`);
  /** The workbook as it is given now, with one cell changed. */
  async function edited(sheet: string, [row, column]: [number, number], value: string): Promise<Buffer> {
    const begun = office.waitForEvent('download');
    await office.getByRole('link', { name: /名簿をダウンロード/ }).click();
    const file = await begun;
    expect(file.suggestedFilename()).toBe('会員名簿.xlsx');
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    const { sheets } = await readXlsx(Buffer.concat(chunks));
    const content = sheets.map(({ name, rows }) => ({
      name,
      rows: rows.map((line, at) =>
        name === sheet && at === row - 1
          ? line.map((cell, place) => (place === column ? value : cell))
          : line,
      ),
    }));
    return Buffer.from(await writeXlsx({ sheets: content }));
  }
  const give = (bytes: Buffer) =>
    office
      .locator('input[type=file]')
      .setInputFiles({ name: '会員名簿.xlsx', mimeType: 'application/octet-stream', buffer: bytes });

  it('gives the directory as a workbook and takes it back after a look', async () => {
    await go(office, 'members');
    await office.getByRole('link', { name: '蒲田', exact: false }).first().waitFor();
    const workbook = await edited('工場', [3, 1], '六郷プレス');
    await give(workbook);
    await office.getByText('1件が変わります').waitFor();
    await office.locator('.change-list').getByText('六郷プレス').waitFor();
    expect(await office.getByRole('link', { name: '六郷プレス' }).count()).toBe(0);
    expect(await axeFaults(office)).toEqual([]);
    await office.getByRole('button', { name: '反映する' }).click();
    await office.getByRole('link', { name: '六郷プレス' }).waitFor();
    await give(workbook);
    await office.getByText('変わるところはありません').waitFor();
  });

  it('names each fault of a workbook by sheet, row and column', async () => {
    await give(await edited('工場', [2, 3], 'どこか'));
    await office.getByText('直すところが1か所あります').waitFor();
    const cells = await office.locator('.exchange tbody td').allTextContents();
    expect(cells).toEqual(['工場', '2', 'カレンダー', 'カレンダー「どこか」は登録されていません']);
    await give(Buffer.from('no workbook'));
    await office.getByText('ファイルを読み取れません').waitFor();
  });

  it('edits one member’s record, and tells its history', async () => {
    await office.getByRole('link', { name: '六郷プレス' }).click();
    await office.getByRole('button', { name: '連絡先を加える' }).click();
    await office.getByLabel('氏名').fill('佐藤');
    await office.getByLabel('電話', { exact: true }).fill('03-1234-5678');
    await office.getByLabel(/^希望の連絡方法/).selectOption('fax');
    await office.locator('summary').filter({ hasText: 'プレス' }).first().click();
    await office.getByRole('button', { name: '工程を加える' }).click();
    await office.getByLabel(/^工程/).selectOption('PRESS');
    await office.getByLabel(/^得意度/).selectOption('can');
    expect(await axeFaults(office)).toEqual([]);
    await office.getByRole('button', { name: '保存する' }).click();
    await office.getByText('まだ保存していません').waitFor({ state: 'detached' });
    await office.locator('summary').filter({ hasText: '変更の記録' }).click();
    await office.locator('.history').getByText('office').first().waitFor();
    await office.locator('.history').getByText('連絡先').first().waitFor();
    await office.locator('.history').getByText('六郷 → 六郷プレス').waitFor();
  });

  it('tells who edits second that somebody was faster, and nothing is overwritten', async () => {
    const other = await enter('administrator', desk);
    await go(office, 'members&shop=rokugo');
    await go(other, 'members&shop=rokugo');
    await other.getByLabel('会社名（英語）').fill('Rokugo Press');
    await office.getByLabel('会社名', { exact: true }).fill('六郷製作所');
    await other.getByRole('button', { name: '保存する' }).click();
    await other.getByText('まだ保存していません').waitFor({ state: 'detached' });
    await office.getByRole('button', { name: '保存する' }).click();
    await office.getByText('administratorさんが').waitFor();
    await office.getByRole('button', { name: '読み直す' }).click();
    await office.getByText('administratorさんが').waitFor({ state: 'detached' });
    expect(await office.getByLabel('会社名（英語）').inputValue()).toBe('Rokugo Press');
    expect(await office.getByLabel('会社名', { exact: true }).inputValue()).toBe('六郷プレス');
    await other.close();
  });

  it('takes no workbook over that would overwrite what others changed meanwhile', async () => {
    await go(office, 'members');
    const workbook = await edited('工場', [3, 1], '六郷の別名');
    const other = await enter('administrator', desk);
    await go(other, 'members&shop=rokugo');
    await other.getByLabel('会社名', { exact: true }).fill('六郷精機');
    await other.getByRole('button', { name: '保存する' }).click();
    await other.getByText('まだ保存していません').waitFor({ state: 'detached' });
    await other.close();
    await give(workbook);
    await office.getByText('六郷精機：administratorさんが').waitFor();
    await office.reload();
    await office.getByRole('link', { name: '六郷精機' }).waitFor();
  });

  it('writes a new member down, says what is wrong, and takes him out again', async () => {
    await go(office, 'members&shop=%2B');
    await office.getByLabel(/^ID/).fill('Haneda');
    await office.getByLabel('会社名', { exact: true }).fill('羽田');
    await office.getByLabel('会社名（英語）').fill('Haneda');
    await office.getByRole('button', { name: '保存する' }).click();
    await office.getByText('IDは半角の英小文字').waitFor();
    await office.getByLabel(/^ID/).fill('haneda');
    await office.getByRole('button', { name: '保存する' }).click();
    await office.getByRole('heading', { name: '羽田' }).waitFor();
    await office.locator('summary').filter({ hasText: '会員から外す' }).click();
    await office.getByRole('button', { name: '本当に外す' }).click();
    await office.getByText('2社', { exact: true }).waitFor();
  });

  it('shows a workshop’s year and changes it by touch, template and version', async () => {
    await go(office, 'calendar&shop=rokugo');
    await office.locator('.day').first().waitFor();
    expect(await office.locator('.day').count()).toBeGreaterThan(364);
    const day = office.locator('.day[data-date$="-06-10"]');
    await day.click();
    await office.getByLabel('休み').check();
    await office.getByLabel('名前').fill('社員旅行');
    await office.getByRole('button', { name: '決める' }).click();
    await office.locator('.day.closed[data-date$="-06-10"]').waitFor();
    await office.getByRole('button', { name: 'お盆' }).click();
    await office.getByText('1件を入れました').waitFor();
    await office.locator('.day.closed[data-date$="-08-13"]').waitFor();
    await office.getByRole('button', { name: '新しい時間を加える' }).click();
    await office.getByLabel('いつから').fill('2040-04-01');
    await office.getByRole('button', { name: '加える', exact: true }).click();
    await office.getByText('2040-04-01から').waitFor();
    await office.getByText('ほかに1社が同じカレンダーを使っています').waitFor();
    expect(await axeFaults(office)).toEqual([]);
    await office.getByRole('button', { name: '保存する' }).click();
    await office.getByText('まだ保存していません').waitFor({ state: 'detached' });
    await office.reload();
    await office.locator('.day.closed[data-date$="-06-10"]').waitFor();
    expect(await office.locator('.day.closed[data-date$="-06-10"]').textContent()).toContain('社員旅行');
  });

  it('goes through the year by keyboard', async () => {
    const first = office.locator('.day[data-date$="-01-01"]');
    await first.focus();
    await office.keyboard.press('ArrowDown');
    await office.keyboard.press('ArrowRight');
    const focused = () => office.evaluate(() => document.activeElement?.getAttribute('data-date')?.slice(5));
    expect(await focused()).toBe('01-09');
    await office.keyboard.press('Enter');
    await office.getByRole('dialog').waitFor();
    await office.keyboard.press('Escape');
    await office.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused()).toBe('01-09');
    const year = Number(
      await office
        .locator('.year-choice output')
        .textContent()
        .then((text) => text?.slice(0, 4)),
    );
    await office.getByRole('button', { name: '次の年' }).click();
    await office.locator(`.day[data-date="${year + 1}-01-09"]`).waitFor();
    expect(await office.getByText('まだ保存していません').count()).toBe(0);
  });

  it('lets an owner see, change and confirm his own calendar on his telephone', async () => {
    await go(owner, 'calendar');
    await owner.locator('.day[data-date$="-06-11"]').click();
    await owner.getByLabel('休み').check();
    await owner.getByRole('button', { name: '決める' }).click();
    await owner.locator('.day.closed[data-date$="-06-11"]').waitFor();
    await owner.getByRole('button', { name: /合っています/ }).click();
    await owner.getByText('に確認済み').waitFor();
    expect(await axeFaults(owner)).toEqual([]);
    await go(office, 'calendar&shop=rokugo');
    await office.locator('.day[data-date$="-06-11"]').waitFor();
    expect(await office.locator('.day.closed[data-date$="-06-11"]').count()).toBe(0);
  });

  it.each(['members', 'members&shop=kamata', 'calendar'])(
    'fits 320 px, and is whole in English: %s',
    async (query) => {
      const page = office;
      await page.setViewportSize({ width: 320, height: 700 });
      await go(page, `${query}&lang=en`);
      await page.locator('.members, .day').first().waitFor();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(320);
      expect(await axeFaults(page)).toEqual([]);
      const small = await page.evaluate(() =>
        [
          ...document.querySelectorAll<HTMLElement>(
            'main :is(button, select, input:not([type=file], [type=checkbox]), a)',
          ),
        ]
          .map((each) => ({ text: each.outerHTML.slice(0, 90), height: each.getBoundingClientRect().height }))
          .filter(({ height }) => height > 0 && height < 43.5),
      );
      expect(small).toEqual([]);
      await page.setViewportSize(desk);
      await go(page, 'members&lang=ja');
      await page.locator('.members').waitFor();
    },
  );

  it('is not offered to others', async () => {
    const other = await enter('desk', desk);
    await go(other, 'members');
    await other.getByRole('navigation').waitFor();
    expect(await other.getByRole('link', { name: '会員', exact: true }).count()).toBe(0);
    expect(await other.title()).toBe('空きボード - 仲間まわし');
    await other.close();
  });
});
