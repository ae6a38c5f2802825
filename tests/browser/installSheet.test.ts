// The sheet that goes along with a box: one printed A4 page in which nothing is cut off, whose words are those of the
// owner's page, and which asks nothing of any network.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { en } from '../../edge-agent/src/localPage/en.ts';
import { ja } from '../../edge-agent/src/localPage/ja.ts';
import { describeReal } from '../realServers.ts';
import { openBrowser } from './openBrowser.ts';

const sheets = [
  { language: 'ja', texts: ja, quotes: /「(.+?)」/g },
  { language: 'en', texts: en, quotes: /“(.+?)”/g },
] as const;
const addressOf = (language: string): string =>
  pathToFileURL(join(import.meta.dirname, `../../docs/install-sheet.${language}.html`)).href;

describeReal('chromium', 'the install sheet', (chromium) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser(chromium);
  });
  afterAll(() => browser?.close());

  async function open(sheet: string, requests: string[]) {
    // The width that A4 leaves between the margins, in CSS pixels.
    const page = await browser.newPage({ viewport: { width: 718, height: 1047 } });
    await page.route('**/*', async (route) => {
      requests.push(route.request().url());
      await (route.request().url() === sheet ? route.continue() : route.abort());
    });
    await page.goto(sheet);
    return page;
  }

  it.each(sheets)(
    'prints as one page, cuts nothing off, and asks for nothing: $language',
    async ({ language }) => {
      const requests: string[] = [];
      const sheet = addressOf(language);
      const page = await open(sheet, requests);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
      await page.emulateMedia({ media: 'print' });
      const cutOff = await page
        .locator('li, td, th, p, h1, h2, h3, table, body')
        .evaluateAll((elements) =>
          elements
            .filter(
              (each) => each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1,
            )
            .map((each) => `${each.tagName} ${each.textContent}`),
        );
      expect(cutOff).toEqual([]);
      expect(requests).toEqual([sheet]);
      await page.close();
    },
  );

  it.each(sheets)("names states, buttons and levels as the owner's page does: $language", async (one) => {
    const page = await open(addressOf(one.language), []);
    const text = await page.locator('body').innerText();
    const quoted = [...text.matchAll(one.quotes)].map(([, words]) => words);
    const { state, sending, sent, signIn, connection } = one.texts;
    const { pauseDay, stop } = sending;
    const onPage = [...Object.values(state), pauseDay, stop, signIn.button, connection.head];
    expect(quoted.filter((words) => words === undefined || !onPage.includes(words))).toEqual([]);
    expect(quoted).toEqual(expect.arrayContaining([pauseDay, stop, signIn.button, state.production]));
    const closed = text.replaceAll(/\s/g, '');
    for (const words of [...Object.values(sent.audience), ...Object.values(sent.audienceLevel)]) {
      expect(closed).toContain(words.replaceAll(/\s/g, ''));
    }
    await page.close();
  });
});
