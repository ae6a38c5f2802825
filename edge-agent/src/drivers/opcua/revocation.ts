// The revocation lists of authorities: whose they are, by their signature, and until when they hold (RFC 5280, 6.3).
// Promise: a list that its authority did not sign, or that has run out, vouches for nobody.
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TimestampMs } from '@nakamawashi/machine-model';
import { exploreCertificateRevocationList, split_der, verifyCrlIssuedByCertificate } from 'node-opcua-crypto';

/** What is wrong with a list that somebody gives us, or null: then an authority that is known here has signed it. */
export function faultOfList(pkiDir: string, list: Buffer, now: TimestampMs): string | null {
  if (endOfList(list) === null) return 'there is no revocation list in it';
  const authorities = authoritiesIn(pkiDir);
  if (authorities.length === 0)
    return 'no authority is known here yet: see "edge trust FILE issuer CERTIFICATE"';
  if (!authorities.some((authority) => isSignedBy(list, authority)))
    return 'none of the authorities known here has signed it: ask the authority for its own list';
  return ranOut(list, now);
}

/** Until when a list vouches for a server's certificate, and why it does not now. */
export interface Voucher {
  readonly until: TimestampMs;
  /** Null while all is well. */
  readonly fault: string | null;
}

/** The newest list of the authority that certified the server; its own certificate may be trusted for itself. */
export function voucherFor(pkiDir: string, certificate: Uint8Array, now: TimestampMs): Voucher {
  // The server may send its authority's certificate behind its own.
  const [own] = split_der(Buffer.from(certificate));
  const server = new X509Certificate(own ?? certificate);
  const authority = authoritiesIn(pkiDir).find((each) => isCertifiedBy(server, each));
  const lists = filesIn(join(pkiDir, 'issuers/crl')).map(derOf);
  const signed = authority === undefined ? [] : lists.filter((list) => isSignedBy(list, authority));
  const [newest] = signed.toSorted((a, b) => (endOfList(b) ?? 0) - (endOfList(a) ?? 0));
  if (newest === undefined) {
    const fault =
      'there is no revocation list that the server\'s authority signed: see "edge trust FILE crl LIST"';
    return { until: now, fault };
  }
  const fault = ranOut(newest, now);
  return {
    until: endOfList(newest) ?? now,
    fault: fault === null ? null : `the revocation list of the server's authority does not hold: ${fault}`,
  };
}

/** The first part of a PEM file, or a DER file as it is. */
export function derOf(content: Buffer): Buffer {
  const [, body] = /-----BEGIN [^-]+-----([^-]+)-----END/.exec(content.toString('latin1')) ?? [];
  return body === undefined ? content : Buffer.from(body, 'base64');
}

function ranOut(list: Buffer, now: TimestampMs): string | null {
  const end = endOfList(list) ?? now;
  if (now <= end) return null;
  const day = new Date(end).toISOString().slice(0, 10);
  return `it ran out on ${day}: get the authority's new one (or set the clock of this computer right)`;
}

/** Null when it is no list; a list without an end holds until there is another. */
function endOfList(list: Buffer): TimestampMs | null {
  try {
    const { nextUpdate } = exploreCertificateRevocationList(list).tbsCertList;
    return nextUpdate?.getTime() ?? Number.POSITIVE_INFINITY;
  } catch {
    return null;
  }
}

function isSignedBy(list: Buffer, { raw }: X509Certificate): boolean {
  try {
    return verifyCrlIssuedByCertificate(list, raw);
  } catch {
    return false;
  }
}

function isCertifiedBy(server: X509Certificate, authority: X509Certificate): boolean {
  return server.checkIssued(authority) && server.verify(authority.publicKey);
}

function authoritiesIn(pkiDir: string): readonly X509Certificate[] {
  const files = ['issuers/certs', 'trusted/certs'].flatMap((folder) => filesIn(join(pkiDir, folder)));
  return files.flatMap((content) => {
    try {
      const certificate = new X509Certificate(content);
      return certificate.ca ? [certificate] : [];
    } catch {
      // What cannot be read as a certificate vouches for nothing.
      return [];
    }
  });
}

/** What can be read in a folder, which may not be there yet. */
function filesIn(folder: string): readonly Buffer[] {
  try {
    return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  } catch {
    return [];
  }
}
