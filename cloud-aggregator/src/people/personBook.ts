// The people with an account, as they are written down. Removing a person or changing a password ends the sessions.
import type { TimestampMs } from '@nakamawashi/machine-model';
import { z } from 'zod';
import type { DirectoryDatabase, Row } from '../directory/directoryDatabase.ts';
import type { PersonLine } from './administrators.ts';
import { type Person, role } from './roles.ts';

/** A password as it is kept. */
interface Password {
  readonly hash: string;
  /** Somebody else made it, and has seen it. */
  readonly isGiven: boolean;
}

export interface PersonBook {
  all(): readonly PersonLine[];
  find(id: string): PersonLine | null;
  /** The stored hash of a person's password, or null for a name that nobody has. */
  password(id: string): string | null;
  /** False when somebody has the name already. */
  add(person: Person, password: Password, at: TimestampMs): boolean;
  /** Adds only if nobody has an account yet. */
  addFirst(person: Person, password: Password, at: TimestampMs): boolean;
  setPassword(id: string, password: Password): void;
  /** The same password, hashed anew. */
  rehash(id: string, hash: string): void;
  setRights(person: Person): void;
  /** From when on a person may not sign in; null lets him in again. */
  setLocked(id: string, at: TimestampMs | null): void;
  remove(id: string): void;
}

const roleList = z.array(role);
const workshopList = z.array(z.string());

export function openPersonBook(database: DirectoryDatabase): PersonBook {
  const all = database.prepare('SELECT id, roles, workshops, made, locked, given FROM person ORDER BY id');
  const one = database.prepare(
    'SELECT id, roles, workshops, made, locked, given, password FROM person WHERE id = ?',
  );
  const insert = database.prepare(
    'INSERT INTO person (id, roles, workshops, password, given, made) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const change = database.prepare('UPDATE person SET password = ?, given = ? WHERE id = ?');
  const hashAnew = database.prepare('UPDATE person SET password = ? WHERE id = ?');
  const rights = database.prepare('UPDATE person SET roles = ?, workshops = ? WHERE id = ?');
  const lock = database.prepare('UPDATE person SET locked = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM person WHERE id = ?');
  const add = ({ id, roles, workshops }: Person, { hash, isGiven }: Password, at: TimestampMs): boolean =>
    database.durably(() => {
      if (one.all(id).length > 0) return false;
      insert.run(id, JSON.stringify(roles), JSON.stringify(workshops), hash, Number(isGiven), at);
      return true;
    });
  return {
    all: () => all.all().map(personOf),
    find: (id) => one.all(id).map(personOf)[0] ?? null,
    password: (id) => one.all(id).map((row) => String(row['password']))[0] ?? null,
    add,
    addFirst: (person, password, at) =>
      database.durably(() => all.all().length === 0 && add(person, password, at)),
    setPassword: (id, { hash, isGiven }) => change.run(hash, Number(isGiven), id),
    rehash: (id, hash) => hashAnew.run(hash, id),
    setRights: ({ id, roles, workshops }) => rights.run(JSON.stringify(roles), JSON.stringify(workshops), id),
    setLocked: (id, at) => lock.run(at, id),
    remove: (id) => remove.run(id),
  };
}

function personOf(row: Row): PersonLine {
  return {
    id: String(row['id']),
    roles: roleList.parse(JSON.parse(String(row['roles']))),
    workshops: workshopList.parse(JSON.parse(String(row['workshops']))),
    made: Number(row['made']),
    lockedAt: row['locked'] === null || row['locked'] === undefined ? null : Number(row['locked']),
    hasGivenPassword: Number(row['given']) === 1,
  };
}
