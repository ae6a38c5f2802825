// The people of the consortium, opened, and what they do with their accounts: sign in, sign out, change the password.
// Promise: every one of these is in the audit log, and a name that nobody has is answered like a wrong password.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { AuditLog } from '../directory/auditLog.ts';
import type { DirectoryDatabase } from '../directory/directoryDatabase.ts';
import { sparingly } from '../sparingly.ts';
import { networkOf } from '../tries.ts';
import type { PersonLine } from './administrators.ts';
import { type Callers, openCallers } from './callers.ts';
import { hashPassword, isOutdated, isPassword, newPassword } from './passwords.ts';
import { openPersonBook, type PersonBook } from './personBook.ts';
import type { Caller } from './roles.ts';
import { openSessionBook } from './sessionBook.ts';
import { openSignInLimits } from './signInLimits.ts';
import { openTokenBook } from './tokenBook.ts';
import { openWorkshopCodes } from './workshopCodes.ts';

/** What somebody typed, and from where. */
interface Attempt {
  readonly name: string;
  readonly password: string;
  readonly address: string;
}
/** Why an attempt led to nothing; `waitMs`: too many before it. */
type Refusal = 'wrong' | { readonly waitMs: number };

export interface People extends Callers {
  /** A new session, and the end of the one before. */
  signIn(
    attempt: Attempt,
    before: Caller,
  ): Promise<{ readonly token: string; readonly person: PersonLine } | Refusal>;
  signOut(caller: Caller, everywhere: boolean): void;
  /** Takes the new password, and ends all other sessions of the person. */
  changePassword(
    caller: Caller & { kind: 'person' },
    given: { readonly current: string; readonly next: string; readonly address: string },
  ): Promise<'changed' | Refusal>;
  /** The code under which a reviewer sees a workshop. */
  codeOf(workshop: string): string;
}

/** `onChange` is called when somebody's session or rights may be over, so that long answers can be ended. */
export function openPeople(options: {
  readonly database: DirectoryDatabase;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly onChange?: () => void;
}): People {
  const { database, audit, clock, onChange = () => undefined } = options;
  const persons = openPersonBook(database);
  const sessions = openSessionBook(database);
  const tokens = openTokenBook(database);
  const check = openCheck(options, persons);
  const note = (person: string, deed: string, detail: string): void =>
    audit.note({ at: clock.now(), person, deed, subject: person, detail });
  return {
    ...openCallers({ persons, sessions, tokens, now: clock.now }),
    signIn: async (attempt, before) => {
      const found = await check(attempt);
      if (typeof found === 'string' || 'waitMs' in found) return found;
      const token = database.durably(() => {
        // Somebody may have locked or removed him since the check.
        if (persons.find(found.id)?.lockedAt !== null) return null;
        if (before.kind === 'person') sessions.end(before.session);
        note(found.id, 'sign-in.accepted', `from ${attempt.address}`);
        return sessions.begin(found.id, clock.now());
      });
      return token === null ? 'wrong' : { token, person: found };
    },
    signOut: (caller, everywhere) => {
      if (caller.kind !== 'person') return;
      if (everywhere) sessions.endAll(caller.person.id);
      else sessions.end(caller.session);
      note(caller.person.id, 'sign-out', everywhere ? 'everywhere' : 'here');
      onChange();
    },
    changePassword: async ({ person, session }, { current, next, address }) => {
      const found = await check({ name: person.id, password: current, address });
      if (typeof found === 'string' || 'waitMs' in found) return found;
      const hash = await hashPassword(next);
      const isTaken = database.durably(() => {
        // Meanwhile somebody may have ended this session, or an administrator given another password.
        if (!sessions.lasts(session, clock.now())) return false;
        persons.setPassword(person.id, { hash, isGiven: false });
        sessions.endAll(person.id, session);
        note(person.id, 'password.changed', `from ${address}`);
        return true;
      });
      onChange();
      return isTaken ? 'changed' : 'wrong';
    },
    codeOf: openWorkshopCodes(database),
  };
}

/** The check of a name with a password, within the limits; what is refused is written down. */
function openCheck(
  { audit, clock }: { readonly audit: AuditLog; readonly clock: Clock },
  persons: PersonBook,
): (attempt: Attempt) => Promise<PersonLine | Refusal> {
  const limits = openSignInLimits(() => clock.monotonicMs());
  const quiet = sparingly(clock);
  /** Compared with when nobody has the name, so that the answer takes as long. */
  const nobodys = hashPassword(newPassword());
  return async ({ name: typed, password, address }) => {
    const name = typed.normalize('NFKC').trim().toLowerCase();
    const at: TimestampMs = clock.now();
    const waitMs = limits.take(name, address);
    if (waitMs !== null) {
      const leftOut = quiet(`throttled ${networkOf(address)}`);
      const detail = `from ${address}; ${leftOut} more before it`;
      if (leftOut !== null) audit.note({ at, person: '', deed: 'sign-in.throttled', subject: '', detail });
      return { waitMs };
    }
    const stored = persons.password(name);
    const isRight = await isPassword(password, stored ?? (await nobodys));
    const stronger = isRight && stored !== null && isOutdated(stored) ? await hashPassword(password) : stored;
    // Read again: while hashes were computed the person may have been removed, or the password have become another.
    const line = persons.find(name);
    const person = isRight && stored === persons.password(name) && line?.lockedAt === null ? line : null;
    if (person === null || stored === null) {
      // A name that nobody has is not written down: it may be a password in the wrong field.
      const who = line === null ? 'a name that nobody has' : wrongBy(line);
      const subject = line === null ? '' : name;
      audit.note({ at, person: '', deed: 'sign-in.refused', subject, detail: `${who}, from ${address}` });
      return 'wrong';
    }
    limits.giveBack(name, address);
    if (stronger !== null && stronger !== stored) persons.rehash(name, stronger);
    return person;
  };
}

function wrongBy({ lockedAt }: PersonLine): string {
  return lockedAt === null ? 'a wrong password' : 'a locked account';
}
