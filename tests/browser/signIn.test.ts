// The door of the board with a real aggregator: in by keyboard, out by tap, back after a session has ended; on a phone
// of 320 pixels in both languages, under the aggregator's own content policy.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { lastMonth, type Peopled, startPeopled } from '../aggregator/peopled.ts';
import { startAggregator } from '../aggregator/testEdge.ts';
import { command } from '../aggregator/visitor.ts';
import { describeReal } from '../realServers.ts';
import { axeFaults } from './axeFaults.ts';
import { openBrowser } from './openBrowser.ts';

describeReal('chromium', 'signing in, in a browser', (chromium) => {
  let peopled: Peopled;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    peopled = await startPeopled();
    browser = await openBrowser(chromium);
  });
  afterAll(async () => {
    await browser?.close();
    await peopled?.stop();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 320, height: 640 } });
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await page.context().close();
    expect(complaints, 'errors and breaches of the content policy').toEqual([]);
  });

  const open = (query = ''): Promise<unknown> =>
    page.goto(`${peopled.aggregator.url}/?page=now${query.replace('?', '&')}`);
  async function enter(name: string, password = peopled.passwords.get(name) ?? ''): Promise<void> {
    await page.getByLabel('ID').fill(name);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
  }
  const widthOf = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);

  it('stands in front of the board, and begins in the first field', async () => {
    await open('?lang=en');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.locator('.machine').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('name');
    await enter('desk');
    await page.locator('.machine').first().waitFor();
    expect(await page.locator('.machine').count()).toBe(2);
    expect(page.url()).toContain('lang=en');
    await page.reload();
    await page.locator('.machine').first().waitFor();
  });

  it('says what was wrong, and takes the right one after it', async () => {
    await open();
    await enter('desk', 'not the one');
    await page.getByRole('alert').getByText('IDかパスワードが違います。').waitFor();
    await page.keyboard.type(peopled.passwords.get('desk') ?? '');
    await page.keyboard.press('Enter');
    await page.locator('.machine').first().waitFor();
  });

  it('shows what is typed when somebody asks for it', async () => {
    await open();
    await page.getByLabel('パスワード').fill('see me');
    await page.getByRole('button', { name: '表示' }).click();
    expect(await page.locator('input[name=password]').getAttribute('type')).toBe('text');
  });

  it('lets out, and shows an owner his own machines alone', async () => {
    await open();
    await enter('owner');
    await page.locator('.machine').first().waitFor();
    expect(await page.locator('.machine').count()).toBe(1);
    await page.locator('.account > summary').click();
    await page.getByRole('button', { name: 'サインアウト', exact: true }).click();
    await page.getByLabel('ID').waitFor();
    await page.reload();
    await page.getByLabel('ID').waitFor();
    expect(await page.locator('.machine').count()).toBe(0);
  });

  it('comes back by itself when the session has ended, and leads back to the board', async () => {
    const [password = ''] = await command(peopled.aggregator.configFile, 'user add night', {
      roles: ['desk'],
    });
    await open();
    await enter('night', password);
    await page.locator('.machine').first().waitFor();
    const [another = ''] = await command(peopled.aggregator.configFile, 'user password night');
    await page.getByText('もう一度サインインしてください').waitFor({ timeout: 40_000 });
    await enter('night', another);
    await page.locator('.machine').first().waitFor();
  }, 60_000);

  it('keeps what somebody was typing when his session ended, for him alone', async () => {
    const clerk = (verb: string, options = {}) =>
      command(peopled.aggregator.configFile, `user ${verb} clerk`, options);
    const ended = () => page.getByText('そのまま残っています').waitFor({ timeout: 40_000 });
    const name = page.getByLabel('会社名', { exact: true });
    const [password = ''] = await clerk('add', { roles: ['office'] });
    await page.goto(`${peopled.aggregator.url}/?page=members`);
    await enter('clerk', password);
    await page.getByRole('link', { name: '蒲田' }).first().click();
    await name.fill('蒲田製作所');
    const [second = ''] = await clerk('password', { lasting: false });
    await ended();
    const door = page.getByRole('dialog');
    // Nothing behind it can be read or asked for, not on paper either, and no key opens it.
    const shop = page.getByText('蒲田', { exact: false });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('name');
    for (const _ of [1, 2, 3]) await page.keyboard.press('Escape');
    await page.evaluate(() => history.back());
    await expect.poll(() => door.evaluate((sheet) => sheet.matches(':modal'))).toBe(true);
    await page.emulateMedia({ media: 'print' });
    expect(await shop.filter({ visible: true }).count()).toBe(0);
    await page.emulateMedia({ media: 'screen' });
    expect(await shop.filter({ visible: true }).count()).toBe(0);
    expect(await page.getByRole('dialog').count()).toBe(1);
    expect(await axeFaults(page)).toEqual([]);
    expect(await widthOf()).toBeLessThanOrEqual(320);
    await enter('clerk', second);
    await door.getByLabel('新しいパスワード').fill('海苔と醤油と白いごはんと味噌汁');
    expect(await shop.filter({ visible: true }).count()).toBe(0);
    await page.keyboard.press('Enter');
    await door.waitFor({ state: 'detached' });
    expect(await name.inputValue()).toBe('蒲田製作所');
    await page.getByRole('button', { name: '保存する' }).click();
    await page.getByText('まだ保存していません').waitFor({ state: 'detached' });

    await name.fill('ほかの人には見えない');
    await clerk('password');
    await ended();
    await enter('office');
    await door.waitFor({ state: 'detached' });
    await name.waitFor();
    expect(await name.inputValue()).toBe('蒲田製作所');
  }, 120_000);

  it('lets a person choose another password', async () => {
    const [password = ''] = await command(peopled.aggregator.configFile, 'user add young', {
      roles: ['desk'],
    });
    await open();
    await enter('young', password);
    await page.locator('.account > summary').click();
    await page.locator('.password > summary').click();
    await page.getByLabel('いまのパスワード').fill(password);
    await page.getByLabel('新しいパスワード').fill('young-young-young');
    await page.keyboard.press('Enter');
    await page.getByText('IDを含まないもの').waitFor();
    await page.getByLabel('新しいパスワード').fill('海苔と醤油と白いごはんと味噌汁');
    await page.keyboard.press('Enter');
    await page.getByText('変更しました').waitFor();
  });

  it('shows a reviewer no board', async () => {
    await open();
    await enter('reviewer');
    await page.getByText('会社名のわかる画面は表示されません').waitFor();
    expect(await page.locator('body').innerText()).not.toMatch(/蒲田|六郷/);
    expect(await page.title()).toBe('月次 - 仲間まわし');
  });

  it.each(['ja', 'en'])('gives a reviewer last month’s file at one touch (%s)', async (language) => {
    await open(`?lang=${language}`);
    await enter('reviewer');
    const name = language === 'ja' ? /第1版 内部版.* Excel/ : /Version 1 Internal.* Excel/;
    const link = page.getByRole('link', { name }).first();
    await link.waitFor();
    await page.locator('.year-hours table').waitFor();
    await page
      .getByText(language === 'ja' ? '充足率＝記録のある営業時間' : 'Coverage = planned hours on record')
      .waitFor();
    await page.locator('.key-figures table').first().waitFor();
    expect(await page.locator('.key-figures table').first().locator('tbody tr').count()).toBe(5);
    expect(await axeFaults(page)).toEqual([]);
    expect(await widthOf()).toBeLessThanOrEqual(320);
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const [year, month] = lastMonth.split('-').map(Number);
    expect(download.suggestedFilename()).toContain(language === 'ja' ? `${year}年${month}月` : lastMonth);
    expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
    expect(await page.locator('body').innerText()).not.toMatch(/蒲田|六郷|[Kk]amata|[Rr]okugo/);
  });

  it('says so on the board where nobody signs in', async () => {
    const open = await startAggregator();
    await page.goto(`${open.url}/?page=now`);
    await page.getByText('サインインなしで公開中').waitFor();
    await page.locator('.machine').first().waitFor();
    expect(await widthOf()).toBeLessThanOrEqual(320);
    await open.stop();
    open.remove();
  });

  it.each(['ja', 'en'])(
    'fits a phone of 320 pixels (%s), door and menu, with targets for a thumb',
    async (language) => {
      await open(`?lang=${language}`);
      await page.getByLabel('ID').waitFor();
      expect(await widthOf()).toBeLessThanOrEqual(320);
      expect(await axeFaults(page)).toEqual([]);
      await enter('desk');
      await page.locator('.account > summary').click();
      await page.locator('.password > summary').click();
      expect(await widthOf()).toBeLessThanOrEqual(320);
      const sheet = await page.locator('.account-sheet').boundingBox();
      for (const target of await page.locator('.account-sheet :is(button, input:not([hidden]))').all()) {
        const box = await target.boundingBox();
        expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((sheet?.x ?? 0) + (sheet?.width ?? 0));
      }
    },
  );
});
