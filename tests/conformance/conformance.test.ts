// The conformance page and the test titles say the same, in both directions; what is not shown is admitted.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPage, readTitles, reference, titlesIn } from './page.ts';

const page = readPage();
const titles = readTitles();
const statuses = /^(session test: |by configuration: |not applicable: )./;

describe('conformance page', () => {
  it('lists all 299 clauses of Sparkplug 3.0, each once', () => {
    const ids = page.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids).toHaveLength(299);
  });

  it('every clause is shown by the titles it names and by no others, or has a status', () => {
    const wrong = page.filter(({ id, shownBy }) => {
      const showing = titles.filter(({ ids }) => ids.includes(id)).map(reference);
      return showing.length === 0 ? !statuses.test(shownBy) : showing.join('<br>') !== shownBy;
    });
    expect(wrong).toEqual([]);
  });

  it('every clause that a title names is on the page', () => {
    const known = new Set(page.map(({ id }) => id));
    expect(titles.flatMap(({ ids }) => ids.filter((id) => !known.has(id)))).toEqual([]);
  });

  it('no clause is named in a title that this test cannot read', () => {
    const root = join(import.meta.dirname, '..', '..');
    const files = execFileSync('git', ['grep', '-l', 'tck-id-', '--', '*.test.ts'], {
      cwd: root,
      encoding: 'utf8',
    });
    const unread = files.split('\n').filter((file) => {
      if (file === '' || file.startsWith('tests/conformance/')) return false;
      const source = readFileSync(join(root, file), 'utf8');
      const named = source.match(/['" ]tck-id-[\w-]+/g)?.length ?? 0;
      return named !== titlesIn(file, source).flatMap(({ ids }) => ids).length;
    });
    expect(unread).toEqual([]);
  });

  it('would notice a claim without a test', () => {
    const [row] = readPage('| tck-id-x | meaning | `a.test.ts`: shown |');
    expect(row).toEqual({ id: 'tck-id-x', meaning: 'meaning', shownBy: '`a.test.ts`: shown' });
    expect(statuses.test(row?.shownBy ?? '')).toBe(false);
    expect(titlesIn('a.test.ts', "it(clauses('shown', 'tck-id-x'), () => {})")).toHaveLength(1);
  });
});
