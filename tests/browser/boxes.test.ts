// The office's page of boxes from a code to its end, with the real processes: the code that the page shows is typed
// into `edge join`, the box comes and is shown, and is cut off when the page revokes it.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Consortium, joinedSettings, openConsortium, until } from '../enrolment/consortium.ts';
import { describeReal } from '../realServers.ts';
import { openBrowser } from './openBrowser.ts';

describeReal('chromium', 'the page of boxes', (chromium) => {
  let browser: Browser;
  let consortium: Consortium;
  beforeAll(async () => {
    consortium = await openConsortium({ certificateDays: 365, isClosed: true });
    browser = await openBrowser(chromium);
  });
  afterAll(async () => {
    await browser?.close();
    await consortium?.stop();
  });

  async function enter(): Promise<Page> {
    const { text } = await consortium.aggregator('user', 'add', 'office', '--role', 'office', '--lasting');
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto(`${consortium.board}/?page=boxes`);
    await page.locator('[name=name]').fill('office');
    await page.locator('[name=password]').fill(text.trim().split('\n').at(-1) ?? '');
    await page.locator('[type=submit]').click();
    await page.getByRole('heading', { name: '蒲田' }).waitFor();
    return page;
  }

  it('enrols a box by the code that it shows, sees it come, and cuts it off', async () => {
    await consortium.startAggregator();
    await until(() => expect(consortium.log('aggregator')).toContain('the board listens'));
    const page = await enter();
    await page.getByText('まだ一度もつながっていません').waitFor();
    await page.getByRole('button', { name: '蒲田の登録コードを出す' }).click();
    const code = await page.locator('.code').innerText();
    expect(await page.locator('.typed-line').innerText()).toBe(
      `npm run edge -- join ${consortium.board} ${code}`,
    );
    await page.getByRole('button', { name: '伝えたので閉じる' }).click();
    await page.getByText('登録コードを発行済み').waitFor();
    const joined = await consortium.edge('join', consortium.board, code, '--config', consortium.edgeFile);
    expect([joined.code, joined.text]).toEqual([0, expect.stringContaining('Enrolled as kamata')]);

    consortium.writeEdge(joinedSettings(readFileSync(consortium.edgeFile, 'utf8')));
    await consortium.startAgent();
    await until(async () => expect((await consortium.health()).link.state).toBe('born'));
    await page.getByText('つながっています', { exact: false }).waitFor({ timeout: 60_000 });
    await page.getByText('まで（自動で更新）').waitFor();
    expect(await page.getByText('登録コードを発行済み').count()).toBe(0);

    await page.getByRole('button', { name: '蒲田の箱を無効にする' }).click();
    await page.getByRole('dialog').getByText('元に戻せません').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '無効にする' }).click();
    await until(async () => expect((await consortium.health()).link.state).toBe('offline'));
    await page.getByText('に無効にしました').waitFor();
    await page.getByText('つながっていません（最後の連絡').waitFor({ timeout: 60_000 });
    expect(await page.getByRole('button', { name: '蒲田の箱を無効にする' }).count()).toBe(0);
    const audit = await consortium.aggregator('audit');
    expect(audit.text).toMatch(/office\tcertificate\.revoked\tkamata/);
    expect(audit.text).toMatch(/office\tenrolment\.code\tkamata/);
    expect(audit.text).not.toContain(code);
  }, 180_000);
});
