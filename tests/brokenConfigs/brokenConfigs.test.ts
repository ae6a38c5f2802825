// `edge check` as people run it, on files broken the way people break them: beside each stands what it has to say.
// Every fault is found in one run, with its line and its remedy. `npx vitest run tests/brokenConfigs -u` rewrites
// them; the diff is the review.
import { execFile } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.yaml'));

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function check(file: string): Promise<Outcome> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      ['edge-agent/src/main.ts', 'check', file],
      { cwd: root },
      (_error, out, err) => done({ code: child.exitCode ?? -1, out, err: err.replaceAll(root, '/box') }),
    );
  });
}

function expectComplaint({ code, out, err }: Outcome, file: string): void {
  const [head, ...rows] = err.trimEnd().split('\n');
  expect([code, out]).toEqual([2, '']);
  expect(head).toBe(
    `${file}: ${rows.length} ${rows.length === 1 ? 'fault' : 'faults'} in the configuration:`,
  );
  // A place, what was found, what would be right; no stack trace and no word of a library's.
  for (const row of rows) expect(row).toMatch(/^ {2}\S.*: found .+; .+$/);
  expect(err).not.toMatch(/^\s+at /m);
  expect(err).not.toMatch(/Invalid input|undefined|NaN/);
}

describe('edge check on a broken file', () => {
  it('is shown on twenty of them at least', () => expect(files.length).toBeGreaterThanOrEqual(20));

  it.concurrent.for(files)('%s', async (name, { expect: here }) => {
    const file = relative(root, join(import.meta.dirname, name));
    const outcome = await check(file);
    expectComplaint(outcome, file);
    await here(outcome.err).toMatchFileSnapshot(join(import.meta.dirname, name.replace(/yaml$/, 'txt')));
  });

  it('says of a folder and of nothing at all what they are', async () => {
    for (const [file, words] of [
      ['config', 'found a folder'],
      ['config/none.yaml', 'found no file'],
    ] as const) {
      const outcome = await check(file);
      expectComplaint(outcome, file);
      expect(outcome.err).toContain(words);
    }
  });

  it('says of sharing without consent that nothing is sent, and that the file is fine', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'check-'));
    const text = await readFile(join(import.meta.dirname, 'windows-file.yaml'), 'utf8');
    const file = join(folder, 'edge-agent.yaml');
    writeFileSync(file, text.replace('horus', 'hours').replace(/^consent.*$/m, ''));
    const { code, out, err } = await check(file);
    await rm(folder, { recursive: true });
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/: fine .*\n {2}note: .*no consent/);
  });
});
