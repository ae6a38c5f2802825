// Enrolment from the inside: codes, signing requests, renewal, revocation, the authority's files, and what is written
// down of it all. The way over HTTP and the brokers is tried in tests/enrolment.
import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerProof, codeKeys, requestProof } from '@nakamawashi/runtime';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signingRequest } from '../../../edge-agent/src/enrolment/signingRequest.ts';
import { manualClock } from '../../../tests/manualClock.ts';
import { openAuditLog } from '../directory/auditLog.ts';
import { type DirectoryDatabase, openDirectoryDatabase } from '../directory/directoryDatabase.ts';
import { readRequest } from './authority.ts';
import { authorityFolder, theAuthority } from './authorityFiles.ts';
import { openCertificateBook } from './certificateBook.ts';
import { RefusedError } from './certify.ts';
import { type Enrolment, openEnrolment } from './enrolment.ts';

const start = Date.parse('2026-11-01T00:00:00Z');
const dayMs = 86_400_000;
let folder: string;
let database: DirectoryDatabase;
let clock: ReturnType<typeof manualClock>;
let enrolment: Enrolment;

const open = (from: DirectoryDatabase): Enrolment =>
  openEnrolment({
    settings: {
      broker: 'mqtts://broker.example:8883',
      certificateDays: 90,
      codeHours: 48,
      revokedFile: join(folder, 'revoked.pem'),
    },
    consortium: 'ota',
    host: 'ota-board',
    clock,
    database: from,
    audit: openAuditLog(from),
    certificates: openCertificateBook(from),
    authority: () => theAuthority({ consortium: 'ota', dataDir: folder }, start),
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'enrolment-'));
  clock = manualClock(start);
  database = openDirectoryDatabase(join(folder, 'directory.sqlite'));
  enrolment = open(database);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
async function joinBy(code: string, request: string, by = enrolment) {
  const keys = await codeKeys(code);
  const { answer, proof } = await by.join({ name: keys.name, request, proof: requestProof(keys, request) });
  expect(proof).toBe(answerProof(keys, request, answer));
  return JSON.parse(answer) as { certificate: string; authority: string; workshop: string };
}
async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof RefusedError)) throw new Error(`not refused: ${String(error)}`);
  return error.reason;
}
const deeds = (): string[] =>
  openAuditLog(database)
    .lines({ from: 0, until: start * 2, limit: 100 })
    .map(({ deed, subject }) => `${deed} ${subject}`)
    .reverse();

describe('a code', () => {
  it('gives one box its certificate, and the same box the same one again', async () => {
    const { code } = await enrolment.offer('kamata', 'console');
    const key = newKey();
    const first = await joinBy(code, signingRequest(key));
    const certificate = new X509Certificate(first.certificate);
    expect(certificate.subject).toBe('CN=kamata');
    expect(certificate.checkPrivateKey(key)).toBe(true);
    expect(certificate.verify(new X509Certificate(first.authority).publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(Date.parse(certificate.validTo)).toBe(start + 90 * dayMs);
    const again = await joinBy(code, signingRequest(key));
    expect(again.certificate).toBe(first.certificate);
    expect(await reasonOf(joinBy(code, signingRequest(newKey())))).toBe('code-used');
    expect(deeds()).toEqual(['enrolment.code kamata', 'enrolment.joined kamata', 'enrolment.refused kamata']);
  });

  it('serves one of many who come at once, also at two aggregators', async () => {
    const second = openDirectoryDatabase(join(folder, 'directory.sqlite'));
    const { code } = await enrolment.offer('kamata', 'console');
    const desks = [enrolment, open(second)];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, each) =>
        joinBy(code, signingRequest(newKey()), desks[each % 2] as Enrolment),
      ),
    );
    second.close();
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(openCertificateBook(database).list(null)).toHaveLength(1);
  });

  it('ends after its time, by the next one for the same workshop, and after five wrong proofs', async () => {
    const { code } = await enrolment.offer('kamata', 'console');
    const { code: newer } = await enrolment.offer('kamata', 'console');
    expect(await reasonOf(joinBy(code, signingRequest(newKey())))).toBe('code-ended');
    const keys = await codeKeys(newer);
    const request = signingRequest(newKey());
    const wrong = { name: keys.name, request, proof: requestProof(await codeKeys(code), request) };
    for (let tries = 0; tries < 5; tries++)
      expect(await reasonOf(enrolment.join(wrong))).toBe('code-unknown');
    expect(await reasonOf(joinBy(newer, request))).toBe('code-ended');
    const { code: last } = await enrolment.offer('kamata', 'console');
    await clock.pass(48 * 3_600_000);
    expect(await reasonOf(joinBy(last, request))).toBe('code-ended');
    expect(await reasonOf(joinBy('AAAAA-AAAAA', request))).toBe('code-unknown');
  });

  it('is kept nowhere', async () => {
    const { code } = await enrolment.offer('kamata', 'console');
    const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
    for (const text of kept) {
      expect(text).not.toContain(code);
      expect(text).not.toContain(code.replace('-', ''));
    }
  });
});

