// A private authority for tests and benches, made in memory: it signs a server's certificate and thousands of clients'.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

interface Issued {
  readonly certificate: string;
  readonly key: string;
}

export interface Authority {
  /** In PEM, like everything here. */
  readonly certificate: string;
  /** A certificate for this common name, for a client, or for a server at 127.0.0.1; two days unless told otherwise. */
  issue(name: string, options?: { readonly isServer?: boolean; readonly until?: Date }): Promise<Issued>;
}

const dayMs = 86_400_000;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const usages: webcrypto.KeyUsage[] = ['sign', 'verify'];

/** Makes the authority; all clients share one key, because only the names differ in what is tested. */
export async function makeAuthority(): Promise<Authority> {
  const crypto = webcrypto as unknown as Crypto;
  x509.cryptoProvider.set(crypto);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, usages);
  const issuedKeys = await webcrypto.subtle.generateKey(algorithm, true, usages);
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', issuedKeys.privateKey)).toString(
    'base64',
  );
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`;
  const span = { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + 2 * dayMs) };
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    ...span,
    name: 'CN=Test authority',
    keys: keys as CryptoKeyPair,
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  });
  return {
    certificate: own.toString('pem'),
    issue: async (name, { isServer = false, until = span.notAfter } = {}) => {
      const certificate = await x509.X509CertificateGenerator.create({
        notBefore: new Date(Math.min(span.notBefore.getTime(), until.getTime() - dayMs)),
        notAfter: until,
        subject: `CN=${name}`,
        issuer: own.subject,
        signingKey: keys.privateKey as CryptoKey,
        publicKey: issuedKeys.publicKey as CryptoKey,
        signingAlgorithm: algorithm,
        extensions: isServer
          ? [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])]
          : [],
      });
      return { certificate: certificate.toString('pem'), key };
    },
  };
}
