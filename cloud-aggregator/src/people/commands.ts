// `user`, `token` and `audit` of the command line. They work while the aggregator runs: it reads the same records.
// A password or token is printed alone on its line, this once, and kept as a hash only.
import { dayBounds } from '@nakamawashi/machine-model';
import { identifier } from '@nakamawashi/runtime';
import type { z } from 'zod';
import type { LoadedConfig } from '../config.ts';
import { openRecords, type Records } from '../directory/records.ts';
import { NotDoneError } from '../notDoneError.ts';
import { UsageError } from '../usageError.ts';
import { type Administration, openAdministration, rightsText } from './administration.ts';
import { type Person, role, scope } from './roles.ts';

/** What was asked: the words after the program's name, and the options that these commands take. */
export interface PeopleRequest {
  readonly words: readonly string[];
  readonly roles: readonly string[];
  readonly workshops: readonly string[];
  readonly scopes: readonly string[];
  readonly days: string;
  readonly since: string | undefined;
  /** The password that is made need not be changed: for demonstrations. */
  readonly lasting: boolean;
}

interface Desk {
  readonly request: PeopleRequest;
  readonly work: Administration;
}

type Deed = (desk: Desk, name: string) => readonly string[] | Promise<readonly string[]>;

/** Who is named in the audit log for what is done on the command line. */
const by = 'console';
const quietly =
  (deed: (work: Administration, name: string) => void): Deed =>
  ({ work }, name) => {
    deed(work, name);
    return [];
  };

/** By the words of the command; those that name somebody get one word more. */
const deeds: Readonly<Record<string, { readonly named: boolean; readonly run: Deed }>> = {
  'user add': { named: true, run: addUser },
  'user list': { named: false, run: listUsers },
  'user roles': { named: true, run: changeRoles },
  'user remove': { named: true, run: quietly((work, name) => work.remove(name, by)) },
  'user password': { named: true, run: givePassword },
  'user sign-out': { named: true, run: quietly((work, name) => work.signOut(name, by)) },
  'user lock': { named: true, run: quietly((work, name) => work.lock(name, true, by)) },
  'user unlock': { named: true, run: quietly((work, name) => work.lock(name, false, by)) },
  'token add': { named: true, run: addToken },
  'token list': { named: false, run: listTokens },
  'token remove': { named: true, run: quietly((work, name) => work.removeToken(name, by)) },
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
    const work = openAdministration({ ...records, now: Date.now });
    return await deed.run({ request, work }, checked(identifier, words[2] ?? 'none'));
  } catch (error) {
    if (error instanceof NotDoneError && error.reason === 'not-understood')
      throw new UsageError(error.message);
    throw error;
  } finally {
    records.database.close();
  }
}

async function addUser({ request, work }: Desk, id: string): Promise<readonly string[]> {
  return [await work.add(personOf(request, id), by, request.lasting)];
}

async function givePassword({ request, work }: Desk, id: string): Promise<readonly string[]> {
  return [await work.givePassword(id, by, request.lasting)];
}

function listUsers({ work }: Desk): readonly string[] {
  return work
    .people()
    .map((person) => `${person.id}\t${rightsText(person)}${person.lockedAt === null ? '' : '\tlocked'}`);
}

function changeRoles({ request, work }: Desk, id: string): readonly string[] {
  work.changeRights(personOf(request, id), by);
  return [];
}

function addToken({ request, work }: Desk, name: string): readonly string[] {
  const scopes = request.scopes.map((each) => checked(scope, each));
  return [work.addToken({ name, scopes, days: Number(request.days) }, by).secret];
}

function listTokens({ work }: Desk): readonly string[] {
  return work
    .tokens()
    .map(({ name, scopes, expires }) => `${name}\t${scopes.join(' ')}\tuntil ${dateOf(expires)}`);
}

function personOf({ roles, workshops }: PeopleRequest, id: string): Person {
  return { id, roles: roles.map((each) => checked(role, each)), workshops };
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

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function checked<T>(schema: z.ZodType<T>, text: string): T {
  const result = schema.safeParse(text);
  if (result.success) return result.data;
  throw new UsageError(`${text}: ${result.error.issues[0]?.message ?? 'not understood'}`);
}
