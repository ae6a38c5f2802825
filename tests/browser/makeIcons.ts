// Makes the icons of the home screen from `icon.svg`: `npx node tests/browser/makeIcons.ts`. A full one has no round
// corners and room around it, because telephones cut their own shape out of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { present } from '../realServers.ts';
import { openBrowser } from './openBrowser.ts';

const folder = join(import.meta.dirname, '../../cloud-aggregator/web/public');
const icons = [
  { name: 'icon-192', size: 192, isFull: false },
  { name: 'icon-512', size: 512, isFull: false },
  { name: 'icon-full-512', size: 512, isFull: true },
  { name: 'icon-full-180', size: 180, isFull: true },
];

const chromium = present('chromium');
if (chromium === null) throw new Error('chromium is not installed');
const drawing = readFileSync(join(folder, 'icon.svg'), 'utf8');
const full = drawing.replace('viewBox="0 0 32 32"', 'viewBox="-4 -4 40 40"').replace('rx="6"', '');
const browser = await openBrowser(chromium);
for (const { name, size, isFull } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const ground = isFull ? '#16181d' : 'transparent';
  await page.setContent(
    `<style>body { margin: 0; background: ${ground} } svg { display: block }</style>${isFull ? full : drawing}`,
  );
  writeFileSync(join(folder, `${name}.png`), await page.screenshot({ omitBackground: !isFull }));
  await page.close();
}
await browser.close();
