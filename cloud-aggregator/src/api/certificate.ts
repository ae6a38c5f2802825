// The certificate of the board's own HTTPS, from its two files; looked at again while it is in use, so that a renewed
// one counts without a restart. A pair that does not fit together is never taken: the one before goes on.
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** What Node's TLS takes. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Reads both files. Throws when one cannot be read or they do not belong together. */
export function readCertificate({ certFile, keyFile }: CertificateFiles): Certificate {
  const pair = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
  createSecureContext(pair);
  return pair;
}

/** Tells of each look whether the files hold another pair than at the one before. Throws once for a bad one. */
export function watchCertificate(files: CertificateFiles): () => Certificate | null {
  let seen = { cert: readFileSync(files.certFile), key: readFileSync(files.keyFile) };
  return () => {
    const now = { cert: readFileSync(files.certFile), key: readFileSync(files.keyFile) };
    if (now.cert.equals(seen.cert) && now.key.equals(seen.key)) return null;
    seen = now;
    createSecureContext(now);
    return now;
  };
}
