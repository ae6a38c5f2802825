// The people with an account, as they are written down. Removing a person or changing a password ends the sessions.
import type { TimestampMs } from '@nakamawashi/machine-model';
import { z } from 'zod';
import type { DirectoryDatabase, Row } from '../directory/directoryDatabase.ts';
import { type Person, role } from './roles.ts';

export interface PersonBook {
  all(): readonly Person[];
  find(id: string): Person | null;
  /** The stored hash of a person's password, or null for a name that nobody has. */
  password(id: string): string | null;
  /** False when somebody has the name already. */
  add(person: Person, password: string, at: TimestampMs): boolean;
  /** Adds only if nobody has an account yet. */
  addFirst(person: Person, password: string, at: TimestampMs): boolean;
  setPassword(id: string, password: string): void;
  remove(id: string): void;
}

const roleList = z.array(role);
const workshopList = z.array(z.string());

export function openPersonBook(database: DirectoryDatabase): PersonBook {
  const all = database.prepare('SELECT id, roles, workshops FROM person ORDER BY id');
  const one = database.prepare('SELECT id, roles, workshops, password FROM person WHERE id = ?');
  const insert = database.prepare(
    'INSERT INTO person (id, roles, workshops, password, made) VALUES (?, ?, ?, ?, ?)',
  );
  const change = database.prepare('UPDATE person SET password = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM person WHERE id = ?');
  const add = ({ id, roles, workshops }: Person, password: string, at: TimestampMs): boolean =>
    database.durably(() => {
      if (one.all(id).length > 0) return false;
      insert.run(id, JSON.stringify(roles), JSON.stringify(workshops), password, at);
      return true;
    });
  return {
    all: () => all.all().map(personOf),
    find: (id) => one.all(id).map(personOf)[0] ?? null,
    password: (id) => one.all(id).map((row) => String(row['password']))[0] ?? null,
    add,
    addFirst: (person, password, at) =>
      database.durably(() => all.all().length === 0 && add(person, password, at)),
    setPassword: (id, password) => change.run(password, id),
    remove: (id) => remove.run(id),
  };
}

function personOf(row: Row): Person {
  return {
    id: String(row['id']),
    roles: roleList.parse(JSON.parse(String(row['roles']))),
    workshops: workshopList.parse(JSON.parse(String(row['workshops']))),
  };
}
