// Takes the pictures of the documents: `npx node tests/browser/takeScreens.ts http://127.0.0.1:8080/ desk PASSWORD`
// from a running board, or without an address from the made-up machines of the tests.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { present } from '../realServers.ts';
import { buildBoard } from './buildBoard.ts';
import { serveFixtureBoard } from './fixtureBoard.ts';
import { madeUpMachines, noted } from './madeUpMachines.ts';
import { openBrowser } from './openBrowser.ts';
import { serveOwnerFixture } from './ownerFixture.ts';

const folder = join(import.meta.dirname, '../../docs/screens');
const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};
const pages = [
  { page: 'now', name: 'board', ready: '.machine' },
  { page: 'free', name: 'free', ready: '.free-line' },
  { page: 'week', name: 'week', ready: '.week-rows' },
  { page: 'overview', name: 'overview', ready: '.overview canvas' },
  { page: 'health', name: 'health', ready: '.health li' },
  { page: 'wall', name: 'wall', ready: '.wall li' },
  { page: 'company&shop=kamata-seimitsu', name: 'company', ready: '.card-name' },
];
const picturesOf = (all: typeof pages) =>
  all.flatMap(({ page, name, ready }) =>
    (['ja', 'en'] as const).flatMap((language) =>
      (['desktop', 'phone'] as const).map((size) => ({
        name: `${name}-${language}${size === 'phone' ? '-phone' : ''}`,
        page,
        language,
        ready,
        ...sizes[size],
      })),
    ),
  );
const pictures = picturesOf(pages);
const ownPictures = picturesOf([
  { page: 'mine', name: 'own', ready: '.own .free-line' },
  { page: 'answer', name: 'answer', ready: '.stance-buttons' },
]);

const monthPictures = picturesOf([{ page: 'months', name: 'months', ready: '.key-figures table' }]);

const officePictures = picturesOf([
  { page: 'members', name: 'members', ready: '.member-table' },
  { page: 'members&shop=kamata-seimitsu', name: 'member', ready: '.member-record' },
  { page: 'members&entry=circle/rush', name: 'circle', ready: '.member-record' },
  { page: 'calendar&shop=kamata-seimitsu', name: 'calendar', ready: '.day' },
]);
const administratorPictures = picturesOf([
  { page: 'people', name: 'people', ready: '.people-list > li' },
  { page: 'boxes', name: 'boxes', ready: '.admin-list > li' },
  { page: 'parts', name: 'parts', ready: '.parts .band' },
  { page: 'audit', name: 'audit', ready: '.audit tbody tr' },
]);

const chromium = present('chromium');
if (chromium === null) throw new Error('chromium is not installed');
const browser = await openBrowser(chromium);
mkdirSync(folder, { recursive: true });
const [given, name = '', password = ''] = process.argv.slice(2);
if (given === undefined) {
  await takeMadeUp();
  await takeOwnerPage();
} else await take(given, pictures);
await browser.close();

async function takeMadeUp(): Promise<void> {
  const built = await buildBoard();
  const byRole = {
    desk: pictures,
    owner: ownPictures,
    reviewer: monthPictures,
    office: officePictures,
    administrator: administratorPictures,
  };
  for (const role of ['desk', 'owner', 'reviewer', 'office', 'administrator'] as const) {
    const server = await serveFixtureBoard(built.folder, role);
    server.show(noted, madeUpMachines);
    await take(server.address, byRole[role]);
    if (role === 'desk') await takeDark(server.address);
    if (role === 'administrator') await takeCode(server.address);
    if (role === 'owner') await takeOwnPassword(server.address);
    await server.close();
  }
  built.remove();
}

async function takeDark(address: string): Promise<void> {
  const page = await browser.newPage({ viewport: sizes.desktop, colorScheme: 'dark' });
  await page.goto(`${address}?page=free`);
  await page.locator('.free-line').first().waitFor();
  await page.screenshot({ path: join(folder, 'free-ja-dark.png') });
  await page.close();
}

/** What meets somebody whose password was made for him. */
async function takeOwnPassword(address: string): Promise<void> {
  for (const language of ['ja', 'en'] as const) {
    const page = await browser.newPage({ viewport: sizes.phone });
    const newcomer = { person: 'taro', roles: ['owner'], open: false, hasGivenPassword: true };
    await page.route('**/api/session', (route) => route.fulfill({ json: newcomer }));
    await page.goto(`${address}?lang=${language}`);
    await page.locator('[name=next]').waitFor();
    await page.screenshot({ path: join(folder, `own-password-${language}-phone.png`) });
    await page.close();
  }
}

/** The sheet with a code to be read out. */
async function takeCode(address: string): Promise<void> {
  for (const language of ['ja', 'en'] as const) {
    const page = await browser.newPage({ viewport: sizes.phone });
    await page.goto(`${address}?page=boxes&lang=${language}`);
    await page.locator('.admin-list > li button').first().click();
    await page.locator('dialog .main-button').click();
    await page.locator('.code').waitFor();
    await page.screenshot({ path: join(folder, `box-code-${language}-phone.png`) });
    await page.close();
  }
}

async function takeOwnerPage(): Promise<void> {
  const fixture = await serveOwnerFixture();
  const page = await browser.newPage({ viewport: { width: 390, height: 1_000 } });
  await page.goto(fixture.address);
  await page.screenshot({ path: join(folder, 'owner-ja-phone.png') });
  await fixture.close();
}

async function take(address: string, wanted: typeof pictures): Promise<void> {
  for (const { name: picture, page: asked, language, ready, width, height } of wanted) {
    const page = await browser.newPage({ viewport: { width, height } });
    // What is made up is of its own day; a running board is of today.
    if (given === undefined) await page.clock.setFixedTime(noted);
    await page.goto(`${address}?page=${asked}&lang=${language}`);
    await page.locator(`${ready}, .door`).first().waitFor();
    if ((await page.locator('.door').count()) > 0) await signIn(page, picture);
    await page.locator(ready).first().waitFor();
    await page.screenshot({ path: join(folder, `${picture}.png`) });
    await page.close();
  }
}

async function signIn(page: Page, picture: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${picture.replace(/^\w+/, 'sign-in')}.png`) });
  await page.locator('[name=name]').fill(name);
  await page.locator('[name=password]').fill(password);
  await page.locator('[type=submit]').click();
}
