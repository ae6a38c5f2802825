// The consortium's records: versions are kept, conflicts are told, changes of other processes arrive, and a file of a
// newer version or another program is refused.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allSteps } from '../allSteps.ts';
import { emptyDirectory } from './directory.ts';
import { openDirectoryDatabase } from './directoryDatabase.ts';
import { EntryChanged } from './entryBook.ts';
import { type Circle, entrySchemas } from './entryKinds.ts';
import { importFolders } from './importFolders.ts';
import { openRecords, type Records } from './records.ts';

const timeZone = 'Asia/Tokyo';
const nothing = emptyDirectory(timeZone);
const name = { ja: '蒲田精密', en: 'Kamata Seimitsu' };
const kamata = entrySchemas.workshop.parse({ id: 'kamata', name, calendar: 'days' });
let folder: string;
let records: Records;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'records-'));
  records = openRecords(folder, nothing, 1);
});
afterEach(() => {
  records.database.close();
  rmSync(folder, { recursive: true });
});

const circle = (id: string, members: string[]): Circle => ({ id, name, members });

describe('members', () => {
  it('begin with the folders once, and never again', () => {
    const first = { ...nothing, workshops: new Map([['kamata', kamata]]) };
    expect(records.members.begin(first, 2)).toBe(true);
    expect(records.members.now().workshops.get('kamata')).toEqual(kamata);
    expect(records.members.begin({ ...nothing, workshops: new Map([['rokugo', kamata]]) }, 3)).toBe(false);
    expect([...records.members.now().workshops.keys()]).toEqual(['kamata']);
  });

  it('are after any changes what the last one of each said, here, in another process and after a restart', () => {
    const change = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      members: fc.option(fc.array(fc.constantFrom('x', 'y', 'z')), { nil: null }),
      here: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const shop = mkdtempSync(join(folder, 'run-'));
        const mine = openRecords(shop, nothing, 1);
        const theirs = openRecords(shop, nothing, 1);
        const wanted = new Map<string, Circle>();
        for (const [at, { id, members, here }] of changes.entries()) {
          const body = members === null ? null : circle(id, members);
          (here ? mine : theirs).members.change({ kind: 'circle', id, body, person: 'p', at });
          if (body === null) wanted.delete(id);
          else wanted.set(id, body);
        }
        for (const each of [mine, theirs]) allSteps(each.members.look());
        const again = openRecords(shop, nothing, 1);
        for (const { members, database } of [mine, theirs, again]) {
          expect(new Map([...members.now().circles].sort())).toEqual(new Map([...wanted].sort()));
          database.close();
        }
      }),
      { numRuns: 25 },
    );
  });

  it('are known as they were after any change', () => {
    const change = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      members: fc.option(fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 2 }), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const { members } = records;
        const seen = changes.map(({ id, members: own }, at) => {
          const body = own === null ? null : circle(id, own);
          members.change({ kind: 'circle', id, body, person: 'p', at });
          return {
            change: members.entries.lastChange(),
            circles: new Map([...members.now().circles].sort()),
          };
        });
        for (const { change: number, circles } of seen)
          expect(new Map([...members.asOf(number).circles].sort())).toEqual(circles);
      }),
      { numRuns: 25 },
    );
  });

  it('keep every version with its person and time', () => {
    const { members } = records;
    members.change({ kind: 'circle', id: 'a', body: circle('a', ['x']), person: 'office', at: 10 });
    members.change({ kind: 'circle', id: 'a', body: null, person: 'admin', at: 20 });
    expect(members.entries.history('circle', 'a')).toEqual([
      { kind: 'circle', id: 'a', version: 1, body: circle('a', ['x']), person: 'office', at: 10 },
      { kind: 'circle', id: 'a', version: 2, body: null, person: 'admin', at: 20 },
    ]);
  });

  it('tell who edited an older version, and write nothing of it', () => {
    const { members } = records;
    const change = { kind: 'circle', id: 'a', person: 'office', at: 10 } as const;
    members.change({ ...change, body: circle('a', ['x']), basedOn: 0 });
    expect(() => members.change({ ...change, body: circle('a', ['y']), basedOn: 0 })).toThrow(EntryChanged);
    expect(members.now().circles.get('a')?.members).toEqual(['x']);
  });

  it('write nothing that fails the checks of its kind', () => {
    const body = { ...kamata, calendar: '' };
    expect(() =>
      records.members.change({ kind: 'workshop', id: 'kamata', body, person: 'office', at: 10 }),
    ).toThrow(/calendar/);
    expect(records.members.entries.version('workshop', 'kamata')).toBe(0);
  });

  it('give the same shelves as long as nothing on them changed, and tell those who watch', () => {
    const { members } = records;
    let told = 0;
    const leave = members.watch(() => {
      told += 1;
    });
    const before = members.now();
    members.change({ kind: 'circle', id: 'a', body: circle('a', []), person: 'office', at: 10 });
    expect(members.now().circles).not.toBe(before.circles);
    expect(members.now().workshops).toBe(before.workshops);
    leave();
    members.change({ kind: 'circle', id: 'a', body: null, person: 'office', at: 11 });
    expect(told).toBe(1);
  });
});

describe('an import of folders', () => {
  it('writes down what differs and only that, and tells the log', () => {
    const days = { timeZone, patterns: [{ from: '0001-01-01', week: {} }], exceptions: [] };
    const folders = {
      ...nothing,
      workshops: new Map([['kamata', kamata]]),
      calendars: new Map([['days', days]]),
    };
    const by = { person: 'console', at: 5 };
    expect(importFolders(records, folders, by).map(({ kind, version }) => [kind, version])).toEqual([
      ['calendar', 1],
      ['workshop', 1],
    ]);
    expect(importFolders(records, folders, by)).toEqual([]);
    const renamed = new Map([['kamata', { ...kamata, name: { ja: '新蒲田', en: 'New Kamata' } }]]);
    expect(importFolders(records, { ...folders, workshops: renamed }, by)).toEqual([
      { kind: 'workshop', id: 'kamata', version: 2 },
    ]);
    expect(records.members.now().workshops.get('kamata')?.name.en).toBe('New Kamata');
    expect(records.audit.lines({ from: 0, until: 9, limit: 9 }).map(({ deed }) => deed)).toEqual([
      'workshop.imported',
      'workshop.imported',
      'calendar.imported',
    ]);
  });
});

describe('the audit log', () => {
  it('gives its lines newest first, within a span of time', () => {
    const { audit } = records;
    for (const at of [10, 20, 30]) {
      audit.note({ at, person: 'office', deed: 'export', subject: '2026-10', detail: `${at}` });
    }
    expect(audit.lines({ from: 10, until: 30, limit: 9 }).map(({ at }) => at)).toEqual([20, 10]);
    expect(audit.lines({ from: 0, until: 99, limit: 1 }).map(({ detail }) => detail)).toEqual(['30']);
  });
});

describe('the file of the records', () => {
  it('is refused when another program or a newer version wrote it', () => {
    const file = join(folder, 'directory.sqlite');
    records.database.close();
    const raw = new DatabaseSync(file);
    raw.exec('PRAGMA user_version = 999');
    expect(() => openDirectoryDatabase(file)).toThrow(/newer version \(999\)/);
    raw.exec('PRAGMA application_id = 7');
    expect(() => openDirectoryDatabase(file)).toThrow(/another program/);
    raw.close();
    records = openRecords(join(folder, 'other'), nothing, 1);
  });
});
