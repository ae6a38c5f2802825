// An owner's telephone and a desk's screen at one aggregator: what the one says, the other sees, and what the one is
// told that others see is what they see.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { lastMonth, type Peopled, startPeopled } from '../aggregator/peopled.ts';
import { connectEdge, type TestEdge } from '../aggregator/testEdge.ts';
import { describeReal } from '../realServers.ts';
import { axeFaults } from './axeFaults.ts';
import { openBrowser } from './openBrowser.ts';
import { openReader } from './readerPage.ts';

describeReal('chromium', 'the owner and the desk', (chromium) => {
  let peopled: Peopled;
  let browser: Browser;
  let box: TestEdge;
  let owner: Page;
  let desk: Page;
  const complaints: (readonly string[])[] = [];

  beforeAll(async () => {
    peopled = await startPeopled();
    const { brokerPort, password } = peopled.aggregator;
    box = await connectEdge({ port: brokerPort, password });
    browser = await openBrowser(chromium);
    owner = await enter('owner', { width: 390, height: 844 });
    desk = await enter('desk', { width: 1280, height: 800 });
    await owner.locator('.own').waitFor();
    await desk.locator('.free-line').first().waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    box?.drop();
    await peopled?.stop();
  });
  afterEach(() => {
    expect(complaints.flat(), 'errors, breaches of the content policy, requests to others').toEqual([]);
  });

  async function enter(name: string, viewport: { width: number; height: number }): Promise<Page> {
    const { page, complaints: own } = await openReader(browser, () => peopled.aggregator.url, viewport);
    complaints.push(own);
    await page.goto(`${peopled.aggregator.url}/`);
    await page.getByLabel('ID').fill(name);
    await page.getByLabel('パスワード').fill(peopled.passwords.get(name) ?? '');
    await page.keyboard.press('Enter');
    return page;
  }
  const row = (page: Page) => page.getByRole('row').filter({ hasText: '旋盤' });
  /** The cells of a row as they are read, without the way to call, which a preview has not. */
  const cells = async (page: Page): Promise<string[]> =>
    (await row(page).first().locator('td:not(.call), th').allTextContents()).map((text) => text.trim());
  const deskSees = (words: string) => row(desk).filter({ hasText: words }).waitFor();

  it('starts each where the work is', async () => {
    expect(await owner.title()).toBe('うちの機械 - 仲間まわし');
    expect(await desk.title()).toBe('空きボード - 仲間まわし');
    await owner.getByText('今週はまだ答えていません').waitFor();
  });

  it('changes the mark on the board of the desk with one tap', async () => {
    await owner.getByRole('button', { name: '受けられる' }).click();
    await deskSees('自己申告');
    await deskSees('要相談');
    await owner.getByRole('button', { name: 'いっぱい' }).click();
    await deskSees('いっぱい');
    expect(await owner.getByRole('button', { name: 'いっぱい' }).getAttribute('aria-pressed')).toBe('true');
    await owner.getByText('に答えました').waitFor();
  });

  it('tells the owner exactly what the desk sees', async () => {
    await row(owner).filter({ hasText: 'いっぱい' }).waitFor();
    expect(await cells(owner)).toEqual(await cells(desk));
    await owner.getByRole('button', { name: 'コンソーシアム全体' }).click();
    await owner.getByText('この人たちには何も見えていません。').waitFor();
    await owner.getByRole('button', { name: '手配担当・事務局' }).click();
  });

  it('shows the desk a state as long as the owner shares it, and asks him before he shares more', async () => {
    await box.say('setup');
    await deskSees('段取り中');
    await owner.locator('summary', { hasText: '公開の範囲' }).click();
    await owner.getByLabel('旋盤を手配担当・事務局に').selectOption('mark');
    await deskSees('いまの状態は非公開');
    await owner.getByLabel('旋盤を手配担当・事務局に').selectOption('live');
    await owner.getByRole('dialog').getByText('同意します').waitFor();
    await owner.getByRole('button', { name: 'やめる' }).click();
    expect(await owner.getByLabel('旋盤を手配担当・事務局に').inputValue()).toBe('mark');
    await owner.getByLabel('旋盤を手配担当・事務局に').selectOption('live');
    await owner.getByRole('button', { name: '同意して変える' }).click();
    await deskSees('段取り中');
    const noted = peopled.records((file) =>
      file.prepare("SELECT person, detail FROM audit WHERE deed = 'sharing.changed' ORDER BY key").all(),
    );
    expect(noted.map((line) => line['detail'])).toEqual([
      'lathe-1 desk: live to mark',
      'lathe-1 desk: mark to live',
    ]);
  });

  it('withholds everything while he pauses, and says until when', async () => {
    await owner.getByRole('button', { name: '今日だけ' }).click();
    await deskSees('一時非公開');
    await deskSees('情報なし');
    await owner.getByRole('button', { name: 'やめて、また見せる' }).click();
    await deskSees('段取り中');
  });

  it('takes hours that are not for others, and gives them back', async () => {
    await owner.getByLabel('時間', { exact: true }).fill('6');
    await owner.getByRole('button', { name: '入れる' }).click();
    await owner.getByText('すべての機械').filter({ hasText: '6時間' }).waitFor();
    await owner.getByRole('button', { name: /すべての機械.*を消す/ }).click();
    await owner.getByText('いまは入っていません。').waitFor();
  });

  it('tells who looked', async () => {
    await desk.getByRole('button', { name: '蒲田精密の連絡先' }).click();
    await desk.getByText('連絡先がまだ登録されていません').waitFor();
    await desk.keyboard.press('Escape');
    await owner.reload();
    await owner.locator('.entries').filter({ hasText: 'desk' }).waitFor();
  });

  it('has the month with definition and coverage, and the calendar in one tap', async () => {
    await owner.getByRole('rowheader', { name: '旋盤' }).last().waitFor();
    await owner.getByText('時間稼働率＝加工時間÷記録のある営業時間').waitFor();
    await owner.getByRole('button', { name: 'いまのカレンダーで合っています' }).click();
    await owner.getByText('に確認しました。').waitFor();
  });

  it('hands out the own edition of last month at one touch', async () => {
    const [year, month] = lastMonth.split('-').map(Number);
    const link = owner.getByRole('link', { name: new RegExp(`^${year}年${month}月.* Excel$`) });
    const [file] = await Promise.all([owner.waitForEvent('download'), link.click()]);
    expect(file.suggestedFilename()).toContain(`${year}年${month}月`);
    expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
  });

  it('has no fault that axe finds, with everything open', async () => {
    for (const language of ['ja', 'en']) {
      await owner.goto(`${peopled.aggregator.url}/?lang=${language}`);
      await owner.locator('.own .free-line').first().waitFor();
      for (const part of await owner.locator('summary').all()) await part.click();
      expect(await axeFaults(owner), language).toEqual([]);
    }
  });

  it.each([320, 390])(
    'fits a telephone of %i pixels in both languages, with targets for a thumb',
    async (width) => {
      await owner.setViewportSize({ width, height: 740 });
      for (const language of ['ja', 'en']) {
        await owner.goto(`${peopled.aggregator.url}/?lang=${language}`);
        await owner.locator('.own .free-line').first().waitFor();
        for (const part of await owner.locator('.own-part > summary').all()) await part.click();
        expect(await owner.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        for (const target of await owner.locator('.own :is(button, input, select, summary):visible').all()) {
          const box = await target.boundingBox();
          expect(
            Math.min(box?.width ?? 0, box?.height ?? 0),
            await target.innerHTML(),
          ).toBeGreaterThanOrEqual(44);
        }
      }
    },
  );
});
