// What an administrator does with people and tokens, from the command line and on his page alike. Promise: each deed is
// a line of the audit log in the same transaction, and one administrator is always left.
import { identifier } from '@nakamawashi/runtime';
import type { Records } from '../directory/records.ts';
import { NotDoneError } from '../notDoneError.ts';
import { leavesNoAdministrator, type PersonLine } from './administrators.ts';
import { hashPassword, newPassword } from './passwords.ts';
import { openPersonBook } from './personBook.ts';
import { type Person, roleFault, type Scope } from './roles.ts';
import { openSessionBook } from './sessionBook.ts';
import { openTokenBook, type Token, type TokenLine } from './tokenBook.ts';

/** A person with what his sessions tell. */
export interface KnownPerson extends PersonLine {
  readonly sessions: number;
  /** When one of the sessions that last was used last, or null. */
  readonly lastUse: number | null;
}

/** `by` is who does it: a person's id, or `console`. Each throws NotDoneError. */
export interface Administration {
  people(): readonly KnownPerson[];
  /** Gives the password, this once; unless it is to last, he chooses one of his own when he has signed in. */
  add(person: Person, by: string, isLasting?: boolean): Promise<string>;
  changeRights(person: Person, by: string): void;
  /** A new password, given this once; all sessions end. */
  givePassword(id: string, by: string, isLasting?: boolean): Promise<string>;
  signOut(id: string, by: string): void;
  /** Whether he may sign in at all; locking ends all sessions. */
  lock(id: string, isLocked: boolean, by: string): void;
  remove(id: string, by: string): void;
  tokens(): readonly TokenLine[];
  /** Gives the token itself, this once. */
  addToken(token: AskedToken, by: string): { readonly secret: string; readonly expires: number };
  removeToken(name: string, by: string): void;
}

/** A token that somebody wants made. */
interface AskedToken {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly days: number;
}

/** What is needed; `onChange` is called after whatever may have taken something from somebody. */
export interface AdministrationParts extends Pick<Records, 'database' | 'audit' | 'members'> {
  now(): number;
  readonly onChange?: () => void;
}

/** Names in the audit log for what no person did; no person is called so. */
const notForPeople: readonly string[] = ['console'];
const mostDays = 3_650;
const dayMs = 86_400_000;

export function openAdministration(parts: AdministrationParts): Administration {
  const persons = openPersonBook(parts.database);
  return {
    people: () => {
      const sessions = openSessionBook(parts.database).lasting(parts.now());
      return persons.all().map((person) => {
        const { count = 0, used = null } = sessions.get(person.id) ?? {};
        return { ...person, sessions: count, lastUse: used };
      });
    },
    ...rightsDesk(parts),
    ...accountDesk(parts),
    ...tokenDesk(parts),
  };
}

/** Who there is, and what they are to the consortium. */
function rightsDesk(parts: AdministrationParts): Pick<Administration, 'add' | 'changeRights' | 'remove'> {
  const { database, members } = parts;
  const persons = openPersonBook(database);
  const note = noteOf(parts);
  const checkRights = ({ roles, workshops }: Person): void => {
    const fault = roleFault({ roles, workshops });
    if (fault !== null) throw new NotDoneError('not-understood', fault);
    const known = members.now().workshops;
    const missing = workshops.filter((each) => !known.has(each));
    if (missing.length > 0)
      throw new NotDoneError('not-understood', `there is no workshop ${missing.join(', ')}`);
  };
  return {
    add: async (given, by, isLasting = false) => {
      const person = withoutDoubles(given);
      checkRights(person);
      if (!identifier.safeParse(person.id).success || notForPeople.includes(person.id))
        throw new NotDoneError('not-understood', `${person.id}: this name cannot be a person’s`);
      const password = newPassword();
      const hash = await hashPassword(password);
      database.durably(() => {
        if (!persons.add(person, { hash, isGiven: !isLasting }, parts.now()))
          throw new NotDoneError('taken', `there is a user ${person.id} already`);
        note(by, 'user.added', person.id, rightsText(person));
      });
      return password;
    },
    changeRights: (given, by) => {
      const person = withoutDoubles(given);
      checkRights(person);
      database.durably(() => {
        const before = existing(persons, person.id);
        keepAdministrator(persons, person.id, { ...before, ...person });
        persons.setRights(person);
        note(by, 'user.changed', person.id, `${rightsText(before)} → ${rightsText(person)}`);
      });
      parts.onChange?.();
    },
    remove: (id, by) => {
      database.durably(() => {
        const person = existing(persons, id);
        keepAdministrator(persons, id, null);
        persons.remove(id);
        note(by, 'user.removed', id, rightsText(person));
      });
      parts.onChange?.();
    },
  };
}

