// The workbooks open in LibreOffice, which makes pages of them: A4 landscape, every sheet with its header on each page.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeReal } from '../realServers.ts';
import { type WrittenMonth, writtenMonth } from './writtenMonth.ts';

const run = promisify(execFile);

describeReal('soffice', 'LibreOffice', (soffice) => {
  let written: WrittenMonth;
  beforeAll(async () => {
    written = await writtenMonth();
  }, 120_000);
  afterAll(() => written?.remove());

  it.each(['internal', 'public', 'own'] as const)(
    'makes pages of the %s edition',
    async (edition) => {
      const file = await written.write(edition, edition === 'own' ? 'shop-000' : undefined);
      const profile = `-env:UserInstallation=file://${join(written.folder, 'profile')}`;
      const out = join(written.folder, 'pdf');
      await run(soffice, ['--headless', profile, '--convert-to', 'pdf', '--outdir', out, file], {
        timeout: 120_000,
      });
      const pdf = join(out, `${basename(file, '.xlsx')}.pdf`);
      expect(existsSync(pdf)).toBe(true);
      const text = readFileSync(pdf, 'latin1');
      const boxes = [...text.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)];
      const sheets = { internal: 13, public: 10, own: 8 }[edition];
      expect(boxes.length).toBeGreaterThanOrEqual(sheets);
      for (const [, width, height] of boxes) {
        expect(Math.abs(Number(width) - 841.9)).toBeLessThan(2);
        expect(Math.abs(Number(height) - 595.3)).toBeLessThan(2);
      }
    },
    150_000,
  );
});
