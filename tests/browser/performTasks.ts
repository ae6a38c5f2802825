// Sets the scenes of the three tasks and has them done: the owner's and the reviewer's at a real aggregator, the
// dispatcher's on made-up machines of which one fits.
import type { Browser } from 'playwright-core';
import { type Peopled, startPeopled } from '../aggregator/peopled.ts';
import { buildBoard } from './buildBoard.ts';
import { serveFixtureBoard } from './fixtureBoard.ts';
import { madeUpMachines, noted } from './madeUpMachines.ts';
import { openBrowser } from './openBrowser.ts';
import { confirmWeek, downloadMonth, findAndCall, type TaskTaken } from './tasks.ts';

export interface TasksTaken {
  readonly dispatcher: TaskTaken;
  readonly owner: TaskTaken;
  readonly reviewer: TaskTaken & { readonly file: string };
}

/** Does all three, one after the other. Throws when one cannot be done. */
export async function performTasks(chromium: string): Promise<TasksTaken> {
  const browser = await openBrowser(chromium);
  try {
    const dispatcher = await asDispatcher(browser);
    const peopled = await startPeopled();
    try {
      const owner = await confirmWeek(await entered(browser, peopled, { name: 'owner', start: '.stance' }));
      const reviewer = await downloadMonth(
        await entered(browser, peopled, { name: 'reviewer', start: '.edition a' }),
      );
      return { dispatcher, owner, reviewer };
    } finally {
      await peopled.stop();
    }
  } finally {
    await browser.close();
  }
}

async function asDispatcher(browser: Browser): Promise<TaskTaken> {
  const built = await buildBoard();
  const server = await serveFixtureBoard(built.folder);
  try {
    server.show(noted, madeUpMachines);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(server.address);
    await page.locator('.free-line').first().waitFor();
    return await findAndCall(page, '蒲田精密');
  } finally {
    await server.close();
    built.remove();
  }
}

async function entered(
  browser: Browser,
  { aggregator, passwords }: Peopled,
  { name, start }: { readonly name: string; readonly start: string },
) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${aggregator.url}/`);
  await page.getByLabel('ID').fill(name);
  await page.getByLabel('パスワード').fill(passwords.get(name) ?? '');
  await page.keyboard.press('Enter');
  await page.locator(start).first().waitFor();
  return page;
}
