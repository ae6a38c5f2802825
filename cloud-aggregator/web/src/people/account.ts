// Who is signed in here, as signals: asked at the start and whenever the line was lost, changed by signing in and out.
import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { Role } from '../../../src/people/roles.ts';

/** What the aggregator says of whoever asks; `open` means that nobody signs in. */
export interface Visitor {
  readonly person: string | null;
  readonly roles: readonly Role[];
  readonly open: boolean;
  /** Somebody else made the password: he has to choose one of his own first. */
  readonly hasGivenPassword: boolean;
}

/** Why an attempt led to nothing; a number is the seconds to wait. */
export type Refusal = 'wrong' | 'unreachable' | 'insecure' | 'badPassword' | number;

/** What the page may know and do about the account. */
export interface Account {
  /** Null until the aggregator has answered for the first time. */
  readonly visitor: ReadonlySignal<Visitor | null>;
  /** True when a session ended without anybody signing out here. */
  readonly expired: ReadonlySignal<boolean>;
  /** True while the first question has no answer. */
  readonly unreachable: ReadonlySignal<boolean>;
  /** What was typed at this sign-in, where it has to be changed at once; else nothing. */
  readonly typed: ReadonlySignal<string>;
  /** Asks again who is signed in; when nobody answers, all stays as it is. */
  look(): Promise<void>;
  signIn(name: string, password: string): Promise<Refusal | null>;
  signOut(everywhere: boolean): Promise<Refusal | null>;
  changePassword(current: string, next: string): Promise<Refusal | null>;
}

/** Whether the one who looks may act: signed in with a password of his own, or where nobody signs in. */
export function isInside({ visitor: { value: visitor } }: Pick<Account, 'visitor'>): boolean {
  return visitor !== null && !visitor.hasGivenPassword && (visitor.open || visitor.person !== null);
}

/** Whether somebody is shown the board of machines. */
export function readsBoard({ roles, open, hasGivenPassword }: Visitor): boolean {
  if (hasGivenPassword) return false;
  return open || roles.some((role) => role !== 'reviewer');
}

const nobody: Visitor = { person: null, roles: [], open: false, hasGivenPassword: false };

/** The account at `url`, the aggregator's `api/session`. */
export function openAccount(url: string): Account {
  const visitor = signal<Visitor | null>(null);
  const expired = signal(false);
  const unreachable = signal(false);
  const typed = signal('');
  const send = (method: string, path = '', body?: object): Promise<Response | null> => {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return fetch(url + path, { method, ...(body === undefined ? {} : json) }).catch(() => null);
  };
  return {
    visitor,
    expired,
    unreachable,
    typed,
    look: async () => {
      const answer = await send('GET');
      unreachable.value = answer?.ok !== true;
      if (answer?.ok !== true) return;
      const found = (await answer.json()) as Visitor;
      const before = visitor.peek();
      if (before !== null && before.person !== null && found.person === null) expired.value = true;
      if (before === null || !isSame(before, found)) visitor.value = found;
    },
    signIn: async (name, password) => {
      const answer = await send('POST', '', { name, password });
      if (answer?.ok !== true) return refusalOf(answer, 'wrong');
      const found = (await answer.json()) as Visitor;
      batch(() => {
        expired.value = false;
        typed.value = found.hasGivenPassword ? password : '';
        visitor.value = found;
      });
      return null;
    },
    signOut: async (everywhere) => {
      const answer = await send('DELETE', everywhere ? '?everywhere=true' : '');
      if (answer?.ok !== true) return 'unreachable';
      typed.value = '';
      visitor.value = nobody;
      return null;
    },
    changePassword: async (current, next) => {
      const answer = await send('POST', '/password', { current, next });
      if (answer?.ok !== true) return refusalOf(answer, 'insecure');
      typed.value = '';
      const before = visitor.peek();
      if (before !== null) visitor.value = { ...before, hasGivenPassword: false };
      return null;
    },
  };
}

/** Roles may have been given or taken while somebody was signed in. */
function isSame(one: Visitor, other: Visitor): boolean {
  const text = ({ person, open, roles, hasGivenPassword }: Visitor): string =>
    JSON.stringify([person, open, roles, hasGivenPassword]);
  return text(one) === text(other);
}

/** A 403 means a line that may be read at signing in, and a wrong password at changing it. */
function refusalOf(answer: Response | null, at: 'wrong' | 'insecure'): Refusal {
  if (answer === null || answer.status >= 500) return 'unreachable';
  if (answer.status === 429) return Number(answer.headers.get('retry-after') ?? 30);
  if (answer.status === 400) return at === 'wrong' ? 'wrong' : 'badPassword';
  return answer.status === 403 && at === 'wrong' ? 'insecure' : 'wrong';
}
