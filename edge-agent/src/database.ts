// The agent's one SQLite file: outbox, history of intervals, session counter. Write-ahead log; one connection.
// Promise: what `durably` wrote survives a pulled plug, what `soon` wrote survives a killed process; both are all or
// nothing. Refuses a file that is damaged, not ours, or a newer version's (`repair.ts` then sets it aside), and
// one that another agent has open.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** One prepared statement; rows come as arrays in the order of the columns. */
export interface Statement {
  run(...values: readonly SQLInputValue[]): void;
  get(...values: readonly SQLInputValue[]): Row | undefined;
  all(...values: readonly SQLInputValue[]): readonly Row[];
}
/** Integers, texts and nulls: all that our tables hold. */
export type Row = readonly (number | string | null)[];

/** An open file. Work within work belongs to the outer one. */
export interface Database {
  prepare(sql: string): Statement;
  /** One transaction, on disk when it returns. */
  durably<T>(work: () => T): T;
  /** One transaction that a power cut may undo, but never by halves; the next durable one carries it along. */
  soon<T>(work: () => T): T;
  close(): void;
}

const schemaVersion = 1;
/** Marks the file as ours, so that another program's database is refused and not written into. */
const applicationId = 0x4e4d4531;

const createTables = `
CREATE TABLE slot (machine TEXT NOT NULL, start INTEGER NOT NULL, length_ms INTEGER NOT NULL, follows INTEGER,
  elements TEXT NOT NULL, PRIMARY KEY (machine, start)) WITHOUT ROWID, STRICT;
CREATE TABLE set_aside (machine TEXT NOT NULL, start INTEGER NOT NULL, length_ms INTEGER NOT NULL,
  elements TEXT NOT NULL, PRIMARY KEY (machine, start)) WITHOUT ROWID, STRICT;
CREATE TABLE delivery (machine TEXT PRIMARY KEY, appended_through INTEGER, acknowledged_through INTEGER,
  shared_since INTEGER, dropped INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID, STRICT;
CREATE TABLE interval (machine TEXT NOT NULL, start INTEGER NOT NULL, state INTEGER NOT NULL,
  inferred INTEGER NOT NULL, PRIMARY KEY (machine, start)) WITHOUT ROWID, STRICT;
CREATE TABLE known (machine TEXT PRIMARY KEY, through INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE session (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), bd_seq INTEGER NOT NULL) STRICT;
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${schemaVersion};`;

/** The file can never be used as it is: damaged, another program's, or written by a newer version. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
}

/** SQLITE_CORRUPT and SQLITE_NOTADB: the file is at fault, and not its disk or whoever else has it open. */
const damaged: readonly unknown[] = [11, 26];

/**
 * Opens or makes the file. Throws UnusableFile when only another file would help, and other errors when it cannot be
 * opened now, with the reason in words.
 */
export function openDatabase(file: string): Database {
  mkdirSync(dirname(file), { recursive: true });
  const connection = new DatabaseSync(file, { timeout: 5_000 });
  try {
    prepareFile(connection, file);
  } catch (cause) {
    connection.close();
    const code = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : null;
    if (damaged.includes(code)) throw new UnusableFile(`${file} is damaged`, { cause });
    throw cause;
  }
  let depth = 0;
  const transaction = <T>(synchronous: 'FULL' | 'NORMAL', work: () => T): T => {
    if (depth > 0) return work();
    connection.exec(`PRAGMA synchronous = ${synchronous}; BEGIN IMMEDIATE`);
    depth += 1;
    try {
      const result = work();
      connection.exec('COMMIT');
      return result;
    } catch (error) {
      if (connection.isTransaction) connection.exec('ROLLBACK');
      throw error;
    } finally {
      depth -= 1;
    }
  };
  return {
    prepare: (sql) => wrap(connection.prepare(sql)),
    durably: (work) => transaction('FULL', work),
    soon: (work) => transaction('NORMAL', work),
    close: () => connection.close(),
  };
}

function prepareFile(connection: DatabaseSync, file: string): void {
  takeForOurselves(connection, file);
  const number = (sql: string): number => Number(Object.values(connection.prepare(sql).get() ?? {})[0]);
  const isEmpty = number('SELECT count(*) FROM sqlite_master') === 0;
  if (isEmpty) {
    connection.exec(`BEGIN IMMEDIATE; ${createTables} COMMIT`);
    return;
  }
  if (number('PRAGMA application_id') !== applicationId) {
    throw new UnusableFile(`${file} is a database of another program`);
  }
  const version = number('PRAGMA user_version');
  if (version !== schemaVersion) {
    throw new UnusableFile(
      `${file} was written by version ${version} of the agent's tables, this one reads ${schemaVersion}`,
    );
  }
  // All tables are their own index, so the quick check reads every page that matters.
  const found = connection.prepare('PRAGMA quick_check(1)').get();
  const fault = String(Object.values(found ?? {})[0]);
  if (fault !== 'ok') throw new UnusableFile(`${file} is damaged: ${fault.replace(/\s+/g, ' ')}`);
}

/** Two agents on one file would both be the same edge node; the operating system takes the lock from a killed one. */
function takeForOurselves(connection: DatabaseSync, file: string): void {
  try {
    connection.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 200;' +
        'BEGIN IMMEDIATE; COMMIT',
    );
  } catch (cause) {
    if (cause instanceof Error && 'errcode' in cause && damaged.includes(cause.errcode)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const words = reason.includes('locked') ? 'another agent is running on this dataDir' : reason;
    throw new Error(`cannot open ${file}: ${words}`, { cause });
  }
}

function wrap(statement: StatementSync): Statement {
  statement.setReturnArrays(true);
  return {
    run: (...values) => void statement.run(...values),
    get: (...values) => statement.get(...values) as unknown as Row | undefined,
    all: (...values) => statement.all(...values) as unknown as readonly Row[],
  };
}
