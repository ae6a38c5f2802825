// A take-over while others work: what was planned is written only where nothing changed meanwhile, all of it or
// nothing, and a file that takes too much is refused in words and leaves no trace.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@nakamawashi/runtime';
import fastify from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allSteps } from '../../allSteps.ts';
import { addDirectoryRoutes } from '../../api/directoryRoutes.ts';
import { emptyDirectory } from '../directory.ts';
import { entrySchemas, type Workshop } from '../entryKinds.ts';
import { openRecords, type Records } from '../records.ts';
import { takeOver } from './importTables.ts';
import { openTableDesk, type TableDesk, TooMuch } from './tableDesk.ts';
import { packTables } from './tableJob.ts';
import type { Tables } from './tableShapes.ts';
import { toTables } from './toTables.ts';

const timeZone = 'Asia/Tokyo';
const ids = ['a', 'b', 'c'];
let folder: string;
let mine: Records;
let theirs: Records;

const shop = (id: string, ja: string): Workshop =>
  entrySchemas.workshop.parse({
    id,
    name: { ja, en: id },
    calendar: 'always',
    machines: [{ id: 'lathe', name: { ja: '旋盤', en: 'Lathe' }, processes: ['TURN'] }],
  });
const always = entrySchemas.calendar.parse({ timeZone, patterns: [{ week: {} }] });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'take-over-'));
  const first = {
    ...emptyDirectory(timeZone),
    calendars: new Map([['always', always]]),
    workshops: new Map(ids.map((id) => [id, shop(id, id)])),
  };
  mine = openRecords(folder, first, 1);
  theirs = openRecords(folder, first, 1);
});
afterEach(() => {
  for (const { database } of [mine, theirs]) database.close();
  rmSync(folder, { recursive: true });
});

const taken = (): Tables => toTables(mine.members.now(), mine.members.entries.lastChange());
const edited = (tables: Tables, names: Readonly<Record<string, string>>): Tables => ({
  ...tables,
  workshops: (tables.workshops ?? []).map((line) =>
    line.map((cell, index) => (index === 1 ? (names[String(line[0])] ?? cell) : cell)),
  ),
});
const nameOf = ({ members }: Records, id: string) => members.now().workshops.get(id)?.name.ja;
const change = (records: Records, id: string, ja: string) =>
  records.members.change({ kind: 'workshop', id, body: shop(id, ja), person: 'owner', at: 5 });
const by = { person: 'office', at: 9 };
/** Once, after the plan was made and before it is written. */
function between(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}

