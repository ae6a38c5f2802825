// The versions of the months' files on disk: for each a head in `months/YYYY-MM/vN.json` and its facts beside it, named
// by their digest. Promise: a version that is there is whole, is never written again, and has its number alone.
import { createHash, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { z } from 'zod';
import type { IssuedFacts, MonthIssue } from './monthIssue.ts';

/** A version's head with the digest of its facts. */
export interface KeptIssue extends MonthIssue {
  readonly digest: string;
}

export interface IssueBook {
  /** Oldest first. */
  issues(month: string): readonly KeptIssue[];
  /** Throws when they are damaged or of another program's version. */
  facts(issue: KeptIssue): IssuedFacts;
  /** Adds a version, on disk when it resolves; false where somebody else has just added one of that number. */
  add(issue: MonthIssue, facts: IssuedFacts): Promise<boolean>;
  /** The shops at work by month, as the newest version of each month has them. */
  active(): ReadonlyMap<string, readonly string[]>;
}

const words = z.strictObject({ ja: z.string(), en: z.string() });
const change = z.strictObject({
  workshop: z.string(),
  what: z.enum(['added', 'removed', 'changed']),
  machines: z.int(),
  productionMs: z.number(),
  unknownMs: z.number(),
});
const headShape: z.ZodType<KeptIssue> = z.strictObject({
  format: z.literal(1),
  month: z.string(),
  version: z.int().min(1),
  at: z.int(),
  person: z.string(),
  reason: words,
  active: z.array(z.string()),
  changes: z.array(change),
  kpiChanges: z.int(),
  digest: z.string(),
});

/** Opens the folder of an aggregator's data; it need not be there. */
export function openIssueBook(dataDir: string): IssueBook {
  const root = join(dataDir, 'months');
  const issues = (month: string): readonly KeptIssue[] =>
    namesIn(join(root, month))
      .filter((name) => /^v\d+\.json$/.test(name))
      .map((name) => headShape.parse(JSON.parse(readFileSync(join(root, month, name), 'utf8'))))
      .sort((a, b) => a.version - b.version);
  return {
    issues,
    facts: ({ month, digest }) => {
      const text = gunzipSync(readFileSync(factsFile(root, month, digest))).toString('utf8');
      if (digestOf(text) !== digest) throw new Error(`the facts of ${month} are damaged: ${digest}`);
      return JSON.parse(text) as IssuedFacts;
    },
    add: (issue, facts) => addIssue(root, issue, facts),
    active: () =>
      new Map(
        namesIn(root).flatMap((month) => {
          const last = issues(month).at(-1);
          return last === undefined ? [] : [[month, last.active]];
        }),
      ),
  };
}

/** What tells facts from all others. */
export function digestOfFacts(facts: IssuedFacts): string {
  return digestOf(JSON.stringify(facts));
}

async function addIssue(root: string, issue: MonthIssue, facts: IssuedFacts): Promise<boolean> {
  const folder = join(root, issue.month);
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify(facts);
  const digest = digestOf(text);
  const kept: KeptIssue = { ...issue, digest };
  const packed = await promisify(gzip)(text);
  const draft = await writeDraft(folder, packed);
  linkOnce(draft, factsFile(root, issue.month, digest));
  const head = await writeDraft(folder, `${JSON.stringify(kept, null, 2)}\n`);
  return linkOnce(head, join(folder, `v${issue.version}.json`));
}

/** Gives a finished file its name, unless something has that name. */
function linkOnce(draft: string, name: string): boolean {
  try {
    linkSync(draft, name);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

async function writeDraft(folder: string, content: string | Uint8Array): Promise<string> {
  const draft = join(folder, `${randomUUID()}.unfinished`);
  const file = await open(draft, 'wx', 0o640);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

function factsFile(root: string, month: string, digest: string): string {
  return join(root, month, `${digest}.facts.json.gz`);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
