// `user`, `token` and `audit` of the command line. They work while the aggregator runs: it reads the same records.
// A password or token is printed alone on its line, this once, and kept as a hash only.
import { dayBounds } from '@nakamawashi/machine-model';
import { identifier } from '@nakamawashi/runtime';
import type { z } from 'zod';
import type { LoadedConfig } from '../config.ts';
import { openRecords, type Records } from '../directory/records.ts';
import { UsageError } from '../usageError.ts';
import { hashPassword, newPassword } from './passwords.ts';
import { openPersonBook, type PersonBook } from './personBook.ts';
import { type Person, role, roleFault, scope } from './roles.ts';
import { openSessionBook } from './sessionBook.ts';
import { openTokenBook, type TokenBook } from './tokenBook.ts';

/** What was asked: the words after the program's name, and the options that these commands take. */
export interface PeopleRequest {
  readonly words: readonly string[];
  readonly roles: readonly string[];
  readonly workshops: readonly string[];
  readonly scopes: readonly string[];
  readonly days: string;
  readonly since: string | undefined;
}

interface Desk {
  readonly request: PeopleRequest;
  readonly records: Records;
  readonly persons: PersonBook;
  readonly tokens: TokenBook;
  note(deed: string, subject: string, detail: string): void;
}

type Deed = (desk: Desk, name: string) => readonly string[] | Promise<readonly string[]>;

/** By the words of the command; those that name somebody get one word more. */
const deeds: Readonly<Record<string, { readonly named: boolean; readonly run: Deed }>> = {
  'user add': { named: true, run: addUser },
  'user list': { named: false, run: listUsers },
  'user remove': { named: true, run: removeUser },
  'user password': { named: true, run: givePassword },
  'token add': { named: true, run: addToken },
  'token list': { named: false, run: listTokens },
  'token remove': { named: true, run: removeToken },
};

/** Whether these words are a command of this file. */
export function isPeopleCommand([first]: readonly string[]): boolean {
  return first === 'user' || first === 'token' || first === 'audit';
}

/** Performs the command and gives the lines to print. Throws UsageError, and Error when it cannot be done. */
export async function performPeople(
  loaded: LoadedConfig,
  request: PeopleRequest,
): Promise<readonly string[]> {
  const records = openRecords(loaded.config.dataDir, loaded.first, Date.now());
  try {
    const { words } = request;
    if (words.length === 1 && words[0] === 'audit') return auditLines(records, request.since);
    const deed = deeds[words.slice(0, 2).join(' ')];
    if (deed === undefined || words.length !== (deed.named ? 3 : 2))
      throw new UsageError(`not understood: ${words.join(' ')}`);
    const desk: Desk = {
      request,
      records,
      persons: openPersonBook(records.database),
      tokens: openTokenBook(records.database),
      note: (done, subject, detail) =>
        records.audit.note({ at: Date.now(), person: 'console', deed: done, subject, detail }),
    };
    return await deed.run(desk, checked(identifier, words[2] ?? 'none'));
  } finally {
    records.database.close();
  }
}

async function addUser({ request, records, persons, note }: Desk, id: string): Promise<readonly string[]> {
  const roles = [...new Set(request.roles.map((each) => checked(role, each)))];
  const workshops = [...new Set(request.workshops)];
  const fault = roleFault({ roles, workshops });
  if (fault !== null) throw new UsageError(fault);
  const known = records.members.now().workshops;
  const missing = workshops.filter((each) => !known.has(each));
  if (missing.length > 0) throw new UsageError(`there is no workshop ${missing.join(', ')}`);
  const password = newPassword();
  const hash = await hashPassword(password);
  const person: Person = { id, roles, workshops };
  records.database.durably(() => {
    if (!persons.add(person, hash, Date.now())) throw new Error(`there is a user ${id} already`);
    note('user.added', id, describe(person));
  });
  return [password];
}

function listUsers({ persons }: Desk): readonly string[] {
  return persons.all().map((person) => `${person.id}\t${describe(person)}`);
}

function removeUser({ records, persons, note }: Desk, id: string): readonly string[] {
  const person = existing(persons, id);
  const others = persons.all().filter((each) => each.id !== id && each.roles.includes('administrator'));
  if (person.roles.includes('administrator') && others.length === 0)
    throw new Error(`${id} is the only administrator; add another one first`);
  records.database.durably(() => {
    persons.remove(id);
    note('user.removed', id, describe(person));
  });
  return [];
}

async function givePassword({ records, persons, note }: Desk, id: string): Promise<readonly string[]> {
  existing(persons, id);
  const password = newPassword();
  const hash = await hashPassword(password);
  records.database.durably(() => {
    persons.setPassword(id, hash);
    openSessionBook(records.database).endAll(id);
    note('password.given', id, 'a new one; signed out everywhere');
  });
  return [password];
}

function addToken({ request, records, tokens, note }: Desk, name: string): readonly string[] {
  const scopes = [...new Set(request.scopes.map((each) => checked(scope, each)))];
  if (scopes.length === 0) throw new UsageError('at least one --scope is needed');
  const days = Number(request.days);
  if (!Number.isInteger(days) || days < 1 || days > 3_650)
    throw new UsageError(`days from 1 to 3650 are needed, not ${request.days}`);
  const expires = Date.now() + days * 86_400_000;
  return records.database.durably(() => {
    const secret = tokens.add({ name, scopes, expires }, Date.now());
    if (secret === null) throw new Error(`there is a token ${name} already`);
    note('token.added', name, `${scopes.join(' ')}, until ${dateOf(expires)}`);
    return [secret];
  });
}

function listTokens({ tokens }: Desk): readonly string[] {
  return tokens
    .all()
    .map(({ name, scopes, expires }) => `${name}\t${scopes.join(' ')}\tuntil ${dateOf(expires)}`);
}

function removeToken({ records, tokens, note }: Desk, name: string): readonly string[] {
  if (!tokens.all().some((each) => each.name === name)) throw new Error(`there is no token ${name}`);
  records.database.durably(() => {
    tokens.remove(name);
    note('token.removed', name, '');
  });
  return [];
}

const mostLines = 10_000;

function auditLines({ audit, members }: Records, since: string | undefined): readonly string[] {
  if (since !== undefined && !/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(since))
    throw new UsageError(`a date such as 2026-11-01 is needed, not ${since}`);
  const from = since === undefined ? 0 : dayBounds(since, members.now().timeZone).from;
  return audit
    .lines({ from, until: Number.MAX_SAFE_INTEGER, limit: mostLines })
    .toReversed()
    .map(({ at, person, deed, subject, detail }) =>
      [new Date(at).toISOString(), person || '-', deed, subject || '-', detail].join('\t'),
    );
}

function existing(persons: PersonBook, id: string): Person {
  const person = persons.find(id);
  if (person === null) throw new Error(`there is no user ${id}`);
  return person;
}

function describe({ roles, workshops }: Person): string {
  return [roles.join(' '), ...workshops].join('\t');
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function checked<T>(schema: z.ZodType<T>, text: string): T {
  const result = schema.safeParse(text);
  if (result.success) return result.data;
  throw new UsageError(`${text}: ${result.error.issues[0]?.message ?? 'not understood'}`);
}