describe('renewal', () => {
  it('gives the next certificate for the same key, late enough, and not after the end or a revocation', async () => {
    const { code } = await enrolment.offer('kamata', 'console');
    const key = newKey();
    const first = await joinBy(code, signingRequest(key));
    expect((await enrolment.renew(signingRequest(key))).certificate).toBe(first.certificate);
    await clock.pass(61 * dayMs);
    const { certificate } = await enrolment.renew(signingRequest(key));
    expect(Date.parse(new X509Certificate(certificate).validTo)).toBe(start + 151 * dayMs);
    expect(new X509Certificate(certificate).checkPrivateKey(key)).toBe(true);
    expect(await reasonOf(enrolment.renew(signingRequest(newKey())))).toBe('certificate-unknown');
    await enrolment.revoke('kamata', 'console');
    expect(await reasonOf(enrolment.renew(signingRequest(key)))).toBe('certificate-revoked');
    expect(await reasonOf(joinBy(code, signingRequest(key)))).toBe('code-ended');
    const other = newKey();
    await joinBy((await enrolment.offer('kamata', 'console')).code, signingRequest(other));
    await clock.pass(90 * dayMs);
    expect(await reasonOf(enrolment.renew(signingRequest(other)))).toBe('certificate-ended');
  });
});

describe('revocation', () => {
  it('ends the unused code of a workshop too, and no code of another', async () => {
    const { code } = await enrolment.offer('kamata', 'console');
    const other = await enrolment.offer('rokugo', 'console');
    expect(await enrolment.revoke('kamata', 'console')).toEqual({ certificates: [], wasCodeOpen: true });
    expect(await reasonOf(joinBy(code, signingRequest(newKey())))).toBe('code-ended');
    expect(await enrolment.revoke('kamata', 'console')).toEqual({ certificates: [], wasCodeOpen: false });
    expect((await joinBy(other.code, signingRequest(newKey()))).certificate).toContain('BEGIN CERTIFICATE');
  });

  it('is by workshop or serial number, known to other processes, and in a list that openssl reads', async () => {
    const first = await joinBy((await enrolment.offer('kamata', 'console')).code, signingRequest(newKey()));
    await joinBy((await enrolment.offer('rokugo', 'console')).code, signingRequest(newKey()));
    const serial = new X509Certificate(first.certificate).serialNumber;
    const elsewhere = openDirectoryDatabase(join(folder, 'directory.sqlite'));
    const seen = openCertificateBook(elsewhere);
    expect(seen.isRevoked(serial)).toBe(false);
    const { certificates } = await enrolment.revoke(serial.toLowerCase(), 'console');
    expect(certificates.map(({ workshop }) => workshop)).toEqual(['kamata']);
    seen.look();
    expect(seen.isRevoked(serial)).toBe(true);
    expect(seen.countValid(start)).toBe(1);
    elsewhere.close();
    expect(await enrolment.revoke('kamata', 'console')).toEqual({ certificates: [], wasCodeOpen: false });
    const text = execFileSync('openssl', [
      'crl',
      '-noout',
      '-text',
      '-in',
      join(folder, 'revoked.pem'),
    ]).toString();
    expect(text).toContain(`Serial Number: ${serial}`);
    const verify = ['crl', '-noout', '-CAfile', join(authorityFolder(folder), 'ca.pem')];
    execFileSync('openssl', [...verify, '-in', join(folder, 'revoked.pem')]);
  });
});

describe('the authority', () => {
  const source = () => ({ consortium: 'ota', dataDir: folder });
  const file = () => join(authorityFolder(folder), 'authority.pem');

  it('is the same for all who come first at the same time, and its key is the owner’s alone', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => theAuthority(source(), start)));
    expect(new Set(all.map(({ certificate }) => certificate)).size).toBe(1);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    const own = new X509Certificate(all[0]?.certificate ?? '');
    expect([own.ca, own.subject]).toEqual([true, 'CN=Nakamawashi ota']);
    expect(new Date(own.validTo).getUTCFullYear()).toBe(2046);
    chmodSync(file(), 0o640);
    await expect(theAuthority(source(), start)).rejects.toThrow('chmod 600');
  });

  it('can be locked by a passphrase', async () => {
    const passphraseFile = join(folder, 'passphrase');
    writeFileSync(passphraseFile, 'four words on paper\n');
    await theAuthority({ ...source(), passphraseFile }, start);
    expect(() => createPrivateKey(readFileSync(file()))).toThrow();
    await expect(theAuthority(source(), start)).rejects.toThrow('passphrase');
    await theAuthority({ ...source(), passphraseFile }, start);
  });
});

describe('a signing request', () => {
  it('is understood by openssl, and its key by us', async () => {
    const key = newKey();
    writeFileSync(join(folder, 'request.pem'), signingRequest(key));
    execFileSync('openssl', ['req', '-verify', '-noout', '-in', join(folder, 'request.pem')], {
      stdio: 'pipe',
    });
    expect(await readRequest(signingRequest(key))).not.toBeNull();
  });

  it('of another kind of key, signed by another key, or in any way damaged is nothing', async () => {
    const { privateKey: other } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    expect(await readRequest(signingRequest(other))).toBeNull();
    const key = newKey();
    const der = Buffer.from(signingRequest(key).replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
    const edge = (word: string): string => `-----${word} CERTIFICATE REQUEST-----\n`;
    const wrapped = (bytes: Uint8Array): string =>
      `${edge('BEGIN')}${Buffer.from(bytes).toString('base64')}\n${edge('END')}`;
    const whole = await readRequest(wrapped(der));
    expect(whole).not.toBeNull();
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: der.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const bytes = Buffer.from(der);
          bytes[at] = (bytes[at] ?? 0) ^ flip;
          // Some bits of the wrapping mean nothing; no flipped one makes another key of it.
          expect([undefined, whole?.fingerprint]).toContain((await readRequest(wrapped(bytes)))?.fingerprint);
        },
      ),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await readRequest(wrapped(bytes))).toBeNull();
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await readRequest(text)).toBeNull();
      }),
    );
  });
});
