// The conformance page and the test titles say the same, in both directions; what is not shown is admitted.
import { describe, expect, it } from 'vitest';
import { readPage, readTests, reference, titlesIn } from './page.ts';

const page = readPage();
const tests = readTests();
const titles = tests.flatMap(({ file, source }) => titlesIn(file, source));
const statuses = /^(deviation: |by configuration: |not applicable: )./;

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

  it('every deviation names the test that shows what is done instead', () => {
    const untrue = page.filter(({ shownBy }) => {
      if (!shownBy.startsWith('deviation: ')) return false;
      const [, file = '', title = ''] = /`([\w.]+)`: (.+)$/.exec(shownBy) ?? [];
      const inTest = tests.filter((test) => test.file === file);
      return title === '' || !inTest.some(({ source }) => source.includes(`it('${title}'`));
    });
    expect(untrue).toEqual([]);
  });

  it('every clause that a title names is on the page', () => {
    const known = new Set(page.map(({ id }) => id));
    expect(titles.flatMap(({ ids }) => ids.filter((id) => !known.has(id)))).toEqual([]);
  });

  it('no clause is named in a title that this test cannot read', () => {
    const unread = tests.filter(({ file, source }) => {
      const named = source.match(/['" ]tck-id-[\w-]+/g)?.length ?? 0;
      return named !== titlesIn(file, source).flatMap(({ ids }) => ids).length;
    });
    expect(unread.map(({ file }) => file)).toEqual([]);
  });

  it('would notice a claim without a test', () => {
    const [row] = readPage('| tck-id-x | meaning | `a.test.ts`: shown |');
    expect(row).toEqual({ id: 'tck-id-x', meaning: 'meaning', shownBy: '`a.test.ts`: shown' });
    expect(statuses.test(row?.shownBy ?? '')).toBe(false);
    expect(titlesIn('a.test.ts', "it(clauses('shown', 'tck-id-x'), () => {})")).toHaveLength(1);
  });
});
