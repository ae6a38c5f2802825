// The authority's own files in the data folder: `authority/authority.pem` (key and certificate, mode 0600, made at the
// first need) and `authority/ca.pem` for everybody. Promise: whoever comes at the same time gets the same authority.
import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TimestampMs } from '@nakamawashi/machine-model';
import { replaceFile } from '@nakamawashi/runtime';
import { type Authority, makeAuthority, openAuthority } from './authority.ts';

/** Where things of the authority stand in the data folder. */
export function authorityFolder(dataDir: string): string {
  return join(dataDir, 'authority');
}

export interface AuthoritySource {
  readonly consortium: string;
  readonly dataDir: string;
  /** The passphrase of the key is the first line of this file; without it the key is protected by its mode alone. */
  readonly passphraseFile?: string | undefined;
}

/**
 * Opens the authority, or makes it. Throws when the key cannot be read, may be read by others than its owner, or is not
 * that of the certificate beside it.
 */
export async function theAuthority(source: AuthoritySource, at: TimestampMs): Promise<Authority> {
  const folder = authorityFolder(source.dataDir);
  const file = join(folder, 'authority.pem');
  const passphrase =
    source.passphraseFile === undefined
      ? undefined
      : readFileSync(source.passphraseFile, 'utf8').split('\n')[0];
  if (!existsSync(file)) await make(file, source.consortium, passphrase, at);
  const others = statSync(file).mode & 0o077;
  if (others !== 0) throw new Error(`${file} may be read by others: chmod 600 ${file}`);
  const text = readFileSync(file, 'utf8');
  const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/.exec(text)?.[0];
  if (certificate === undefined) throw new Error(`${file} holds no certificate; restore it from the backup`);
  const key = keyIn(text, file, passphrase);
  if (!new X509Certificate(certificate).checkPrivateKey(key))
    throw new Error(`the key in ${file} is not that of the certificate in it; restore it from the backup`);
  replaceFile(join(folder, 'ca.pem'), certificate, 0o644);
  return openAuthority(certificate, key);
}

function keyIn(text: string, file: string, passphrase: string | undefined) {
  try {
    return createPrivateKey({
      key: text,
      format: 'pem',
      ...(passphrase === undefined ? {} : { passphrase }),
    });
  } catch (cause) {
    throw new Error(`the key in ${file} cannot be read: wrong or missing passphrase, or a damaged file`, {
      cause,
    });
  }
}

async function make(
  file: string,
  consortium: string,
  passphrase: string | undefined,
  at: TimestampMs,
): Promise<void> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const { key, certificate } = await makeAuthority(consortium, at);
  const locked =
    passphrase === undefined
      ? key
      : createPrivateKey(key).export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, `${locked}${certificate}`, { mode: 0o600 });
  try {
    // Unlike a rename it leaves alone what another process made in the same instant.
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft);
  }
}
