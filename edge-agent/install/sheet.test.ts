// The sheet that lies in the parcel: one printed A4 page that asks nothing of any network.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeReal } from '../../tests/realServers.ts';

const sheet = join(import.meta.dirname, '../../docs/install-sheet.ja.html');

describeReal('chromium', 'the install sheet', (chromium) => {
  it('prints as one page and names no other host', () => {
    const home = mkdtempSync(join(tmpdir(), 'sheet-'));
    const pdf = join(home, 'sheet.pdf');
    const quiet = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${home}/profile`];
    try {
      const print = ['--no-pdf-header-footer', `--print-to-pdf=${pdf}`, `file://${sheet}`];
      execFileSync(chromium, [...quiet, ...print], { stdio: 'ignore' });
      expect(readFileSync(pdf, 'latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
    expect(readFileSync(sheet, 'utf8')).not.toMatch(/(src|href)=|url\(|@import|https?:\/\/\w/);
  });
});
