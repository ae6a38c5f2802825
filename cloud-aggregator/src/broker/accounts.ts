// Accounts of the embedded broker: workshop id → SHA-256 of a 256-bit random password. Such a secret cannot be guessed,
// so it needs no slow hash; comparison takes the same time whatever is wrong. The file is read again when it changes.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { appendFileSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, identifier, loadConfig, printFaults } from '@nakamawashi/runtime';
import { z } from 'zod';

type Accounts = ReadonlyMap<string, string>;

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'the SHA-256 of a password in 64 hexadecimal digits is needed');
const accountsSchema = z.record(identifier, hash).nullable();

/** Who may sign in, as the file says now. */
export interface AccountBook {
  /** Whether the name exists and the password is its own. */
  verify(name: string, password: Uint8Array): boolean;
  /** The hash of each account's password, by name. */
  all(): ReadonlyMap<string, string>;
  /** Why the file as it is now cannot be used, or null; until it is mended, the accounts read last go on. */
  fault(): string | null;
}

/** Opens the book; a file that does not exist yet is an empty book. Throws ConfigError for faults in the file. */
export function openAccounts(file: string): AccountBook {
  let accounts = readAccounts(file);
  let changedMs = changeTime(file);
  let fault: string | null = null;
  const current = (): Accounts => {
    const nowMs = changeTime(file);
    if (nowMs === changedMs) return accounts;
    changedMs = nowMs;
    try {
      accounts = readAccounts(file);
      fault = null;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      fault = printFaults(error);
    }
    return accounts;
  };
  return {
    verify: (name, password) => {
      const wanted = current().get(name);
      const given = createHash('sha256').update(password).digest();
      const same = timingSafeEqual(given, Buffer.from(wanted ?? '0'.repeat(64), 'hex'));
      return wanted !== undefined && same;
    },
    all: current,
    fault: () => {
      current();
      return fault;
    },
  };
}

/** Reads the file; none means no accounts. Throws ConfigError with every fault. */
export function readAccounts(file: string): Accounts {
  if (changeTime(file) === null) return new Map();
  return new Map(Object.entries(loadConfig(file, accountsSchema) ?? {}));
}

/** Makes an account and returns its password, which is kept nowhere. Throws when the name is taken. */
export function addAccount(file: string, name: string): string {
  const id = identifier.parse(name);
  if (readAccounts(file).has(id))
    throw new Error(`${id} has an account already; remove its line in ${file} first`);
  const password = randomBytes(32).toString('base64url');
  mkdirSync(dirname(file), { recursive: true });
  const line = `"${id}": "${createHash('sha256').update(password).digest('hex')}"\n`;
  appendFileSync(file, line, { mode: 0o600 });
  return password;
}

function changeTime(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
