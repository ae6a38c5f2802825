// The administrator's pages with a real aggregator: a person is made and signs in elsewhere, loses a role and with it
// the page; the last administrator stays; tokens; the audit log. In both languages, on a phone, by keyboard.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Peopled, startPeopled } from '../aggregator/peopled.ts';
import { ask, command } from '../aggregator/visitor.ts';
import { describeReal } from '../realServers.ts';
import { axeFaults } from './axeFaults.ts';
import { openBrowser } from './openBrowser.ts';
import { openReader } from './readerPage.ts';

const phone = { width: 320, height: 640 };
const desktop = { width: 1280, height: 800 };

describeReal('chromium', 'the administrator’s pages', (chromium) => {
  let peopled: Peopled;
  let browser: Browser;
  const opened: { readonly page: Page; readonly complaints: readonly string[] }[] = [];

  beforeAll(async () => {
    peopled = await startPeopled();
    browser = await openBrowser(chromium);
  });
  afterAll(async () => {
    await browser?.close();
    await peopled?.stop();
  });
  afterEach(async () => {
    for (const { page, complaints } of opened.splice(0)) {
      await page.context().close();
      expect(complaints, 'errors, breaches of the content policy, foreign requests').toEqual([]);
    }
  });

  /** A browser of his own for each. */
  async function enter(name: string, query: string, viewport = desktop): Promise<Page> {
    const reader = await openReader(browser, () => peopled.aggregator.url, viewport);
    opened.push(reader);
    await reader.page.goto(`${peopled.aggregator.url}/?${query}`);
    await signIn(reader.page, name);
    return reader.page;
  }
  async function signIn(page: Page, name: string): Promise<void> {
    await page.locator('[name=name]').fill(name);
    await page.locator('[name=password]').fill(peopled.passwords.get(name) ?? '');
    await page.locator('[type=submit]').click();
  }
  const lineOf = (page: Page, id: string) =>
    page.locator('.people-list > li').filter({ has: page.getByRole('heading', { name: id }) });
  async function choose(page: Page, id: string, deed: string): Promise<void> {
    const line = lineOf(page, id);
    if (!(await line.getByRole('button', { name: deed }).isVisible())) await line.locator('summary').click();
    await line.getByRole('button', { name: deed }).click();
  }
  /** The first page of somebody whose password was made for him; nothing else opens before. */
  async function chooseOwn(page: Page, id: string): Promise<void> {
    await page.getByRole('heading', { name: 'パスワードを決める' }).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await axeFaults(page)).toEqual([]);
    // What was typed at the door is there already, and is refused as the next one.
    const given = peopled.passwords.get(id) ?? '';
    expect(await page.locator('[name=current]').inputValue()).toBe(given);
    await page.locator('[name=next]').fill(given);
    await page.getByRole('button', { name: '決めて始める' }).click();
    await page.getByText('いまと違う、12文字以上').waitFor();
    const chosen = 'わたしだけが知っている言葉';
    await page.locator('[name=next]').fill(chosen);
    await page.getByRole('button', { name: '決めて始める' }).click();
    peopled.passwords.set(id, chosen);
  }
  /** Adds somebody on the page and keeps the password that it shows. */
  async function add(page: Page, id: string, role: string): Promise<void> {
    await page.getByRole('button', { name: '利用者を加える' }).click();
    await page.getByLabel('ID', { exact: false }).last().fill(id);
    await page.getByRole('checkbox', { name: role }).check();
    await page.getByRole('dialog').getByRole('button', { name: '加える', exact: true }).click();
    await page.getByRole('heading', { name: `${id}さんのパスワード` }).waitFor();
    peopled.passwords.set(id, await page.locator('.secret').innerText());
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '伝えたので閉じる' }).click();
    await page.locator('.secret').waitFor({ state: 'detached' });
  }

  it('make a person, who signs in elsewhere; a role taken away closes his page', async () => {
    const page = await enter('administrator', 'page=people');
    await add(page, 'hanako', '事務局');
    expect(await page.content()).not.toContain(peopled.passwords.get('hanako'));
    await lineOf(page, 'hanako').getByText('まだ自分のパスワードに変えていません').waitFor();
    const other = await enter('hanako', 'page=boxes');
    await chooseOwn(other, 'hanako');
    await other.getByRole('heading', { name: '蒲田精密' }).waitFor();
    await choose(page, 'hanako', '役割を変える');
    await page.getByRole('checkbox', { name: '手配担当' }).check();
    await page.getByRole('checkbox', { name: '事務局' }).uncheck();
    await page.getByRole('button', { name: '変更する' }).click();
    await other.getByRole('heading', { name: '空きボード' }).waitFor();
    expect(await other.getByRole('link', { name: '箱' }).count()).toBe(0);
    await lineOf(page, 'hanako').getByText('手配担当').waitFor();

    await choose(page, 'hanako', '利用を止める');
    await page.getByRole('dialog').getByText('再開するまでサインインできません').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '利用を止める' }).click();
    await other.getByText('もう一度サインインしてください').waitFor({ timeout: 20_000 });
    await signIn(other, 'hanako');
    await other.getByText('IDかパスワードが違います').waitFor();
    await choose(page, 'hanako', '利用を再開する');
    await lineOf(page, 'hanako').getByText('サインインしていません').waitFor();
    await signIn(other, 'hanako');
    await other.getByRole('heading', { name: '空きボード' }).waitFor();
  }, 60_000);

  it('shut a reviewer out of the page that he has open, although nothing is sent to it', async () => {
    const other = await enter('reviewer', '');
    await other.getByRole('heading', { name: '月次' }).waitFor();
    const page = await enter('administrator', 'page=people');
    await choose(page, 'reviewer', '全端末でサインアウト');
    await page.getByRole('dialog').getByRole('button', { name: '全端末でサインアウト' }).click();
    await other.getByText('もう一度サインインしてください').waitFor({ timeout: 20_000 });
  });

  it('give an owner his company, a new password, and remove him after the consequence was said', async () => {
    const page = await enter('administrator', 'page=people');
    await page.getByRole('button', { name: '利用者を加える' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.locator('[name=id]').fill('taro');
    await sheet.getByRole('checkbox', { name: '工場主' }).check();
    const make = sheet.getByRole('button', { name: '加える', exact: true });
    expect(await make.isDisabled()).toBe(true);
    await sheet.getByRole('combobox').fill('六郷');
    await sheet.getByRole('button', { name: '会社を加える' }).click();
    await make.click();
    await page.getByRole('button', { name: '伝えたので閉じる' }).click();
    await lineOf(page, 'taro').getByText('六郷').waitFor();
    await choose(page, 'taro', '新しいパスワードを出す');
    await sheet.getByRole('button', { name: '新しいパスワードを出す' }).click();
    await page.getByRole('heading', { name: 'taroさんのパスワード' }).waitFor();
    await page.getByRole('button', { name: '伝えたので閉じる' }).click();
    await choose(page, 'taro', '削除する');
    await sheet.getByText('元に戻せません').waitFor();
    await sheet.getByRole('button', { name: 'やめる' }).click();
    await lineOf(page, 'taro').waitFor();
    await choose(page, 'taro', '削除する');
    await sheet.getByRole('button', { name: '削除する' }).click();
    await lineOf(page, 'taro').waitFor({ state: 'detached' });
  }, 60_000);

  it('never let the last administrator go, and say why', async () => {
    const page = await enter('administrator', 'page=people&lang=en');
    await choose(page, 'administrator', 'Remove');
    await page.getByRole('dialog').getByText('This is your own account.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('This is the last administrator.').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Add a person' }).click();
    await page.locator('[name=id]').fill('desk');
    await page.getByRole('checkbox', { name: 'Dispatcher' }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('This name is taken.').waitFor();
  });

  it('make a token, shown once, and withdraw it', async () => {
    const page = await enter('administrator', 'page=people');
    await page.getByRole('button', { name: '鍵を作る' }).click();
    await page.locator('[name=name]').fill('wall');
    await page.getByRole('spinbutton').fill('30');
    await page.getByRole('checkbox', { name: '空きボード' }).check();
    expect(await page.getByRole('spinbutton').inputValue()).toBe('30');
    await page.getByRole('dialog').getByRole('button', { name: '鍵を作る' }).click();
    const secret = await page.locator('.secret').innerText();
    await page.getByRole('button', { name: '写したので閉じる' }).click();
    const headers = { authorization: `Bearer ${secret}` };
    expect(await peopled.machineIds(headers)).toHaveLength(2);
    await page.getByRole('button', { name: '取り消す: wall' }).click();
    await page.getByRole('dialog').getByText('すぐに読めなくなります').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '取り消す' }).click();
    await page.getByRole('heading', { name: 'wall' }).waitFor({ state: 'detached' });
    expect(await peopled.machineIds(headers)).toEqual(['401']);
  });

  it('show who did what, by kind and person', async () => {
    const page = await enter('administrator', 'page=audit');
    await page.getByRole('cell', { name: '鍵を取り消した' }).waitFor();
    await page.getByLabel('種類').selectOption({ label: '箱の登録' });
    await page.getByText('当てはまる記録はありません。').waitFor();
    await page.getByLabel('種類').selectOption({ label: '利用者・役割・鍵' });
    await page.getByLabel('だれが・だれに').fill('hanako');
    await page.keyboard.press('Tab');
    await page.getByRole('cell', { name: '役割を変えた' }).waitFor();
    const cells = await page.locator('.audit tbody tr').allInnerTexts();
    expect(cells).toHaveLength(4);
    expect(cells.every((each) => each.includes('hanako'))).toBe(true);
  });

  it('go on to older lines, and back', async () => {
    peopled.records((database) => {
      const line = database.prepare(
        "INSERT INTO audit (at, person, deed, subject, detail) VALUES (?, 'x', 'filler', ?, '')",
      );
      for (let each = 0; each < 150; each++) line.run(Date.now(), `line-${each}`);
    });
    const page = await enter('administrator', 'page=audit');
    await page.getByRole('cell', { name: 'line-149', exact: true }).waitFor();
    await page.getByRole('button', { name: '前の100件' }).click();
    await page.getByRole('cell', { name: 'line-49', exact: true }).waitFor();
    expect(await page.getByRole('cell', { name: 'line-149', exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: '新しい順の先頭へ' }).click();
    await page.getByRole('cell', { name: 'line-149', exact: true }).waitFor();
  });

  it.each(['people', 'boxes', 'audit'])('%s: nobody else is offered or led to it', async (wanted) => {
    const page = await enter('desk', `page=${wanted}`);
    await page.getByRole('heading', { name: '空きボード' }).waitFor();
    expect(await page.getByRole('link', { name: /^(人と役割|箱|操作記録)$/ }).count()).toBe(0);
  });

  it.each([
    ['people', 'ja'],
    ['people', 'en'],
    ['boxes', 'ja'],
    ['boxes', 'en'],
    ['audit', 'ja'],
    ['audit', 'en'],
  ])('%s (%s) fits 320 pixels with targets for a thumb, and reads well', async (wanted, language) => {
    const page = await enter('administrator', `page=${wanted}&lang=${language}`, phone);
    await page.locator('.admin-list > li, .audit tbody tr').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    expect(await axeFaults(page)).toEqual([]);
    for (const target of await page.locator('.admin :is(button, input, select, summary)').all()) {
      const box = await target.boundingBox();
      if (box !== null) expect(box.height, await target.innerHTML()).toBeGreaterThanOrEqual(44);
    }
  });

  it.each(['ja', 'en'])('sheets fit a phone and read well (%s)', async (language) => {
    const page = await enter('administrator', `page=people&lang=${language}`, phone);
    await page.locator('.admin > .admin-tools .main-button').click();
    await page.getByRole('checkbox').first().check();
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await page.keyboard.press('Escape');
    await page.goto(`${peopled.aggregator.url}/?page=boxes&lang=${language}`);
    // Where a code is open already, another one is asked about first: the one before ends.
    await page.getByRole('button', { name: /六郷の登録コードを出す|Make a code for Rokugo/ }).click();
    if (language === 'en') {
      await page.getByText('ends at once').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Make a code' }).click();
    }
    await page.locator('.code').waitFor();
    expect(await page.locator('.spelled li').count()).toBe(10);
    expect(await axeFaults(page)).toEqual([]);
    const code = await page.locator('.code').boundingBox();
    expect((code?.x ?? 0) + (code?.width ?? 999)).toBeLessThanOrEqual(320);
    expect(await page.locator('dialog').evaluate((sheet) => sheet.scrollWidth - sheet.clientWidth)).toBe(0);
    await page.locator('dialog .main-button').click();
  });

  it('are worked by keyboard alone: out of a question by Escape, the way out has the focus', async () => {
    const page = await enter('administrator', 'page=people');
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('desk');
    await lineOf(page, 'administrator').waitFor({ state: 'detached' });
    await lineOf(page, 'desk').locator('summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    for (let each = 0; each < 4; each++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('元に戻せません').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('やめる');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await command(peopled.aggregator.configFile, 'user list')).toContain('desk\tdesk');
    expect((await ask(`${peopled.aggregator.url}/api/people`)).status).toBe(401);
  });
});