describe('what was planned', () => {
  it('is planned anew when somebody else changed another entry meanwhile: both changes stay', () => {
    const tables = edited(taken(), { a: 'by the office' });
    const mayWrite = between(() => change(theirs, 'b', 'by the owner'));
    const { written } = takeOver(mine, tables, { asOf: null, isDry: false, by, mayWrite });
    expect(written).toEqual([{ kind: 'workshop', id: 'a', version: 2 }]);
    allSteps(theirs.members.look());
    for (const records of [mine, theirs]) {
      expect(ids.map((id) => nameOf(records, id))).toEqual(['by the office', 'by the owner', 'c']);
    }
  });

  it('is not written, not even the rest of it, when somebody else changed the same entry meanwhile', () => {
    const tables = edited(taken(), { a: 'by the office', c: 'by the office too' });
    const mayWrite = between(() => change(theirs, 'a', 'by the owner'));
    const { plan, written } = takeOver(mine, tables, { asOf: null, isDry: false, by, mayWrite });
    expect(plan.conflicts).toEqual([{ kind: 'workshop', id: 'a' }]);
    expect(written).toEqual([]);
    expect(ids.map((id) => nameOf(mine, id))).toEqual(['by the owner', 'b', 'c']);
    expect(mine.audit.lines({ from: 0, until: 100, limit: 10 })).toEqual([]);
  });

  it('leaves nothing when nobody waits for it any more, or when the log cannot be written', () => {
    const tables = edited(taken(), { a: 'x', b: 'y' });
    const before = mine.members.now();
    const wish = { asOf: null, isDry: false, by };
    const mayWrite = (): void => {
      throw new Error('nobody waits');
    };
    expect(() => takeOver(mine, tables, { ...wish, mayWrite })).toThrow('nobody waits');
    let lines = 0;
    const audit = {
      ...mine.audit,
      note: (line: Parameters<typeof mine.audit.note>[0]) => {
        lines += 1;
        if (lines === 2) throw new Error('the disk is full');
        mine.audit.note(line);
      },
    };
    expect(() => takeOver({ ...mine, audit }, tables, wish)).toThrow('the disk is full');
    expect(mine.members.now()).toEqual(before);
    expect(mine.members.entries.version('workshop', 'a')).toBe(1);
    expect(mine.audit.lines({ from: 0, until: 100, limit: 10 })).toEqual([]);
    expect(takeOver(mine, tables, wish).written).toHaveLength(2);
  });

  it('says what it changes of the sharing in the log', () => {
    const tables = taken();
    const shared = {
      ...tables,
      machines: (tables.machines ?? []).map((line) =>
        line.map((cell, index) => (index === 6 && line[0] === 'b' ? 'hours' : cell)),
      ),
    };
    takeOver(mine, shared, { asOf: null, isDry: false, by });
    expect(mine.audit.lines({ from: 0, until: 100, limit: 10 })).toEqual([
      { ...by, deed: 'workshop.imported', subject: 'b', detail: 'version 2' },
      { ...by, deed: 'sharing.changed', subject: 'b', detail: 'lathe desk: mark to hours' },
    ]);
  });
});

describe('a thread within limits', () => {
  const commas = ','.repeat(2_000);
  /** Small as a file, and far more than the thread may hold when it is read. */
  const heavy = zipSync({ 'workshops.csv': new TextEncoder().encode(`${commas}\n`.repeat(5_000)) });
  const small = { mostMs: 60_000, maxOldGenerationSizeMb: 60, maxYoungGenerationSizeMb: 8 };
  const send = async (tables: TableDesk, body: Uint8Array) => {
    const server = fastify();
    server.setValidatorCompiler(validatorCompiler);
    const home = { dataDir: folder, timeZone };
    await addDirectoryRoutes(server, { clock: systemClock, records: mine, home, tables }, () => ({
      kind: 'person',
      person: { id: 'office', roles: ['office'], workshops: [] },
      session: '',
      hasGivenPassword: true,
    }));
    const headers = { 'content-type': 'application/zip' };
    const answer = await server.inject({
      method: 'PUT',
      url: '/api/directory',
      headers,
      payload: Buffer.from(body),
    });
    await server.close();
    return { status: answer.statusCode, answer: answer.json() };
  };

  it('refuses a file that takes more memory than that, in words, and takes the next one over', async () => {
    const tables = openTableDesk(small);
    const { status, answer } = await send(tables, heavy);
    expect({ status, answer }).toMatchObject({
      status: 422,
      answer: { places: [{ problem: { en: 'the file takes too much memory' } }] },
    });
    expect(answer.places[0].problem.ja).toContain('大きすぎる');
    const file = await packTables(edited(taken(), { b: '新しい名' }), { format: 'csv', language: 'ja' });
    expect(await send(tables, file.bytes)).toMatchObject({
      status: 200,
      answer: { dryRun: false, changes: [{ kind: 'workshop', id: 'b', version: 2 }] },
    });
    expect(nameOf(mine, 'b')).toBe('新しい名');
  }, 120_000);

  it('gives up a file that takes too long, before anything is written', async () => {
    const tables = openTableDesk({ ...small, mostMs: 1 });
    const home = { dataDir: folder, timeZone };
    const file = await packTables(edited(taken(), { b: '新しい名' }), { format: 'csv', language: 'ja' });
    await expect(
      tables.take({ home, bytes: file.bytes, asOf: null, isDry: false, ...by }),
    ).rejects.toBeInstanceOf(TooMuch);
    allSteps(mine.members.look());
    expect(nameOf(mine, 'b')).toBe('b');
  });
});
