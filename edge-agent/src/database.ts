// The agent's one SQLite file: outbox, history of intervals, session counter. Write-ahead log; one connection.
// Promise: what `durably` wrote survives a pulled plug, what `soon` wrote survives a killed process; both are all or
// nothing. Refuses a file that is not ours, that a newer version wrote, or that another agent has open.
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

/** Opens or makes the file. Throws when it cannot be used, with the reason in words. */
export function openDatabase(file: string): Database {
  mkdirSync(dirname(file), { recursive: true });
  const connection = new DatabaseSync(file, { timeout: 5_000 });
  try {
    prepareFile(connection, file);
  } catch (cause) {
    connection.close();
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
    close: () => {
      connection.exec('PRAGMA optimize');
      connection.close();
    },
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
    throw new Error(`${file} is a database of another program; name another dataDir`);
  }
  const version = number('PRAGMA user_version');
  if (version !== schemaVersion) {
    throw new Error(
      `${file} was written by version ${version} of the agent's tables, this one reads ${schemaVersion}`,
    );
  }
}

/** Two agents on one file would both be the same edge node; the operating system takes the lock from a killed one. */
function takeForOurselves(connection: DatabaseSync, file: string): void {
  try {
    connection.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 200;' +
        'BEGIN IMMEDIATE; COMMIT',
    );
  } catch (cause) {
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
