// Sessions of people who signed in. The cookie carries 256 random bits, the file their SHA-256 only: who reads the file
// cannot sign in by it. A session ends after a time without use, and at the latest after a fixed one.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { DirectoryDatabase } from '../directory/directoryDatabase.ts';
import { hashOf, newSecret } from './secrets.ts';

const sessionLife = { idleMs: 12 * 3_600_000, wholeMs: 7 * 86_400_000 } as const;
/** Use is written down this often at most: every request would be a write. */
const noteEveryMs = 60_000;
/** The oldest of one person gives way to a new one. */
const mostOfPerson = 20;

export interface SessionBook {
  /** Begins a session and gives its token, which is not kept. */
  begin(person: string, at: TimestampMs): string;
  /** Whose session a token opens, or null; counts as use. */
  use(token: string, at: TimestampMs): { readonly person: string; readonly session: string } | null;
  /** Whether a session still lasts; counts as use. */
  lasts(session: string, at: TimestampMs): boolean;
  end(session: string): void;
  /** Who has how many sessions that last, and when one of them was used last; by person. */
  lasting(at: TimestampMs): ReadonlyMap<string, { readonly count: number; readonly used: TimestampMs }>;
  /** Ends all sessions of a person but one. */
  endAll(person: string, except?: string): void;
}

export function openSessionBook(database: DirectoryDatabase): SessionBook {
  const insert = database.prepare('INSERT INTO session (hash, person, begun, used) VALUES (?, ?, ?, ?)');
  const find = database.prepare('SELECT person, begun, used FROM session WHERE hash = ?');
  const note = database.prepare('UPDATE session SET used = ? WHERE hash = ?');
  const end = database.prepare('DELETE FROM session WHERE hash = ?');
  const endAll = database.prepare('DELETE FROM session WHERE person = ? AND hash <> ?');
  const sweep = database.prepare('DELETE FROM session WHERE begun <= ? OR used <= ?');
  const trim = database.prepare(
    'DELETE FROM session WHERE person = ?1 AND hash NOT IN ' +
      '(SELECT hash FROM session WHERE person = ?1 ORDER BY used DESC LIMIT ?2)',
  );
  const lasting = database.prepare(
    'SELECT person, count(*) AS count, max(used) AS used FROM session WHERE begun > ? AND used > ? GROUP BY person',
  );
  const personOf = (session: string, at: TimestampMs): string | null => {
    const row = find.all(session)[0];
    if (row === undefined) return null;
    const used = Number(row['used']);
    if (at - used >= sessionLife.idleMs || at - Number(row['begun']) >= sessionLife.wholeMs) {
      end.run(session);
      return null;
    }
    if (at - used >= noteEveryMs) note.run(at, session);
    return String(row['person']);
  };
  return {
    begin: (person, at) => {
      const token = newSecret();
      database.durably(() => {
        sweep.run(at - sessionLife.wholeMs, at - sessionLife.idleMs);
        trim.run(person, mostOfPerson - 1);
        insert.run(hashOf(token), person, at, at);
      });
      return token;
    },
    use: (token, at) => {
      const session = hashOf(token);
      const person = personOf(session, at);
      return person === null ? null : { person, session };
    },
    lasts: (session, at) => personOf(session, at) !== null,
    lasting: (at) =>
      new Map(
        lasting
          .all(at - sessionLife.wholeMs, at - sessionLife.idleMs)
          .map(({ person, count, used }) => [String(person), { count: Number(count), used: Number(used) }]),
      ),
    end: (session) => end.run(session),
    endAll: (person, except = '') => endAll.run(person, except),
  };
}
