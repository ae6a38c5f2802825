// Tokens of machines that read from the aggregator (Prometheus, a screen, a spreadsheet): 256 random bits, shown once,
// kept as SHA-256, for named scopes and until a date.
import type { TimestampMs } from '@nakamawashi/machine-model';
import { z } from 'zod';
import type { DirectoryDatabase, Row } from '../directory/directoryDatabase.ts';
import { type Scope, scope } from './roles.ts';
import { hashOf, newSecret } from './secrets.ts';

export interface Token {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expires: TimestampMs;
}

/** A token as the records have it. */
export type TokenLine = Token & { readonly made: TimestampMs };

export interface TokenBook {
  all(): readonly TokenLine[];
  /** Gives the token itself, this once; null when the name is taken. */
  add(token: Token, at: TimestampMs): string | null;
  /** What a token is for, or null when there is no such one or its time is over. */
  find(secret: string, at: TimestampMs): TokenLine | null;
  remove(name: string): void;
}

const prefix = 'nkm_';
const scopeList = z.array(scope);

export function openTokenBook(database: DirectoryDatabase): TokenBook {
  const all = database.prepare('SELECT name, scopes, made, expires FROM token ORDER BY name');
  const find = database.prepare('SELECT name, scopes, made, expires FROM token WHERE hash = ?');
  const named = database.prepare('SELECT name FROM token WHERE name = ?');
  const insert = database.prepare(
    'INSERT INTO token (name, hash, scopes, made, expires) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM token WHERE name = ?');
  return {
    all: () => all.all().map(tokenOf),
    add: ({ name, scopes, expires }, at) =>
      database.durably(() => {
        if (named.all(name).length > 0) return null;
        const secret = `${prefix}${newSecret()}`;
        insert.run(name, hashOf(secret), JSON.stringify(scopes), at, expires);
        return secret;
      }),
    find: (secret, at) => {
      const token = find.all(hashOf(secret)).map(tokenOf)[0];
      return token === undefined || token.expires <= at ? null : token;
    },
    remove: (name) => remove.run(name),
  };
}

function tokenOf(row: Row): TokenLine {
  return {
    name: String(row['name']),
    scopes: scopeList.parse(JSON.parse(String(row['scopes']))),
    made: Number(row['made']),
    expires: Number(row['expires']),
  };
}
