// What axe-core finds wrong with a page as it stands: the rule and the elements that break it.
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Empty when nothing is found. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
}
