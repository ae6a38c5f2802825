// The one-time codes that were given out. A code itself is kept nowhere: what is kept is its stretched key, so that a
// proof can be checked. Promise: a code serves one key of one box, whoever asks how often at the same time.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { CodeKeys } from '@nakamawashi/runtime';
import type { DirectoryDatabase, Row } from '../directory/directoryDatabase.ts';

/** A code that was given out. */
export interface CodeLine {
  readonly key: Uint8Array;
  readonly workshop: string;
  readonly until: TimestampMs;
  /** The fingerprint of the key of the box that has used it, or null. */
  readonly usedBy: string | null;
  /** Proofs by this code's name that were wrong. */
  readonly failures: number;
}

/** Wrong proofs under the name of a code, after which it is over: only somebody on the way knows the name. */
export const mostFailures = 5;

export interface CodeBook {
  /** Writes a code down; an unused one of the same workshop ends with it. */
  add(
    keys: CodeKeys,
    workshop: string,
    span: { readonly from: TimestampMs; readonly until: TimestampMs },
  ): void;
  find(name: string): CodeLine | null;
  /** Uses the code for the key of a box; false when another key was first. */
  use(name: string, boxKey: string, at: TimestampMs): boolean;
  failed(name: string): void;
  /** Ends the workshop's unused code; whether there was one that was good. */
  end(workshop: string, at: TimestampMs): boolean;
  /** Until when a code is good that was not used, by workshop. */
  open(at: TimestampMs): ReadonlyMap<string, TimestampMs>;
}

export function openCodeBook(database: DirectoryDatabase): CodeBook {
  const end = database.prepare(
    'UPDATE enrolment_code SET valid_until = ? WHERE workshop = ? AND used_by IS NULL AND valid_until > ?',
  );
  const insert = database.prepare(
    'INSERT INTO enrolment_code (name, key, workshop, made_at, valid_until) VALUES (?, ?, ?, ?, ?)',
  );
  const select = database.prepare(
    'SELECT key, workshop, valid_until, used_by, failures FROM enrolment_code WHERE name = ?',
  );
  const use = database.prepare(
    'UPDATE enrolment_code SET used_by = ?, used_at = ? WHERE name = ? AND used_by IS NULL',
  );
  const fail = database.prepare('UPDATE enrolment_code SET failures = failures + 1 WHERE name = ?');
  const open = database.prepare(
    'SELECT workshop, max(valid_until) AS until FROM enrolment_code WHERE used_by IS NULL AND failures < ? ' +
      'AND valid_until > ? GROUP BY workshop',
  );
  const good = (at: TimestampMs): ReadonlyMap<string, TimestampMs> =>
    new Map(open.all(mostFailures, at).map((row) => [String(row['workshop']), Number(row['until'])]));
  const find = (name: string): CodeLine | null => select.all(name).map(lineOf)[0] ?? null;
  return {
    add: ({ name, key }, workshop, { from, until }) =>
      database.durably(() => {
        end.run(from, workshop, from);
        insert.run(name, key, workshop, from, until);
      }),
    find,
    use: (name, boxKey, at) =>
      database.durably(() => {
        use.run(boxKey, at, name);
        return find(name)?.usedBy === boxKey;
      }),
    failed: (name) => fail.run(name),
    end: (workshop, at) =>
      database.durably(() => {
        const wasGood = good(at).has(workshop);
        end.run(at, workshop, at);
        return wasGood;
      }),
    open: good,
  };
}

function lineOf(row: Row): CodeLine {
  const key = row['key'];
  if (!(key instanceof Uint8Array)) throw new Error('BUG: a code without a key');
  return {
    key,
    workshop: String(row['workshop']),
    until: Number(row['valid_until']),
    usedBy: row['used_by'] === null ? null : String(row['used_by']),
    failures: Number(row['failures']),
  };
}
