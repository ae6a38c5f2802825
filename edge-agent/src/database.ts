// The agent's one SQLite file: outbox, history of intervals, session counter. Write-ahead log; one connection.
// Promise: what `durably` wrote survives a pulled plug, what `soon` wrote survives a killed process; both are all or
// nothing. Refuses a file that is damaged, not ours, or a newer version's (`repair.ts` then sets it aside), and
// one that another agent has open.
import { accessSync, constants, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { messageOf } from '@nakamawashi/runtime';

/** One prepared statement; rows come as arrays in the order of the columns. */
export interface Statement {
  run(...values: readonly SQLInputValue[]): void;
  get(...values: readonly SQLInputValue[]): Row | undefined;
  all(...values: readonly SQLInputValue[]): readonly Row[];
  /** One row at a time, for tables that do not fit into memory. */
  iterate(...values: readonly SQLInputValue[]): Iterable<Row>;
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
  /** Says that what was read is not what was written, which SQLite cannot see; always throws. */
  condemn(reason: string): never;
  close(): void;
}

/** Of our own tables; a file of a newer one is not ours to read. */
export const schemaVersion = 2;
/** Marks the file as ours, so that another program's database is refused and not written into. */
const applicationId = 0x4e4d4531;

const createTables = `
CREATE TABLE slot (machine TEXT NOT NULL, start INTEGER NOT NULL, length_ms INTEGER NOT NULL, follows INTEGER,
  elements TEXT NOT NULL, check_sum INTEGER, PRIMARY KEY (machine, start)) WITHOUT ROWID, STRICT;
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

/** From version 1, whose slots carry no sum. */
const addCheckSum = `BEGIN IMMEDIATE; ALTER TABLE slot ADD COLUMN check_sum INTEGER;
  PRAGMA user_version = ${schemaVersion}; COMMIT`;

/** The file can never be used as it is: damaged, another program's, or written by a newer version. */
class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
}

/** The file cannot be opened now: no room, no right, or another agent has it. The message is for people. */
export class UnopenedFile extends Error {
  override readonly name = 'UnopenedFile';
}

/** SQLITE_CORRUPT and SQLITE_NOTADB: the file is at fault, and not its disk or whoever else has it open. */
const damaged: readonly unknown[] = [11, 26];
/** SQLITE_ERROR, said of the one number of the head that SQLite has no code of its own for. */
const unknownFormat = { errcode: 1, message: 'unsupported file format' };
/** SQLITE_READONLY, without a word about a folder, a lock or a moved file. */
const readOnly = 8;

/** Whether an error says that the file itself is damaged. */
export function isDamage(error: unknown): boolean {
  if (error instanceof UnusableFile) return true;
  if (!(error instanceof Error && 'errcode' in error)) return false;
  if (error.errcode === unknownFormat.errcode && error.message === unknownFormat.message) return true;
  return damaged.includes(Number(error.errcode) & 0xff);
}

/**
 * One byte of its head makes SQLite take a file for one that only newer versions write, though anybody may write it.
 */
function isFalselyReadOnly(error: unknown, file: string): boolean {
  if (!(error instanceof Error && 'errcode' in error) || error.errcode !== readOnly) return false;
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

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
    if (cause instanceof UnusableFile || cause instanceof UnopenedFile) throw cause;
    if (!isDamage(cause) && !isFalselyReadOnly(cause, file)) throw unopened(file, cause);
    throw new UnusableFile(`${file} is damaged`, { cause });
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
      if (isFalselyReadOnly(error, file)) throw new UnusableFile(`${file} is damaged`, { cause: error });
      throw error;
    } finally {
      depth -= 1;
    }
  };
  return {
    prepare: (sql) => wrap(connection.prepare(sql)),
    durably: (work) => transaction('FULL', work),
    soon: (work) => transaction('NORMAL', work),
    condemn: (reason) => {
      throw new UnusableFile(`${file} is damaged: ${reason}`);
    },
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
  // A wrong byte may say so too: then the column is there.
  if (version === 1 && !columnsOf(connection).includes('check_sum')) {
    connection.exec(addCheckSum);
  } else if (version !== schemaVersion) {
    throw new UnusableFile(
      `${file} was written by version ${version} of the agent's tables, this one reads ${schemaVersion}`,
    );
  }
  // A file that may be read and not written shows it only to who tries.
  connection.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${schemaVersion}; ROLLBACK`);
  if (columnsOf(connection) !== expectedColumns()) throw new UnusableFile(`${file} is damaged: other tables`);
  const found = connection.prepare('PRAGMA integrity_check(1)').get();
  const fault = String(Object.values(found ?? {})[0]);
  if (fault !== 'ok') throw new UnusableFile(`${file} is damaged: ${fault.replace(/\s+/g, ' ')}`);
}

/** Every column of every table, as one text. */
function columnsOf(connection: DatabaseSync): string {
  const columns = `SELECT tables.name, columns.name, columns.type FROM sqlite_master AS tables,
    pragma_table_info(tables.name) AS columns WHERE tables.type = 'table' ORDER BY tables.name, columns.cid`;
  const statement = connection.prepare(columns);
  statement.setReturnArrays(true);
  return JSON.stringify(statement.all());
}

function expectedColumns(): string {
  const model = new DatabaseSync(':memory:');
  model.exec(createTables);
  const columns = columnsOf(model);
  model.close();
  return columns;
}

/** Two agents on one file would both be the same edge node; the operating system takes the lock from a killed one. */
function takeForOurselves(connection: DatabaseSync, file: string): void {
  try {
    connection.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 200;' +
        'PRAGMA cell_size_check = ON; BEGIN IMMEDIATE; COMMIT',
    );
  } catch (cause) {
    if (isDamage(cause)) throw cause;
    throw unopened(file, cause);
  }
}

function unopened(file: string, cause: unknown): UnopenedFile {
  const reason = messageOf(cause);
  const isLocked = reason.includes('locked');
  // SQLITE_IOERR: a file system without room for the log beside the file says so in this way.
  const isFull = /full|disk I\/O error/.test(reason);
  const words = isLocked ? 'another agent is running on this dataDir' : reason;
  return new UnopenedFile(`cannot open ${file}: ${words}${isFull ? '; is the disk full?' : ''}`, { cause });
}

function wrap(statement: StatementSync): Statement {
  statement.setReturnArrays(true);
  return {
    run: (...values) => void statement.run(...values),
    get: (...values) => statement.get(...values) as unknown as Row | undefined,
    all: (...values) => statement.all(...values) as unknown as readonly Row[],
    iterate: (...values) => statement.iterate(...values) as unknown as Iterable<Row>,
  };
}
