// The entries of the consortium's records with all their versions: added, never changed, never deleted.
// Promise: what does not pass the checks of its kind is not written; two people editing one entry do not overwrite
// each other unknowingly.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { DirectoryDatabase, Row } from './directoryDatabase.ts';
import { type EntryBody, type EntryKind, entrySchemas } from './entryKinds.ts';

/** One version of an entry; a body of null says that it was taken out. */
interface EntryVersion<K extends EntryKind> {
  readonly kind: K;
  readonly id: string;
  /** 1 for the first. */
  readonly version: number;
  readonly body: EntryBody<K> | null;
  readonly person: string;
  readonly at: TimestampMs;
}

/** What an entry says now; a body of null says that it was taken out. */
export type EntryState = {
  [K in EntryKind]: { readonly kind: K; readonly id: string; readonly body: EntryBody<K> | null };
}[EntryKind];

/** Some of the newest versions in the order of their changes, and the number of the last change among them. */
interface EntryPage {
  readonly entries: readonly EntryState[];
  readonly lastChange: number;
}

/** A version that has passed the checks of its kind, as it is written down. */
export interface CheckedEntry {
  readonly kind: EntryKind;
  readonly id: string;
  readonly text: string;
}

/** A change: by whom, when, and, if the person edited what he saw, which version that was. */
export interface Change<K extends EntryKind> {
  readonly kind: K;
  readonly id: string;
  readonly body: EntryBody<K> | null;
  readonly person: string;
  readonly at: TimestampMs;
  readonly basedOn?: number;
}

/** Somebody else changed the entry meanwhile. */
export class EntryChanged extends Error {
  override readonly name = 'EntryChanged';
}

export interface EntryBook {
  /** Adds a version, durable on return, and gives its number. Throws EntryChanged, and ZodError for a bad body. */
  change<K extends EntryKind>(change: Change<K>): number;
  /** The checks of a kind alone, for changes that are many: they take longer than the writing. Throws ZodError. */
  checked<K extends EntryKind>(kind: K, id: string, body: EntryBody<K>): CheckedEntry;
  /** Adds a version that was checked before; in a transaction of the caller's. */
  add(entry: CheckedEntry, by: { readonly person: string; readonly at: TimestampMs }): number;
  /** The newest versions of entries that changed after a change (0: of all entries), oldest change first; or null. */
  changesSince(change: number): EntryPage | null;
  /** What the entries that changed after a change said before: what makes the records as somebody saw them then. */
  asOf(change: number): readonly EntryState[];
  /** The number of the newest version, 0 for an entry that never was. */
  version(kind: EntryKind, id: string): number;
  /** All versions, oldest first. */
  history<K extends EntryKind>(kind: K, id: string): readonly EntryVersion<K>[];
  /** A number that grows with every change, also one made by another process. */
  lastChange(): number;
}

/** Their checks take a few milliseconds: whoever reads many pages can let others have their turn in between. */
const entriesOfPage = 20;

export function openEntryBook(database: DirectoryDatabase): EntryBook {
  const add = database.prepare(
    'INSERT INTO entry (kind, id, version, body, person, at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const newest = database.prepare(
    `SELECT key, kind, id, body FROM entry e WHERE key > ? AND version =
       (SELECT max(version) FROM entry WHERE kind = e.kind AND id = e.id) ORDER BY key LIMIT ${entriesOfPage}`,
  );
  const then = database.prepare(
    `SELECT kind, id, (SELECT body FROM entry o WHERE o.kind = e.kind AND o.id = e.id AND o.key <= ?
       ORDER BY o.version DESC LIMIT 1) AS body FROM entry e WHERE key > ? GROUP BY kind, id`,
  );
  const versionOf = database.prepare('SELECT max(version) AS version FROM entry WHERE kind = ? AND id = ?');
  const all = database.prepare(
    'SELECT version, body, person, at FROM entry WHERE kind = ? AND id = ? ORDER BY version',
  );
  const last = database.prepare('SELECT max(key) AS key FROM entry');
  const version = (kind: EntryKind, id: string): number =>
    Number(versionOf.all(kind, id)[0]?.['version'] ?? 0);
  const append = (
    { kind, id, text }: Omit<CheckedEntry, 'text'> & { readonly text: string | null },
    { person, at }: { readonly person: string; readonly at: TimestampMs },
  ): number => {
    const next = version(kind, id) + 1;
    add.run(kind, id, next, text, person, at);
    return next;
  };
  return {
    checked: (kind, id, body) => ({ kind, id, text: JSON.stringify(entrySchemas[kind].parse(body)) }),
    add: append,
    change: ({ kind, id, body, person, at, basedOn }) => {
      const text = body === null ? null : JSON.stringify(entrySchemas[kind].parse(body));
      return database.durably(() => {
        const now = version(kind, id);
        if (basedOn !== undefined && basedOn !== now) {
          throw new EntryChanged(`${kind} ${id} is at version ${now}, and not ${basedOn} any more`);
        }
        return append({ kind, id, text }, { person, at });
      });
    },
    changesSince: (change) => {
      const rows = newest.all(change);
      const last = rows.at(-1);
      return last === undefined ? null : { entries: rows.map(stateOf), lastChange: Number(last['key']) };
    },
    asOf: (change) => then.all(change, change).map(stateOf),
    version,
    history: (kind, id) =>
      all.all(kind, id).map((row) => ({
        kind,
        id,
        version: Number(row['version']),
        body: bodyOf(kind, row),
        person: String(row['person']),
        at: Number(row['at']),
      })),
    lastChange: () => Number(last.all()[0]?.['key'] ?? 0),
  };
}

function stateOf(row: Row): EntryState {
  const kind = String(row['kind']);
  if (!isKind(kind)) throw new Error(`the records hold an entry of a kind that is not known, ${kind}`);
  return { kind, id: String(row['id']), body: bodyOf(kind, row) } as EntryState;
}

function isKind(kind: string): kind is EntryKind {
  return Object.hasOwn(entrySchemas, kind);
}

/** An older version of this program may have written fewer fields: the checks fill in what is new. */
function bodyOf<K extends EntryKind>(kind: K, row: Row): EntryBody<K> | null {
  if (row['body'] === null) return null;
  return entrySchemas[kind].parse(JSON.parse(String(row['body']))) as EntryBody<K>;
}