/** How people get in, and are shut out. */
function accountDesk(parts: AdministrationParts): Pick<Administration, 'givePassword' | 'signOut' | 'lock'> {
  const { database } = parts;
  const persons = openPersonBook(database);
  const sessions = openSessionBook(database);
  const note = noteOf(parts);
  return {
    givePassword: async (id, by, isLasting = false) => {
      existing(persons, id);
      const password = newPassword();
      const hash = await hashPassword(password);
      database.durably(() => {
        existing(persons, id);
        persons.setPassword(id, { hash, isGiven: !isLasting });
        sessions.endAll(id);
        note(by, 'password.given', id, 'a new one; signed out everywhere');
      });
      parts.onChange?.();
      return password;
    },
    signOut: (id, by) => {
      database.durably(() => {
        existing(persons, id);
        sessions.endAll(id);
        note(by, 'sign-out', id, 'everywhere');
      });
      parts.onChange?.();
    },
    lock: (id, isLocked, by) => {
      database.durably(() => {
        const person = existing(persons, id);
        if (isLocked === (person.lockedAt !== null)) return;
        const lockedAt = isLocked ? parts.now() : null;
        keepAdministrator(persons, id, { ...person, lockedAt });
        persons.setLocked(id, lockedAt);
        if (isLocked) sessions.endAll(id);
        note(by, isLocked ? 'user.locked' : 'user.unlocked', id, isLocked ? 'signed out everywhere' : '');
      });
      parts.onChange?.();
    },
  };
}

function tokenDesk(parts: AdministrationParts): Pick<Administration, 'tokens' | 'addToken' | 'removeToken'> {
  const { database } = parts;
  const tokens = openTokenBook(database);
  const note = noteOf(parts);
  return {
    tokens: tokens.all,
    addToken: ({ name, scopes: given, days }, by) => {
      const scopes = [...new Set(given)];
      if (!identifier.safeParse(name).success)
        throw new NotDoneError('not-understood', `${name}: this name cannot be a token’s`);
      if (scopes.length === 0) throw new NotDoneError('not-understood', 'at least one scope is needed');
      if (!Number.isInteger(days) || days < 1 || days > mostDays)
        throw new NotDoneError('not-understood', `days from 1 to ${mostDays} are needed, not ${days}`);
      const expires = parts.now() + days * dayMs;
      const token: Token = { name, scopes, expires };
      return database.durably(() => {
        const secret = tokens.add(token, parts.now());
        if (secret === null) throw new NotDoneError('taken', `there is a token ${name} already`);
        const until = new Date(expires).toISOString().slice(0, 10);
        note(by, 'token.added', name, `${scopes.join(' ')}, until ${until}`);
        return { secret, expires };
      });
    },
    removeToken: (name, by) => {
      database.durably(() => {
        if (!tokens.all().some((each) => each.name === name))
          throw new NotDoneError('not-there', `there is no token ${name}`);
        tokens.remove(name);
        note(by, 'token.removed', name, '');
      });
      parts.onChange?.();
    },
  };
}

/** Roles, and whose; as the command line lists it. */
export function rightsText({ roles, workshops }: Person): string {
  return [roles.join(' '), ...workshops].join('\t');
}

function noteOf({ audit, now }: AdministrationParts) {
  return (person: string, deed: string, subject: string, detail: string): void =>
    audit.note({ at: now(), person, deed, subject, detail });
}

function withoutDoubles({ id, roles, workshops }: Person): Person {
  return { id, roles: [...new Set(roles)], workshops: [...new Set(workshops)] };
}

function existing(persons: ReturnType<typeof openPersonBook>, id: string): PersonLine {
  const person = persons.find(id);
  if (person === null) throw new NotDoneError('not-there', `there is no user ${id}`);
  return person;
}

function keepAdministrator(
  persons: ReturnType<typeof openPersonBook>,
  id: string,
  next: PersonLine | null,
): void {
  if (leavesNoAdministrator(persons.all(), id, next))
    throw new NotDoneError('last-administrator', `${id} is the only administrator; add another one first`);
}
