// A comment that names a rule can be followed: whatever the sources and pages cite of docs has its heading there.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { citationsOf, malformedIn, type Pages, readPage, resolves, written } from './tidy/citations.ts';

const root = join(import.meta.dirname, '..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));
/** This test cites what does not exist, on purpose. */
const own = ['tests/citations.test.ts', 'tests/tidy/citations.ts'];
const sources = tracked
  .filter((file) => /\.(tsx?|ya?ml|css|md)$/.test(file) && !own.includes(file))
  .map((file) => ({ file, text: text(file) }));

const pages: Pages = {
  standards: readPage(text('docs/standards.md')),
  domain: readPage(text('docs/domain.md')),
  architecture: readPage(text('docs/architecture.md')),
  wire: readPage(text('docs/wire.md')),
  product: readPage(text('docs/product.md')),
};
const unresolved = (source: string): readonly string[] =>
  citationsOf(source)
    .filter((citation) => !resolves(citation, pages))
    .map(written);

describe('citations', () => {
  it('each has its heading, requirement or place in docs', () => {
    const found = sources.flatMap(({ file, text }) =>
      citationsOf(text)
        .filter((citation) => !resolves(citation, pages))
        .map((citation) => `${file}:${citation.line} ${written(citation)}`),
    );
    expect(found).toEqual([]);
  });

  it('are found in the sources, of every kind', () => {
    const code = sources.filter(({ file }) => /\.tsx?$/.test(file)).flatMap(({ text }) => citationsOf(text));
    for (const page of ['standards', 'domain', 'architecture', 'wire', 'product'] as const)
      expect(code.filter((citation) => citation.page === page).length, page).toBeGreaterThan(0);
    expect(code.some(({ target }) => target?.kind === 'requirement')).toBe(true);
    expect(code.length).toBeGreaterThan(50);
  });

  it('are written so that they are found', () => {
    expect(sources.flatMap(({ file, text }) => malformedIn(text).map((bad) => `${file}: ${bad}`))).toEqual(
      [],
    );
  });

  it('a page that is named is a page of ours', () => {
    const names = new Set(tracked.map((file) => basename(file)));
    const named = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/\b[\w-]+(?:\.\w+)?\.md\b/g)].map(([name]) => ({ file, name })),
    );
    expect(named.filter(({ name }) => !names.has(name))).toEqual([]);
  });

  it('without a target are noticed, alone, in lists and across lines', () => {
    expect(unresolved('// by standards D.7 and D.99')).toEqual(['standards D.99']);
    expect(unresolved('// (standards D.2/D.66, H; domain 6.4–6.99)')).toEqual([
      'standards D.66',
      'domain 6.99',
    ]);
    expect(unresolved('/**\n * Follows standards\n * E.22.\n */')).toEqual(['standards E.22']);
    expect(unresolved('# architecture 8, 9')).toEqual(['architecture 9']);
    expect(unresolved('R01–R50')).toEqual(['R50']);
    expect(unresolved('domain 8.1 sheet 6, 8.3; domain 8.1 sheet 66')).toEqual(['domain 8.1, 66']);
    expect(unresolved('domain 6.4, rule 2; domain 6.4, rule 9')).toEqual(['domain 6.4, 9']);
    expect(unresolved('wire.md, "Names"; wire contract, "Nowhere"')).toEqual(['wire "Nowhere"']);
    expect(unresolved('wire.md, steps 2 to 7; wire.md, rule 4')).toEqual(['wire, 2 to 7']);
    expect(unresolved('[wire.md](../wire.md), "Nowhere"')).toEqual(['wire "Nowhere"']);
    expect(unresolved('product page, "Prices"')).toEqual(['product "Prices"']);
  });

  it('written wrongly are noticed', () => {
    const wrong = [
      'standard D.7',
      'standards D7',
      'standards.md D.7',
      'domain §6.4',
      'architecture.md 4',
      'peers (e)',
    ];
    for (const citation of wrong) expect(malformedIn(`// ${citation}`), citation).toHaveLength(1);
    expect(malformedIn('// standards D.7, domain 6.4, architecture 4, R06, wire.md, rule 4')).toEqual([]);
  });
});
