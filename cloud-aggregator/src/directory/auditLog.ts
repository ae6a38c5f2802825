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
interface AuditPageQuery {
  readonly limit: number;
  /** Where the page before ended. */
  readonly before: number;
  /** Of this span alone. */
  readonly span?: Pick<AuditQuery, 'from' | 'until'>;
  readonly kind?: AuditKind;
  /** Who did it, or to whom it was done. */
  readonly person?: string;
}

export interface AuditLog {
  /**
   * `next` is where the next page begins, or null after the last line. A page looks through a bounded number of lines:
   * it may have few or none although more follow.
   */
  page(query: AuditPageQuery): { readonly lines: readonly AuditLine[]; readonly next: number | null };
  note(line: AuditLine): void;
  lines(query: AuditQuery): readonly AuditLine[];
  /** The newest lines of one deed to one subject. */
  ofDeed(deed: string, subject: string, limit: number): readonly AuditLine[];
}

/** A question for a rare thing must not hold everything else up. */
const mostLooked = 50_000;
const always = 'audit WHERE key < :before';
const spanned = 'audit INDEXED BY audit_by_time WHERE key < :before AND at >= :from AND at < :until';
const looked = (source: string): string => `SELECT * FROM ${source} ORDER BY key DESC LIMIT ${mostLooked}`;

/** The kind as in `isOfKind`. */
const pageSql = (source: string): string => `
  SELECT key, at, person, deed, subject, detail FROM (${looked(source)})
    WHERE (:person IS NULL OR person = :person OR subject = :person)
      AND (:whole IS NULL OR :isRest <> (
        deed IN (SELECT value FROM json_each(:whole))
        OR (substr(deed, 1, instr(deed || '.', '.') - 1) IN (SELECT value FROM json_each(:first))
          AND deed NOT IN (SELECT value FROM json_each(:but)))))
    ORDER BY key DESC LIMIT :limit`;

/** The last line that a page looked at, when there may be more. */
const endSql = (source: string): string =>
  `SELECT key FROM (${looked(source)}) ORDER BY key DESC LIMIT 1 OFFSET ${mostLooked - 1}`;

function openPages(database: DirectoryDatabase): AuditLog['page'] {
  const statements = (source: string) => ({
    page: database.prepare(pageSql(source)),
    end: database.prepare(endSql(source)),
  });
  const ofAll = statements(always);
  const ofSpan = statements(spanned);
  return ({ limit, before, span, kind, person }) => {
    const { page, end } = span === undefined ? ofAll : ofSpan;
    const rule = kind === undefined ? null : kindRule(kind);
    const where = { before, ...span };
    const rows = page.all({
      ...where,
      person: person ?? null,
      whole: rule === null ? null : JSON.stringify(rule.whole),
      first: JSON.stringify(rule?.first ?? []),
      but: JSON.stringify(rule?.but ?? []),
      isRest: rule?.isRest === true ? 1 : 0,
      // One more tells whether there is a next page.
      limit: limit + 1,
    });
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : end.all(where)[0];
    return { lines: shown.map(lineOf), next: last === undefined ? null : Number(last['key']) };
  };
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
    page: openPages(database),
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
