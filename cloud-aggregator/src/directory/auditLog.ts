// Who did what and when: sign-ins, exports, changes of sharing, enrolments, edits. Lines are added and never changed.
import type { TimestampMs } from '@nakamawashi/machine-model';
import { type AuditKind, kindRule } from './auditKinds.ts';
import type { DirectoryDatabase, Row } from './directoryDatabase.ts';

/** One line of the log. */
export interface AuditLine {
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

/** A page of lines, newest first, of those that are asked for. */
interface AuditPageQuery extends AuditQuery {
  /** Where the page before ended. */
  readonly before: number;
  readonly kind?: AuditKind;
  /** Who did it, or to whom it was done. */
  readonly person?: string;
}

export interface AuditLog {
  /** `next` is where the next page begins, or null after the last line. */
  page(query: AuditPageQuery): { readonly lines: readonly AuditLine[]; readonly next: number | null };
  note(line: AuditLine): void;
  lines(query: AuditQuery): readonly AuditLine[];
  /** The newest lines of one deed to one subject. */
  ofDeed(deed: string, subject: string, limit: number): readonly AuditLine[];
}

/** The kind as in `isOfKind`. */
const pageSql = `
  SELECT key, at, person, deed, subject, detail FROM audit
    WHERE key < :before AND at >= :from AND at < :until
      AND (:person IS NULL OR person = :person OR subject = :person)
      AND (:whole IS NULL OR :isRest <> (
        deed IN (SELECT value FROM json_each(:whole))
        OR (substr(deed, 1, instr(deed || '.', '.') - 1) IN (SELECT value FROM json_each(:first))
          AND deed NOT IN (SELECT value FROM json_each(:but)))))
    ORDER BY key DESC LIMIT :limit`;

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
  const page = database.prepare(pageSql);
  return {
    page: ({ from, until, limit, before, kind, person }) => {
      const rule = kind === undefined ? null : kindRule(kind);
      const rows = page.all({
        before,
        from,
        until,
        person: person ?? null,
        whole: rule === null ? null : JSON.stringify(rule.whole),
        first: JSON.stringify(rule?.first ?? []),
        but: JSON.stringify(rule?.but ?? []),
        isRest: rule?.isRest === true ? 1 : 0,
        // One more tells whether there is a next page.
        limit: limit + 1,
      });
      const shown = rows.slice(0, limit);
      const next = rows.length > limit ? Number(shown.at(-1)?.['key']) : null;
      return { lines: shown.map(lineOf), next };
    },
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
