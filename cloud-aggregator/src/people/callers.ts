// Who somebody is that shows a session's cookie or a token, and whether he is still the same: rights are read anew with
// every request, so that what an administrator takes away is gone at once.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { PersonBook } from './personBook.ts';
import type { Caller, Person } from './roles.ts';
import type { SessionBook } from './sessionBook.ts';
import type { TokenBook } from './tokenBook.ts';

export interface Callers {
  /** Who has this session or token now; nobody for one that is not known or over. */
  bySession(cookie: string): Caller;
  byToken(secret: string): Caller;
  /** Whether somebody is still there, and may still do the same: asked of long answers again and again. */
  stillThere(caller: Caller): boolean;
}

/** What callers are known by. */
export interface CallerBooks {
  readonly persons: PersonBook;
  readonly sessions: SessionBook;
  readonly tokens: TokenBook;
  now(): TimestampMs;
}

const nobody: Caller = { kind: 'nobody' };

export function openCallers({ persons, sessions, tokens, now }: CallerBooks): Callers {
  return {
    bySession: (cookie) => {
      const found = sessions.use(cookie, now());
      const line = found === null ? null : persons.find(found.person);
      if (found === null || line === null || line.lockedAt !== null) return nobody;
      const { id, roles, workshops, hasGivenPassword } = line;
      const { session } = found;
      return { kind: 'person', person: { id, roles, workshops }, session, hasGivenPassword };
    },
    byToken: (secret) => {
      const token = tokens.find(secret, now());
      if (token === null) return nobody;
      const { name, made, scopes } = token;
      return { kind: 'token', name, made, scopes };
    },
    stillThere: (caller) => {
      if (caller.kind === 'person') {
        const line = persons.find(caller.person.id);
        if (line === null || line.lockedAt !== null || !hasSameRights(line, caller.person)) return false;
        return sessions.lasts(caller.session, now());
      }
      if (caller.kind !== 'token') return caller.kind === 'open';
      // One that was made anew under the same name is another one.
      const token = tokens.all().find(({ name, made }) => name === caller.name && made === caller.made);
      return token !== undefined && token.expires > now() && isSame(token.scopes, caller.scopes);
    },
  };
}

function hasSameRights(one: Person, other: Person): boolean {
  return isSame(one.roles, other.roles) && isSame(one.workshops, other.workshops);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, place) => each === other[place]);
}
