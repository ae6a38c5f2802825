// The three tasks by which the board is measured, done by hands that count: a click, a tap or one filling of a field is
// an action. Whoever does them has signed in and stands where his role begins.
import type { Download, Locator, Page } from 'playwright-core';

/** What a task took. */
export interface TaskTaken {
  readonly actions: number;
  readonly seconds: number;
}

interface Hands {
  click(target: Locator): Promise<void>;
  fill(target: Locator, text: string): Promise<void>;
}

async function counted(task: (hands: Hands) => Promise<void>): Promise<TaskTaken> {
  let actions = 0;
  const begun = performance.now();
  await task({
    click: async (target) => {
      actions += 1;
      await target.click();
    },
    fill: async (target, text) => {
      actions += 1;
      await target.fill(text);
    },
  });
  return { actions, seconds: (performance.now() - begun) / 1_000 };
}

/** A dispatcher finds a shop with four free hours this week for turning stainless of 200 mm and opens its contact. */
export function findAndCall(page: Page, shop: string): Promise<TaskTaken> {
  return counted(async ({ click, fill }) => {
    await fill(page.locator('input[type=search]'), '旋削 ステンレス 200mm 4時間');
    await page.locator('.found').filter({ hasText: /^1台/ }).waitFor();
    await click(
      page
        .locator('.free-line')
        .first()
        .getByRole('button', { name: /連絡先/ }),
    );
    await page.getByRole('dialog').filter({ hasText: shop }).waitFor();
  });
}

/** An owner says what holds for this week. */
export function confirmWeek(page: Page): Promise<TaskTaken> {
  return counted(async ({ click }) => {
    await click(page.locator('.stance').getByRole('button', { name: '受けられる' }));
    await page.getByText(/に答えました/).waitFor();
  });
}

/** A reviewer downloads last month's file, beginning at the sign-in page's end. */
export async function downloadMonth(page: Page): Promise<TaskTaken & { readonly file: string }> {
  let file = '';
  const taken = await counted(async ({ click }) => {
    const wanted: Promise<Download> = page.waitForEvent('download');
    await click(page.getByRole('link', { name: /内部版.* Excel/ }).first());
    file = (await wanted).suggestedFilename();
  });
  return { ...taken, file };
}
