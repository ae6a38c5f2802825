// The consortium's private certificate authority: it signs workshops' and servers' certificates and the list of the
// revoked ones. ECDSA on P-256 with SHA-256; the only place that meets the library of X.509.
import 'reflect-metadata';
import { createHash, createPrivateKey, type KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import type { TimestampMs } from '@nakamawashi/machine-model';
import * as x509 from '@peculiar/x509';

/** Half-open in time. */
export interface Span {
  readonly from: TimestampMs;
  readonly until: TimestampMs;
}

/** One line of the list of revoked certificates. */
export interface Revoked {
  readonly serial: string;
  readonly at: TimestampMs;
}

export interface Authority {
  /** Its own certificate, in PEM like everything here. */
  readonly certificate: string;
  /** For a client that signs in as `name`. */
  issueClient(name: string, publicKey: PublicKey, span: Span): Promise<string>;
  /** For a server that is reached by these names and addresses. */
  issueServer(names: readonly string[], publicKey: PublicKey, span: Span): Promise<string>;
  /** The list as brokers read it; it holds as long as the authority, so that an old one never locks everybody out. */
  revocationList(revoked: readonly Revoked[], at: TimestampMs): Promise<string>;
}

/** A key as it stands in a certificate. */
export interface PublicKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly der: Uint8Array;
  /** SHA-256 of it in hexadecimal digits. */
  readonly fingerprint: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const crypto = webcrypto as unknown as Crypto;
const slackMs = 3_600_000;
const forClients = new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth], false);
const forServers = new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth], false);

/** From `at` on, and a little before, because clocks may be behind; for so many days. */
export function spanOfDays(days: number, at: TimestampMs): Span {
  const lengthMs = days * 86_400_000;
  return { from: Math.floor(at - Math.min(slackMs, lengthMs / 10)), until: Math.floor(at + lengthMs) };
}

/** The key and the certificate of a new authority, valid for 20 years. */
export async function makeAuthority(
  consortium: string,
  at: TimestampMs,
): Promise<{ key: string; certificate: string }> {
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
  const until = new Date(at);
  until.setUTCFullYear(until.getUTCFullYear() + 20);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: newSerial(),
      name: [{ CN: [`Nakamawashi ${consortium}`] }],
      notBefore: new Date(at - slackMs),
      notAfter: until,
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey as webcrypto.CryptoKey);
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  return { key: key.export({ format: 'pem', type: 'pkcs8' }).toString(), certificate: pem(certificate) };
}

/** An authority that signs. Throws when the key is not that of the certificate. */
export function openAuthority(certificate: string, key: KeyObject): Authority {
  const own = new x509.X509Certificate(certificate);
  const signingKey = key.toCryptoKey(algorithm, false, ['sign']) as unknown as CryptoKey;
  const until = own.notAfter.getTime();
  const keyIdentifier = () => x509.AuthorityKeyIdentifierExtension.create(own.publicKey, false, crypto);
  const issue = async (name: string, publicKey: PublicKey, span: Span, extensions: x509.Extension[]) =>
    pem(
      await x509.X509CertificateGenerator.create(
        {
          serialNumber: newSerial(),
          subject: [{ CN: [name] }],
          issuer: own.subjectName.toJSON(),
          notBefore: new Date(span.from),
          notAfter: new Date(Math.min(span.until, until)),
          publicKey: new x509.PublicKey(new Uint8Array(publicKey.der)),
          signingKey,
          signingAlgorithm: algorithm,
          extensions: [
            new x509.BasicConstraintsExtension(false, undefined, true),
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
            await keyIdentifier(),
            ...extensions,
          ],
        },
        crypto,
      ),
    );
  return {
    certificate,
    issueClient: (name, publicKey, span) => issue(name, publicKey, span, [forClients]),
    issueServer: (names, publicKey, span) =>
      issue(names[0] ?? '', publicKey, span, [forServers, alternativeNames(names)]),
    revocationList: async (revoked, at) => {
      const list = await x509.X509CrlGenerator.create(
        {
          issuer: own.subjectName.toJSON(),
          thisUpdate: new Date(at - slackMs),
          nextUpdate: new Date(until),
          signingKey,
          signingAlgorithm: algorithm,
          entries: revoked.map(({ serial, at: then }) => ({
            serialNumber: serial,
            revocationDate: new Date(then),
            // Without any reason the library writes an empty list of extensions, which OpenSSL does not read.
            reason: x509.X509CrlReason.keyCompromise,
          })),
          extensions: [await keyIdentifier()],
        },
        crypto,
      );
      // RFC 7468 calls it X509 CRL, and OpenSSL reads nothing else; the library writes CRL.
      return pem(list).replaceAll(/(BEGIN|END) CRL/g, '$1 X509 CRL');
    },
  };
}

function alternativeNames(names: readonly string[]): x509.Extension {
  const kindOf = (value: string): 'dns' | 'ip' => (isIP(value) === 0 ? 'dns' : 'ip');
  return new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: kindOf(value), value })));
}

/** The key of a signing request (PKCS #10, PEM) that is signed by this very key; null for anything else. */
export async function readRequest(text: string): Promise<PublicKey | null> {
  if (
    !/^-----BEGIN CERTIFICATE REQUEST-----\s[A-Za-z0-9+/=\s]+-----END CERTIFICATE REQUEST-----\s*$/.test(text)
  )
    return null;
  try {
    const request = new x509.Pkcs10CertificateRequest(text);
    const { name, namedCurve } = request.publicKey.algorithm as { name: string; namedCurve?: string };
    if (name !== algorithm.name || namedCurve !== algorithm.namedCurve) return null;
    if (!(await request.verify(crypto))) return null;
    return publicKeyOf(new Uint8Array(request.publicKey.rawData));
  } catch {
    return null;
  }
}

/** A key by its DER form. */
export function publicKeyOf(der: Uint8Array): PublicKey {
  return { der, fingerprint: createHash('sha256').update(der).digest('hex') };
}

/** 126 random bits that are always 16 bytes, so that every program prints them in the same way. */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes.toString('hex');
}

function pem(data: { toString(format: 'pem'): string }): string {
  return `${data.toString('pem').trimEnd()}\n`;
}
