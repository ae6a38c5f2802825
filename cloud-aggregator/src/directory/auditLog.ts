// Who did what and when: sign-ins, exports, changes of sharing, enrolments, edits. Lines are added and never changed.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { DirectoryDatabase, Row } from './directoryDatabase.ts';

/** One line of the log. */
interface AuditLine {
  readonly at: TimestampMs;
  /** Who: a person's id, or `console` for the command line. */
  readonly person: string;
  /** What, as a dotted word such as `sign-in.refused` or `workshop.changed`. */
  readonly deed: string;
  /** To what: an id of the kind that the deed names; empty where there is none. */
  readonly subject: string;
  /** In words, without any secret. */
  readonly detail: string;
}

/** Which lines; newest first. */
interface AuditQuery {
  readonly from: TimestampMs;
  readonly until: TimestampMs;
  readonly limit: number;
}

export interface AuditLog {
  note(line: AuditLine): void;
  lines(query: AuditQuery): readonly AuditLine[];
  /** The newest lines of one deed to one subject. */
  ofDeed(deed: string, subject: string, limit: number): readonly AuditLine[];
}

export function openAuditLog(database: DirectoryDatabase): AuditLog {
  const add = database.prepare(
    'INSERT INTO audit (at, person, deed, subject, detail) VALUES (?, ?, ?, ?, ?)',
  );
  const read = database.prepare(
    'SELECT at, person, deed, subject, detail FROM audit WHERE at >= ? AND at < ? ORDER BY key DESC LIMIT ?',
  );
  const ofDeed = database.prepare(
    'SELECT at, person, deed, subject, detail FROM audit WHERE deed = ? AND subject = ? ORDER BY key DESC LIMIT ?',
  );
  return {
    ofDeed: (deed, subject, limit) => ofDeed.all(deed, subject, limit).map(lineOf),
    note: ({ at, person, deed, subject, detail }) => add.run(at, person, deed, subject, detail),
    lines: ({ from, until, limit }) => read.all(from, until, limit).map(lineOf),
  };
}

function lineOf(row: Row): AuditLine {
  return {
    at: Number(row['at']),
    person: String(row['person']),
    deed: String(row['deed']),
    subject: String(row['subject']),
    detail: String(row['detail']),
  };
}
