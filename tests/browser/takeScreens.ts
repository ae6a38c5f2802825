// Takes the pictures of the documents: `npx node tests/browser/takeScreens.ts http://127.0.0.1:8080/` from a running
// board, or without an address from the made-up machines of the tests.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { present } from '../realServers.ts';
import { buildBoard } from './buildBoard.ts';
import { serveFixtureBoard } from './fixtureBoard.ts';
import { madeUpMachines, noted } from './madeUpMachines.ts';
import { openBrowser } from './openBrowser.ts';

const folder = join(import.meta.dirname, '../../docs/screens');
const pictures = [
  { name: 'board-ja', language: 'ja', width: 1280, height: 800 },
  { name: 'board-en', language: 'en', width: 1280, height: 800 },
  { name: 'board-ja-phone', language: 'ja', width: 390, height: 844 },
];

const chromium = present('chromium');
if (chromium === null) throw new Error('chromium is not installed');
const browser = await openBrowser(chromium);
mkdirSync(folder, { recursive: true });
const given = process.argv[2];
if (given === undefined) await takeMadeUp();
else await take(given);
await browser.close();

async function takeMadeUp(): Promise<void> {
  const built = await buildBoard();
  const server = await serveFixtureBoard(built.folder);
  server.show(noted, madeUpMachines);
  await take(server.address);
  await server.close();
  built.remove();
}

async function take(address: string): Promise<void> {
  for (const { name, language, width, height } of pictures) {
    const page = await browser.newPage({ viewport: { width, height } });
    await page.goto(`${address}?lang=${language}`);
    await page.locator('.machine').first().waitFor();
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await page.close();
  }
}
