// The versions of the months' files on disk: for each a head in `months/YYYY-MM/vN.json` and its facts beside it, named
// by their digest. Promise: a version that is there is whole, is never written again, and has its number alone.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, linkSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import type { MonthFacts, WorkshopFacts } from './monthFacts.ts';
import type { IssuedFacts, MonthIssue } from './monthIssue.ts';

/** A version's head with the digest of its facts. */
export interface KeptIssue extends MonthIssue {
  readonly digest: string;
}

export interface IssueBook {
  /** Oldest first. */
  issues(month: string): readonly KeptIssue[];
  /** Rejects when they are damaged. */
  facts(issue: KeptIssue): Promise<IssuedFacts>;
  /** The workshops of its facts one by one, so that they are never all held. Rejects when they are damaged. */
  workshops(issue: KeptIssue): AsyncIterable<WorkshopFacts>;
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
    facts: ({ month, digest }) => readFacts(factsFile(root, month, digest), digest),
    workshops: ({ month, digest }) => readWorkshops(factsFile(root, month, digest), digest),
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
  const hash = createHash('sha256');
  for (const line of factLines(facts)) hash.update(line);
  return hash.digest('hex');
}

/** A line for what belongs to all, then one for each workshop, so that no text holds a whole ward. */
function* factLines({ facts, kpi }: IssuedFacts): Iterable<string> {
  const { workshops, ...common } = facts;
  yield `${JSON.stringify({ ...common, kpi })}\n`;
  for (const each of workshops) yield `${JSON.stringify(each)}\n`;
}

async function readFacts(file: string, digest: string): Promise<IssuedFacts> {
  const workshops: WorkshopFacts[] = [];
  let common: Common | null = null;
  const lines = readLines(file, digest);
  for await (const line of lines) {
    if (common === null) common = JSON.parse(line) as Common;
    else workshops.push(JSON.parse(line));
  }
  if (common === null) throw damaged(file);
  const { kpi, ...head } = common;
  return { facts: { ...head, workshops }, kpi };
}

/** What belongs to all: the first line. */
type Common = Omit<MonthFacts, 'workshops'> & Pick<IssuedFacts, 'kpi'>;

async function* readWorkshops(file: string, digest: string): AsyncIterable<WorkshopFacts> {
  let isFirst = true;
  for await (const line of readLines(file, digest)) {
    if (!isFirst) yield JSON.parse(line);
    isFirst = false;
  }
}

async function* readLines(file: string, digest: string): AsyncIterable<string> {
  const hash = createHash('sha256');
  const packed = createReadStream(file);
  const unpacked = createGunzip();
  packed.once('error', (error) => unpacked.destroy(error));
  for await (const line of createInterface({ input: packed.pipe(unpacked) })) {
    hash.update(`${line}\n`);
    yield line;
  }
  if (hash.digest('hex') !== digest) throw damaged(file);
}

function damaged(file: string): Error {
  return new Error(`the facts of a month are damaged: ${file}`);
}

async function addIssue(root: string, issue: MonthIssue, facts: IssuedFacts): Promise<boolean> {
  const folder = join(root, issue.month);
  mkdirSync(folder, { recursive: true });
  const kept: KeptIssue = { ...issue, digest: digestOfFacts(facts) };
  const packed = createGzip();
  const written = writeDraft(folder, packed);
  await pipeline(Readable.from(factLines(facts)), packed);
  linkOnce(await written, factsFile(root, issue.month, kept.digest));
  const head = await writeDraft(folder, [`${JSON.stringify(kept, null, 2)}\n`]);
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

async function writeDraft(
  folder: string,
  content: Iterable<string> | AsyncIterable<Uint8Array>,
): Promise<string> {
  const draft = join(folder, `${randomUUID()}.unfinished`);
  const file = await open(draft, 'wx', 0o640);
  try {
    for await (const piece of content) await file.appendFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

function factsFile(root: string, month: string, digest: string): string {
  return join(root, month, `${digest}.facts.json.gz`);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
