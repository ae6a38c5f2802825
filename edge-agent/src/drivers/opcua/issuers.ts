// Authorities whose OPC UA servers are trusted, and their revocation lists, in the same folder as the servers' own
// certificates (`issuers/certs`, `issuers/crl`; standards F.3). Promise: a server of an authority is trusted only while
// the authority is, and while a list of it says that the server's certificate was not revoked.
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TimestampMs } from '@nakamawashi/machine-model';
import { messageOf } from '@nakamawashi/runtime';
import type { Identity } from './identity.ts';
import { derOf, faultOfList } from './revocation.ts';
import { listCertificates, type ServerCertificate, TrustError } from './trust.ts';

/** Trusts every server that this authority certified. Throws TrustError when the file holds no authority. */
export async function trustIssuer(identity: Identity, file: string): Promise<ServerCertificate> {
  const certificate = readAuthority(file);
  const manager = await identity.openTrust();
  try {
    await manager.addIssuer(certificate.raw);
    await manager.trustCertificate(certificate.raw);
  } finally {
    await manager.dispose();
  }
  const sha256 = certificate.fingerprint256.replaceAll(':', '');
  const added = listCertificates(identity.pkiDir).find((each) => each.sha256 === sha256);
  if (added === undefined) throw new TrustError(`the certificate in ${file} could not be stored`);
  return added;
}

/**
 * Takes an authority's revocation list in the place of the one before. Throws TrustError when the file holds none, when
 * no authority that is known here has signed it, and when it has run out by `now`.
 */
export async function takeRevocationList(identity: Identity, file: string, now: TimestampMs): Promise<void> {
  const list = derOf(read(file));
  const fault = faultOfList(identity.pkiDir, list, now);
  if (fault !== null) throw new TrustError(`the list in ${file} is not taken: ${fault}`);
  const manager = await identity.openTrust();
  try {
    const status = await manager.addRevocationList(list);
    if (status !== 'Good') throw new TrustError(`the list in ${file} is not taken: ${status}`);
  } finally {
    await manager.dispose();
  }
}

/** What the trust in authorities rests on now, as a text that changes when it does. */
export function stateOfIssuers(pkiDir: string): string {
  const folders = ['trusted/certs', 'issuers/certs', 'issuers/crl', 'trusted/crl'];
  return JSON.stringify(folders.map((folder) => contentsOf(join(pkiDir, folder))));
}

function contentsOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .toSorted()
      .map((name) => `${name} ${statSync(join(folder, name)).mtimeMs}`);
  } catch {
    // Not made yet, or just being moved: then the next look tells.
    return [];
  }
}

function readAuthority(file: string): X509Certificate {
  const certificate = parsed(file);
  if (!certificate.ca)
    throw new TrustError(`the certificate in ${file} is not an authority's: see "edge trust FILE accept"`);
  return certificate;
}

function parsed(file: string): X509Certificate {
  const bytes = derOf(read(file));
  try {
    return new X509Certificate(bytes);
  } catch {
    throw new TrustError(`there is no certificate in ${file}`);
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new TrustError(`${file} cannot be read: ${messageOf(error)}`);
  }
}
