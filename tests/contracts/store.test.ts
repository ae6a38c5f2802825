// Runs the store's contract over the SQLite store, and what only a file can show: a newer version, a foreign file,
// and two processes' worth of connections on one file.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { noTime } from '@nakamawashi/machine-model';
import { describe, expect, it } from 'vitest';
import { createTables } from '../../cloud-aggregator/src/store/sqliteSchema.ts';
import { openSqliteStore } from '../../cloud-aggregator/src/store/sqliteStore.ts';
import type { MachineDay } from '../../cloud-aggregator/src/store/utilisationStore.ts';
import { insertOlder } from './olderTally.ts';
import { storeContract } from './store.ts';

async function freshFile(): Promise<{ file: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  return { file: join(folder, 'store.sqlite'), remove: () => rm(folder, { recursive: true }) };
}

storeContract('the SQLite store', async () => {
  const { file, remove } = await freshFile();
  const putOlder = async (day: MachineDay): Promise<void> => insertOlder(file, day);
  return { open: async () => openSqliteStore(file), putOlder, remove };
});

describe('a SQLite file', () => {
  it('of a newer version is refused in words and left as it is', async () => {
    const { file, remove } = await freshFile();
    await openSqliteStore(file).close();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openSqliteStore(file)).toThrow(/newer version \(schema 99/);
    await remove();
  });

  it('of the first version is brought up to date whole: slots stay, and its tallies are due', async () => {
    const { file, remove } = await freshFile();
    const old = new DatabaseSync(file);
    old.exec(createTables);
    old.exec(`INSERT INTO machine VALUES (1, 'a/1', 'weekdays');
      INSERT INTO slot VALUES (1, 0, 300000, 0, 0, 300000, 0, 0, 0, 0);
      INSERT INTO mark VALUES (1, 300000);
      INSERT INTO tally VALUES (1, '1970-01-01', 5${', 0'.repeat(14)})`);
    old.close();
    const store = openSqliteStore(file);
    const seen: unknown[] = [];
    for await (const each of store.slots({ from: 0, until: 1 })) seen.push(each);
    expect(seen).toEqual([
      { machine: 'a/1', start: 0, lengthMs: 300_000, elements: { ...noTime, idle: 300_000 } },
    ]);
    expect(await store.marks()).toEqual(new Map([['a/1', 300_000]]));
    expect(await store.dueDays(10)).toMatchObject([{ machine: 'a/1', date: '1970-01-01' }]);
    const [older] = await store.tallies({ firstDate: '1970-01-01', lastDate: '1970-01-01' });
    expect(older).toMatchObject({ tally: { machine: 'a/1', plannedMs: 5 }, plan: '' });
    await store.close();
    await openSqliteStore(file).close();
    await remove();
  });

  it('stays of the first version when it cannot be brought up to date', async () => {
    const { file, remove } = await freshFile();
    const old = new DatabaseSync(file);
    old.exec(`${createTables} ALTER TABLE tally ADD COLUMN morning_busy_ms INTEGER`);
    expect(() => openSqliteStore(file)).toThrow(/duplicate column/);
    expect(Object.values(old.prepare('PRAGMA user_version').get() ?? {})).toEqual([1]);
    expect(JSON.stringify(old.prepare('PRAGMA table_info(tally)').all())).not.toContain('morning_planned_ms');
    old.close();
    await remove();
  });

  it('of another program is refused', async () => {
    const { file, remove } = await freshFile();
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE customers (name TEXT)');
    database.close();
    expect(() => openSqliteStore(file)).toThrow(/not a store of ours/);
    await remove();
  });

  it('can be read by a second connection while the first one writes', async () => {
    const { file, remove } = await freshFile();
    const writer = openSqliteStore(file);
    const reader = openSqliteStore(file);
    const slot = { machine: 'a/1', start: 0, lengthMs: 300_000, elements: { ...noTime, idle: 300_000 } };
    await writer.commit({ slots: [slot], marks: new Map(), deadLetters: [], days: [] });
    const seen: unknown[] = [];
    for await (const each of reader.slots({ from: 0, until: 1, machines: ['a/1'] })) seen.push(each);
    expect(seen).toEqual([slot]);
    await reader.close();
    await writer.close();
    await remove();
  });
});
