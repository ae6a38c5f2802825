// The consortium's own records in one SQLite file: members, calendars, people, codes, and who did what. Small and
// precious, so every change is synchronised to disk. Versioned, migrated in one transaction; a newer file is refused.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';

/** One prepared statement; rows come as records by column. */
interface Statement {
  run(...values: readonly SQLInputValue[]): void;
  /** With values by place, or one record of values by name. */
  all(
    ...values: readonly SQLInputValue[] | readonly [Readonly<Record<string, SQLInputValue>>]
  ): readonly Row[];
}
/** A row by the names of its columns. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** An open file. */
export interface DirectoryDatabase {
  prepare(sql: string): Statement;
  /** One transaction, on disk when it returns; work within work belongs to the outer one. */
  durably<T>(work: () => T): T;
  /** A number that differs as soon as another process has changed the file. */
  version(): number;
  close(): void;
}

/** Marks the file as ours, so that another program's database is refused and not written into. */
const applicationId = 0x4e4d4449;

/** One step a version; a step that is out in the world is never changed, a new one is added below it. */
const migrations: readonly string[] = [
  `CREATE TABLE entry (key INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
     body TEXT, person TEXT NOT NULL, at INTEGER NOT NULL, UNIQUE (kind, id, version)) STRICT;
   CREATE TABLE audit (key INTEGER PRIMARY KEY, at INTEGER NOT NULL, person TEXT NOT NULL, deed TEXT NOT NULL,
     subject TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
   CREATE INDEX audit_by_time ON audit (at);`,
  `CREATE TABLE person (id TEXT PRIMARY KEY, roles TEXT NOT NULL, workshops TEXT NOT NULL, password TEXT NOT NULL,
     made INTEGER NOT NULL) STRICT;
   CREATE TABLE session (hash TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
     begun INTEGER NOT NULL, used INTEGER NOT NULL) STRICT;
   CREATE INDEX session_by_person ON session (person);
   CREATE TABLE token (name TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL, made INTEGER NOT NULL,
     expires INTEGER NOT NULL) STRICT;
   CREATE TABLE workshop_code (workshop TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE) STRICT;`,
  `CREATE TABLE enrolment_code (name TEXT PRIMARY KEY, key BLOB NOT NULL, workshop TEXT NOT NULL,
     made_at INTEGER NOT NULL, valid_until INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0,
     used_by TEXT, used_at INTEGER) STRICT;
   CREATE TABLE certificate (serial TEXT PRIMARY KEY, workshop TEXT NOT NULL, key TEXT NOT NULL,
     valid_from INTEGER NOT NULL, valid_until INTEGER NOT NULL, revoked_at INTEGER, pem TEXT NOT NULL) STRICT;
   CREATE INDEX certificate_by_key ON certificate (key);
   CREATE INDEX certificate_by_workshop ON certificate (workshop);`,
  `ALTER TABLE person ADD COLUMN locked INTEGER;`,
  `CREATE TABLE answer_link (hash TEXT PRIMARY KEY, workshop TEXT NOT NULL, person TEXT NOT NULL, made INTEGER NOT NULL,
     expires INTEGER NOT NULL, said TEXT NOT NULL) STRICT;`,
  // What every workshop has is read from it alone, without the certificates themselves.
  `CREATE INDEX certificate_standing ON certificate (workshop, revoked_at, valid_until, key);`,
  // Whoever has an account already chose his password, or has worked with it.
  `ALTER TABLE person ADD COLUMN given INTEGER NOT NULL DEFAULT 0;`,
];

/** Opens or makes the file. Throws when it is not ours, damaged, or written by a newer version. */
export function openDirectoryDatabase(file: string): DirectoryDatabase {
  mkdirSync(dirname(file), { recursive: true });
  // Hashes of passwords are nobody else's business; the files beside it get the same mode.
  closeSync(openSync(file, 'a', 0o600));
  const connection = new DatabaseSync(file, { timeout: 5_000 });
  try {
    prepareFile(connection, file);
  } catch (error) {
    connection.close();
    throw error;
  }
  let depth = 0;
  return {
    prepare: (sql) => {
      const statement = connection.prepare(sql);
      return {
        run: (...values) => {
          statement.run(...values);
        },
        all: (...values) => statement.all(...(values as readonly SQLInputValue[])),
      };
    },
    durably: (work) => {
      if (depth > 0) return work();
      depth += 1;
      try {
        return inTransaction(connection, work);
      } finally {
        depth -= 1;
      }
    },
    version: () => number(connection, 'PRAGMA data_version'),
    close: () => connection.close(),
  };
}

function prepareFile(connection: DatabaseSync, file: string): void {
  connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
  inTransaction(connection, () => {
    const isEmpty = number(connection, 'SELECT count(*) FROM sqlite_master') === 0;
    if (!isEmpty && number(connection, 'PRAGMA application_id') !== applicationId) {
      throw new Error(`${file} is a database of another program`);
    }
    const version = number(connection, 'PRAGMA user_version');
    if (version > migrations.length) {
      throw new Error(
        `${file} was written by a newer version (${version}) of this program, which reads up to ${migrations.length}`,
      );
    }
    for (const step of migrations.slice(version)) connection.exec(step);
    connection.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}`);
  });
}

function inTransaction<T>(connection: DatabaseSync, work: () => T): T {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

function number(connection: DatabaseSync, sql: string): number {
  return Number(Object.values(connection.prepare(sql).get() ?? {})[0]);
}
