// The folder in which a person decides which OPC UA servers to trust (standards F.3): `rejected` holds the
// certificates of servers that were turned away, `trusted/certs` those that somebody accepted. A running agent sees
// what was accepted at its next connection, and what was revoked within seconds.
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A server's certificate as a person compares it with what the control shows. */
export interface ServerCertificate {
  /** SHA-1 over the certificate, upper-case hexadecimal: what OPC UA calls its thumbprint. */
  readonly fingerprint: string;
  /** SHA-256 over the certificate, upper-case hexadecimal. */
  readonly sha256: string;
  readonly subject: string;
  /** The server's application URI, or what else its certificate says of its names. */
  readonly names: string;
  /** As the certificate says it. */
  readonly validTo: string;
  readonly isTrusted: boolean;
  readonly file: string;
}

/** Nothing in the folder is meant by this fingerprint, or more than one thing. */
export class TrustError extends Error {
  override readonly name = 'TrustError';
}

/** Whoever makes a certificate on purpose cannot easily hit as much of another's fingerprint as this. */
const shortest = 16;
const folders = { trusted: 'trusted/certs', rejected: 'rejected' } as const;

/** The agent's folder of keys and certificates. */
export function pkiFolder(dataDir: string): string {
  return join(dataDir, 'pki');
}

/** Every certificate in the folder; what cannot be read as one is left alone. */
export function listCertificates(pkiDir: string): readonly ServerCertificate[] {
  return Object.values(folders).flatMap((folder) =>
    filesIn(join(pkiDir, folder)).flatMap((file) => {
      const certificate = readCertificate(file);
      return certificate === null ? [] : [describe(certificate, file, folder === folders.trusted)];
    }),
  );
}

/** Trusts the rejected certificate with this fingerprint. Throws TrustError when it cannot be told which that is. */
export function acceptCertificate(pkiDir: string, fingerprint: string): ServerCertificate {
  return move(pkiDir, fingerprint, 'trusted');
}

/** Ends the trust in the certificate with this fingerprint. Throws TrustError when it cannot be told which that is. */
export function revokeCertificate(pkiDir: string, fingerprint: string): ServerCertificate {
  return move(pkiDir, fingerprint, 'rejected');
}

function move(pkiDir: string, fingerprint: string, to: keyof typeof folders): ServerCertificate {
  const wanted = fingerprint.replace(/[\s:-]/g, '').toUpperCase();
  if (!/^[0-9A-F]+$/.test(wanted) || wanted.length < shortest)
    throw new TrustError(`at least ${shortest} hexadecimal digits of a fingerprint are needed`);
  const isMeant = (each: ServerCertificate): boolean =>
    each.fingerprint.startsWith(wanted) || each.sha256.startsWith(wanted);
  const meant = listCertificates(pkiDir).filter(isMeant);
  const movable = meant.filter(({ isTrusted }) => isTrusted !== (to === 'trusted'));
  const [certificate] = movable;
  if (certificate === undefined) {
    const done = to === 'trusted' ? 'is trusted already' : 'is not trusted anyway';
    throw new TrustError(
      meant.length > 0
        ? `the certificate ${fingerprint} ${done}`
        : `there is no certificate ${fingerprint} in ${pkiDir}`,
    );
  }
  if (new Set(movable.map(({ sha256 }) => sha256)).size > 1)
    throw new TrustError(`more than one certificate begins with ${fingerprint}: all of it is needed`);
  mkdirSync(join(pkiDir, folders[to]), { recursive: true });
  const name = `server[${certificate.fingerprint.toLowerCase()}]${extname(certificate.file)}`;
  const file = join(pkiDir, folders[to], name);
  for (const each of movable) renameSync(each.file, file);
  return { ...certificate, isTrusted: to === 'trusted', file };
}

/** The fingerprint a person reads out, in pairs. */
function spelled(fingerprint: string): string {
  return (fingerprint.match(/../g) ?? []).join(':');
}

/** The certificates as a text for a person. */
export function trustText(certificates: readonly ServerCertificate[], pkiDir: string): string {
  if (certificates.length === 0) {
    return `no server has shown a certificate yet (${pkiDir}); it does at the first signed connection\n`;
  }
  const rows = certificates.map(({ fingerprint, sha256, subject, names, validTo, isTrusted }) =>
    [
      `${isTrusted ? 'trusted ' : 'REJECTED'}  ${fingerprint}`,
      `          SHA-256  ${spelled(sha256)}`,
      `          ${subject.replaceAll('\n', ', ')}; ${names}; valid until ${validTo}`,
    ].join('\n'),
  );
  return `${rows.join('\n')}\n`;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.(pem|der|crt|cer)$/i.test(name))
      .toSorted()
      .map((name) => join(folder, name));
  } catch {
    // The folder is made with the first connection.
    return [];
  }
}

function readCertificate(file: string): X509Certificate | null {
  try {
    return new X509Certificate(readFileSync(file));
  } catch {
    return null;
  }
}

function describe(certificate: X509Certificate, file: string, isTrusted: boolean): ServerCertificate {
  const { fingerprint, fingerprint256, subject, subjectAltName, validTo } = certificate;
  return {
    fingerprint: fingerprint.replaceAll(':', ''),
    sha256: fingerprint256.replaceAll(':', ''),
    subject,
    names: subjectAltName ?? 'no names',
    validTo,
    isTrusted,
    file,
  };
}
