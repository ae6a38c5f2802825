// Reads docs/sparkplug-conformance.md and the test titles that name clauses, so each can be held against the other.
// A row is: clause id, meaning, and either the tests that show it (`file`: title) or a status that admits why not.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** One clause on the page. */
export interface Row {
  readonly id: string;
  readonly meaning: string;
  readonly shownBy: string;
}

/** One test title and the clauses it names. */
export interface Title {
  readonly file: string;
  readonly title: string;
  readonly ids: readonly string[];
}

/** The rows of the page, in its order. */
export function readPage(
  text = readFileSync(join(root, 'docs/sparkplug-conformance.md'), 'utf8'),
): readonly Row[] {
  return [...text.matchAll(/^\| (tck-id-[\w-]+) \| (.*?) \| (.*?) \|$/gm)].map(
    ([, id = '', meaning = '', shownBy = '']) => ({ id, meaning, shownBy }),
  );
}

/** Every test of the repository but the one of the page itself, which names clauses that are none. */
export function readTests(): readonly { readonly file: string; readonly source: string }[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file !== '' && file !== 'tests/conformance/conformance.test.ts')
    .filter((file) => existsSync(join(root, file)))
    .map((file) => ({ file: basename(file), source: readFileSync(join(root, file), 'utf8') }));
}

/** The `clauses(…)` titles in one source. */
export function titlesIn(file: string, source: string): readonly Title[] {
  const call = /\bclauses\(\s*(?:'([^'\n]*)'|"([^"\n]*)")((?:,\s*'tck-id-[\w-]+')+),?\s*\)/g;
  return [...source.matchAll(call)].map(([, single, double, ids = '']) => ({
    file,
    title: single ?? double ?? '',
    ids: [...ids.matchAll(/tck-id-[\w-]+/g)].map(([id]) => id),
  }));
}

/** How a title stands on the page. */
export function reference({ file, title }: Title): string {
  return `\`${file}\`: ${title}`;
}
