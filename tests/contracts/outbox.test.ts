// Every outbox there is, against the one contract; and what only the SQLite file can do wrong.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../edge-agent/src/database.ts';
import { sqliteOutbox } from '../../edge-agent/src/outbox/sqliteOutbox.ts';
import { outboxContract } from './outbox.ts';

async function freshFile(): Promise<{ file: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'outbox-'));
  return {
    file: join(folder, 'data', 'agent.sqlite'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

outboxContract('the SQLite outbox', async () => {
  const { file, remove } = await freshFile();
  return { open: async () => sqliteOutbox(openDatabase(file), { maxDays: 1 }), remove };
});

describe('the SQLite file', () => {
  it('is refused when a newer version wrote it, and when it belongs to another program', async () => {
    const { file, remove } = await freshFile();
    openDatabase(file).close();
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    expect(() => openDatabase(file)).toThrow(/version 99/);
    const other = `${file}.other`;
    const foreign = new DatabaseSync(other);
    foreign.exec('CREATE TABLE customers (name TEXT)');
    foreign.close();
    expect(() => openDatabase(other)).toThrow(/another program/);
    await remove();
  });

  it('takes work within work into the outer transaction: all or nothing', async () => {
    const { file, remove } = await freshFile();
    const database = openDatabase(file);
    const outbox = sqliteOutbox(database, { maxDays: 1 });
    const failing = (): void =>
      database.durably(() => {
        outbox.noteSharing('a', true, 1);
        throw new Error('power cut');
      });
    expect(failing).toThrow('power cut');
    expect(outbox.noteSharing('a', true, 2)).toBe(2);
    database.close();
    await remove();
  });
});
