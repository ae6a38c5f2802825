// The office's records against the real aggregator: what a machine can do, what a company holds, regions and circles;
// and nobody loses what he has not saved without being asked.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Peopled, startPeopled } from '../aggregator/peopled.ts';
import { ask } from '../aggregator/visitor.ts';
import { describeReal } from '../realServers.ts';
import { axeFaults } from './axeFaults.ts';
import { openBrowser } from './openBrowser.ts';
import { openReader } from './readerPage.ts';

describeReal('chromium', 'the records of the office', (chromium) => {
  let peopled: Peopled;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    peopled = await startPeopled();
    browser = await openBrowser(chromium);
    ({ page, complaints } = await openReader(browser, () => peopled.aggregator.url));
    page.setDefaultTimeout(12_000);
    await page.goto(`${peopled.aggregator.url}/`);
    await page.getByLabel('ID').fill('office');
    await page.getByLabel('パスワード').fill(peopled.passwords.get('office') ?? '');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await peopled?.stop();
  });
  afterEach(() => expect(complaints).toEqual([]));

  const go = (query: string) => page.goto(`${peopled.aggregator.url}/?page=${query}`);
  const entry = async (path: string) => {
    const { text } = await ask(`${peopled.aggregator.url}/api/directory/${path}`, {
      headers: peopled.keys.get('office') ?? {},
    });
    return JSON.parse(text).entry;
  };
  const save = async (): Promise<void> => {
    const button = page.getByRole('button', { name: '保存する' });
    await button.click();
    await page.getByText('保存しました。').waitFor();
    expect(await button.evaluate((each) => each === document.activeElement)).toBe(true);
  };
  const focused = () => page.evaluate(() => document.activeElement?.closest('[data-attribute]')?.outerHTML);

  it('write down what a machine can do, by numbers, choices and words', async () => {
    await go('members&shop=rokugo');
    await page.locator('summary').filter({ hasText: 'press-1' }).click();
    const machine = page.locator('.machine-part').first();
    const add = machine.getByLabel('能力を加える');
    await add.selectOption('pressForceKn');
    expect(await focused()).toContain('pressForceKn');
    await page.keyboard.type('785');
    await add.selectOption('bestToleranceMm');
    // On its way to a hundredth the figure is nought, and stays as it is typed.
    await page.keyboard.type('0.01');
    await add.selectOption('unattended');
    await machine.getByLabel('無人運転').selectOption('true');
    await add.selectOption('materials');
    await machine.getByRole('button', { name: 'ステンレス' }).click();
    await machine.getByRole('button', { name: 'アルミ' }).click();
    expect(await axeFaults(page)).toEqual([]);
    await save();
    expect((await entry('workshop/rokugo')).machines[0].attributes).toEqual({
      pressForceKn: 785,
      bestToleranceMm: 0.01,
      unattended: true,
      materials: ['stainless', 'aluminium'],
    });
    await machine.getByLabel('加圧能力 (kN)').fill('');
    await machine.getByRole('button', { name: 'アルミ' }).click();
    await machine.getByLabel('無人運転').selectOption('false');
    await save();
    expect((await entry('workshop/rokugo')).machines[0].attributes).toEqual({
      bestToleranceMm: 0.01,
      unattended: false,
      materials: ['stainless'],
    });
    await page.locator('summary').filter({ hasText: '変更の記録' }).click();
    await page.locator('.history').getByText('能力 加圧能力').first().waitFor();
  });

  it('write down what a company holds and takes, and the search for it finds that', async () => {
    await page.getByRole('button', { name: '認証を加える' }).click();
    const name = page.getByLabel('名称', { exact: true });
    expect(await name.evaluate((each) => each === document.activeElement)).toBe(true);
    await name.fill('ISO 9001');
    await page.getByLabel('有効期限').fill('2040-03-31');
    const company = page.locator('.form-part').filter({ hasText: '能力' }).first();
    await company.getByLabel('能力を加える').selectOption('inspection');
    await page.keyboard.type('三次元測定機、');
    await page.keyboard.type('投影機');
    await save();
    expect(await entry('workshop/rokugo')).toMatchObject({
      certificates: [{ name: 'ISO 9001', expires: '2040-03-31' }],
      attributes: { inspection: ['三次元測定機', '投影機'] },
    });
    await go('free&q=ISO+9001');
    await page.getByLabel('探す').fill('ISO 9001');
    await page.locator('.free-line').filter({ hasText: '六郷' }).first().waitFor();
  });

  it('point to a name that is missing, also of a machine that is folded away', async () => {
    await go('members&shop=rokugo');
    const summary = page.locator('summary').filter({ hasText: 'press-1' });
    await summary.click();
    await page.getByLabel('機械名', { exact: true }).fill('');
    await summary.click();
    await page.getByRole('button', { name: '保存する' }).click();
    const field = page.getByLabel('機械名', { exact: true });
    await field.waitFor();
    expect(await field.evaluate((each) => each === document.activeElement)).toBe(true);
    await page.getByRole('button', { name: '元に戻す' }).click();
  });

  it('make a region and a circle, use them, and take them out again', async () => {
    await go('members');
    await page.getByRole('link', { name: '地域を加える' }).click();
    await page.getByLabel(/^ID/).fill('jonan');
    await page.getByLabel('名称', { exact: true }).fill('城南');
    await page.getByLabel('名称（英語）').fill('Jonan');
    await page.getByRole('button', { name: '保存する' }).click();
    await page.getByRole('heading', { name: '城南' }).waitFor();
    await go('members&shop=rokugo');
    await page.getByLabel(/^地域/).selectOption('jonan');
    await save();
    await go('members');
    await page.getByRole('link', { name: '仲間グループを加える' }).click();
    await page.getByLabel(/^ID/).fill('rush');
    await page.getByLabel('名称', { exact: true }).fill('特急の会');
    await page.getByLabel('名称（英語）').fill('Rush');
    await page.getByLabel('会社名で探す').fill('六');
    await page.getByRole('button', { name: '六郷', exact: true }).click();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('button', { name: '保存する' }).click();
    await page.getByRole('heading', { name: '特急の会' }).waitFor();
    expect(await entry('circle/rush')).toMatchObject({ members: ['rokugo'] });

    await go('members&entry=region/jonan');
    await page.getByRole('link', { name: '六郷' }).waitFor();
    await page.locator('summary').filter({ hasText: '消す' }).click();
    await page.getByRole('button', { name: '本当に消す' }).click();
    await page.getByText('まだ使っている会社があるので消せません：rokugo').waitFor();
    await go('members&entry=circle/rush');
    await page.locator('summary').filter({ hasText: '消す' }).click();
    await page.getByRole('button', { name: '本当に消す' }).click();
    await page.getByRole('link', { name: '仲間グループを加える' }).waitFor();
    await page.getByRole('link', { name: '特急の会' }).waitFor({ state: 'detached' });
  });

  it('ask before changes are lost: by a link, by the way back, by signing out, by leaving', async () => {
    await go('members');
    await page.getByRole('link', { name: '六郷' }).click();
    const english = page.getByLabel('会社名（英語）');
    await english.fill('Rokugo & Sons');
    const question = page.getByRole('dialog');
    const stay = async (): Promise<void> => {
      await question.getByText('直したところは消えます').waitFor();
      await question.getByRole('button', { name: 'この画面に残る' }).click();
      await question.waitFor({ state: 'detached' });
      expect(await english.inputValue()).toBe('Rokugo & Sons');
    };
    await page.locator('.ways a').filter({ hasText: 'カレンダー' }).click();
    await stay();
    await page.goBack();
    await stay();
    expect(page.url()).toContain('shop=rokugo');
    await page.locator('.account > summary').click();
    await page.getByRole('button', { name: 'サインアウト', exact: true }).click();
    await stay();
    await page.locator('.account > summary').click();
    const asked: string[] = [];
    page.once('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await page.evaluate(() => location.reload());
    await expect.poll(() => asked).toEqual(['beforeunload']);
    expect(await english.inputValue()).toBe('Rokugo & Sons');
    await page.goBack();
    await question.getByRole('button', { name: '保存せずに移る' }).click();
    await page.locator('.member-table').waitFor();
    expect((await entry('workshop/rokugo')).name.en).toBe('Rokugo');
    // Nothing is held back any more.
    await page.locator('.ways a').filter({ hasText: 'カレンダー' }).click();
    await page.locator('.day').first().waitFor();
  });

  it('ask before another company’s calendar takes the place of one that is not saved', async () => {
    const shop = page.getByLabel(/^会社/);
    const first = await shop.inputValue();
    const other = first === 'rokugo' ? 'kamata' : 'rokugo';
    await page.locator('.day[data-date$="-06-10"]').click();
    await page.getByLabel('休み').check();
    await page.getByRole('button', { name: '決める' }).click();
    await page.getByText('まだ保存していません').waitFor();
    await shop.selectOption(other);
    await page.getByRole('button', { name: 'この画面に残る' }).click();
    expect(await shop.inputValue()).toBe(first);
    await page.getByText('まだ保存していません').waitFor();
    await shop.selectOption(other);
    await page.getByRole('button', { name: '保存せずに移る' }).click();
    await page.getByText('まだ保存していません').waitFor({ state: 'detached' });
    expect(await shop.inputValue()).toBe(other);
  });
});
