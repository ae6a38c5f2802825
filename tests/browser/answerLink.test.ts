// The office makes a link on a company's card, and whoever gets it says the week's word on a telephone, unsigned.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Peopled, startPeopled } from '../aggregator/peopled.ts';
import { describeReal } from '../realServers.ts';
import { axeFaults } from './axeFaults.ts';
import { openBrowser } from './openBrowser.ts';
import { openReader } from './readerPage.ts';

describeReal('chromium', 'a link from a message', (chromium) => {
  let peopled: Peopled;
  let browser: Browser;
  beforeAll(async () => {
    peopled = await startPeopled();
    browser = await openBrowser(chromium);
  });
  afterAll(async () => {
    await browser?.close();
    await peopled?.stop();
  });
  const read = (width: number) => openReader(browser, () => peopled.aggregator.url, { width, height: 800 });

  it('is made by the office and answers the week without a password', async () => {
    const { url } = peopled.aggregator;
    const office = await read(1280);
    await office.page.goto(`${url}/?page=company&shop=kamata`);
    await office.page.getByLabel('ID').fill('office');
    await office.page.getByLabel('パスワード').fill(peopled.passwords.get('office') ?? '');
    await office.page.keyboard.press('Enter');
    await office.page.getByRole('button', { name: '今週の回答リンクを作る' }).click();
    const link = await office.page.locator('.made-link input').inputValue();
    expect(link).toMatch(/\?page=answer#[\w-]{43}$/);
    expect(await axeFaults(office.page)).toEqual([]);

    const owner = await read(320);
    const asked: string[] = [];
    owner.page.on('request', (request) => asked.push(request.url()));
    await owner.page.goto(link);
    await owner.page.getByText('蒲田精密 様').waitFor();
    await owner.page.getByText('まだ回答がありません').waitFor();
    expect(asked.filter((each) => each.includes(link.split('#')[1] ?? ''))).toEqual([]);
    expect(await axeFaults(owner.page)).toEqual([]);
    expect(await owner.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await owner.page.getByRole('button', { name: '条件次第' }).click();
    await owner.page.getByText('回答を受け付けました').waitFor();
    expect(await owner.page.getByRole('button', { name: '条件次第' }).isDisabled()).toBe(true);
    await owner.page.reload();
    await owner.page.getByText('いまの回答：条件次第').waitFor();
    await owner.page.getByRole('button', { name: 'English' }).click();
    await owner.page.getByText('Your answer now: It depends').waitFor();

    await office.page.getByRole('button', { name: '今週の回答リンクを作る' }).click();
    await office.page.locator(`.made-link input:not([value="${link}"])`).waitFor();
    await owner.page.reload();
    await owner.page.getByText('This link is no use').waitFor();
    expect([...office.complaints, ...owner.complaints]).toEqual([]);
  });

  it('is not offered to the desk', async () => {
    const { page } = await read(1280);
    await page.goto(`${peopled.aggregator.url}/?page=company&shop=kamata`);
    await page.getByLabel('ID').fill('desk');
    await page.getByLabel('パスワード').fill(peopled.passwords.get('desk') ?? '');
    await page.keyboard.press('Enter');
    await page.locator('.card-name').waitFor();
    expect(await page.getByRole('button', { name: '今週の回答リンクを作る' }).count()).toBe(0);
  });
});
