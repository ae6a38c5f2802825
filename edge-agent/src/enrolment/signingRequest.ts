// A signing request (PKCS #10, RFC 2986) for a key on P-256, written by hand: it is a handful of nested fields, and a
// library for it would weigh more on a small box than the rest of enrolment.
import { createPublicKey, type KeyObject, sign } from 'node:crypto';

const sequence = 0x30;
const set = 0x31;
const printableText = 0x13;
const bitString = 0x03;
const noAttributes = Buffer.from([0xa0, 0]);
const versionZero = Buffer.from([2, 1, 0]);
/** id-at-commonName, 2.5.4.3. */
const commonName = Buffer.from([6, 3, 0x55, 4, 3]);
/** ecdsa-with-SHA256, 1.2.840.10045.4.3.2. */
const ecdsaWithSha256 = Buffer.from([6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]);

/** The request in PEM. Its name says nothing: whom a code is for, the consortium knows. */
export function signingRequest(key: KeyObject): string {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const name = field(
    sequence,
    field(set, field(sequence, commonName, field(printableText, Buffer.from('box')))),
  );
  const content = field(sequence, versionZero, name, publicKey, noAttributes);
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', content, key)]);
  const der = field(sequence, content, field(sequence, ecdsaWithSha256), field(bitString, signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`;
}

/** One field of DER: its kind, its length, its content. */
function field(kind: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length > 0xffff) throw new Error('BUG: a field too long for a signing request');
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([kind, ...size]), content]);
}
