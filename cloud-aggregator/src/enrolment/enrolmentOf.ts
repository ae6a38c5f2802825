// What of the configuration concerns certificates, put together: the authority of a consortium, its enrolment where the
// file has one, and the certificates of its own servers.
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { type Clock, replaceFile } from '@nakamawashi/runtime';
import type { AggregatorConfig } from '../config.ts';
import type { Records } from '../directory/records.ts';
import type { ServerTls } from '../httpConfig.ts';
import { type Authority, publicKeyOf, type Span, spanOfDays } from './authority.ts';
import { theAuthority } from './authorityFiles.ts';
import type { CertificateBook } from './certificateBook.ts';
import { type Enrolment, openEnrolment } from './enrolment.ts';

type Books = Pick<Records, 'database' | 'audit'> & {
  readonly certificates: CertificateBook;
  readonly clock: Clock;
};

/** The enrolment of a consortium, or null where its file has none. */
export function enrolmentOf(config: AggregatorConfig, books: Books): Enrolment | null {
  const { consortium, host, enrolment: settings } = config;
  if (settings === null) return null;
  const authority = (): Promise<Authority> => authorityOf(config, books.clock.now());
  return openEnrolment({ ...books, settings, consortium, host, authority });
}

/** Opens the authority of a consortium, or makes it. Throws as `theAuthority` does. */
export function authorityOf(
  { consortium, dataDir, enrolment }: AggregatorConfig,
  at: number,
): Promise<Authority> {
  return theAuthority({ consortium, dataDir, passphraseFile: enrolment?.passphraseFile }, at);
}

const serverDays = 730;
const dayMs = 86_400_000;

/** Makes the files of a server's certificate, where that is left to us and they are not good any more. */
export async function makeServerFiles(
  config: AggregatorConfig,
  tls: ServerTls | undefined,
  at: number,
): Promise<void> {
  if (tls?.names === undefined) return;
  const { names } = tls;
  const authority = await authorityOf(config, at);
  await makeFiles(tls, {
    authority,
    isGood: (certificate) => names.every((name) => isFor(certificate, name)),
    issue: (key, span) => authority.issueServer(names, key, span),
    at,
  });
}

/** Makes the files by which the host signs in to an external broker, where they are not good any more. */
export async function makeHostFiles(
  config: AggregatorConfig,
  files: Pick<ServerTls, 'certFile' | 'keyFile'>,
  at: number,
): Promise<void> {
  const authority = await authorityOf(config, at);
  await makeFiles(files, {
    authority,
    isGood: ({ subject }) => subject === `CN=${config.host}`,
    issue: (key, span) => authority.issueClient(config.host, key, span),
    at,
  });
}

interface Making {
  readonly authority: Authority;
  readonly at: number;
  isGood(certificate: X509Certificate): boolean;
  issue(key: ReturnType<typeof publicKeyOf>, span: Span): Promise<string>;
}

async function makeFiles(
  { certFile, keyFile }: Pick<ServerTls, 'certFile' | 'keyFile'>,
  { authority, at, isGood, issue }: Making,
): Promise<void> {
  if (existsSync(certFile) && existsSync(keyFile)) {
    const old = new X509Certificate(readFileSync(certFile));
    const isOurs = old.verify(new X509Certificate(authority.certificate).publicKey);
    if (isOurs && isGood(old) && Date.parse(old.validTo) - at > (serverDays / 2) * dayMs) return;
  }
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = publicKeyOf(new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })));
  const certificate = await issue(key, spanOfDays(serverDays, at));
  replaceFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
  replaceFile(certFile, certificate, 0o644);
}

function isFor(certificate: X509Certificate, name: string): boolean {
  return (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
}
