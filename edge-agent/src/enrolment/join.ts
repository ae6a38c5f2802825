// `edge join URL CODE`: the box gets its certificate. The key is made here and never leaves; the code never leaves
// either: what is sent and what is answered prove that both ends know it (packages/runtime, enrolmentProof).
import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join as joinPath, resolve } from 'node:path';
import {
  answerProof,
  type CodeKeys,
  codeKeys,
  type Enrolled,
  enrolledShape,
  isSameProof,
  joinAnswerShape,
  replaceFile,
  requestProof,
} from '@nakamawashi/runtime';
import { askConsortium, EnrolmentError } from './askConsortium.ts';
import { signingRequest } from './signingRequest.ts';

/** Where the box's key and certificates stand beside its configuration. */
export const enrolmentFolder = 'enrolment';

/**
 * Joins by a code as `readCode` gives it, and writes key, certificate and authority beside `configFile`. Repeated after
 * a lost answer it gets the same certificate. Throws EnrolmentError; then nothing that was there is changed.
 */
export async function join(options: {
  readonly url: string;
  readonly code: string;
  readonly configFile: string;
  readonly now: number;
}): Promise<Enrolled> {
  const { url, code, configFile, now } = options;
  const folder = joinPath(dirname(resolve(configFile)), enrolmentFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = newKey(joinPath(folder, 'key.new.pem'));
  const request = signingRequest(key);
  const keys = await codeKeys(code);
  const question = { name: keys.name, request, proof: requestProof(keys, request) };
  const enrolled = proven(await askConsortium(url, 'api/enrolment', question), keys, request);
  check(enrolled, key, now);
  replaceFile(joinPath(folder, 'authority.pem'), enrolled.authority, 0o644);
  replaceFile(joinPath(folder, 'certificate.pem'), enrolled.certificate, 0o644);
  renameSync(joinPath(folder, 'key.new.pem'), joinPath(folder, 'key.pem'));
  return enrolled;
}

/** The key of an attempt that was not finished, or a new one. */
function newKey(file: string): KeyObject {
  if (existsSync(file)) return createPrivateKey(readFileSync(file));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return privateKey;
}

function proven(answer: unknown, keys: CodeKeys, request: string): Enrolled {
  const shaped = joinAnswerShape.safeParse(answer);
  if (!shaped.success || !isSameProof(answerProof(keys, request, shaped.data.answer), shaped.data.proof))
    throw new EnrolmentError('not-proven', 'the server that answered does not know the code');
  return enrolledShape.parse(JSON.parse(shaped.data.answer));
}

function check(enrolled: Enrolled, key: KeyObject, now: number): void {
  const certificate = new X509Certificate(enrolled.certificate);
  const isOurs = certificate.checkPrivateKey(key);
  if (!isOurs || !certificate.verify(new X509Certificate(enrolled.authority).publicKey))
    throw new EnrolmentError('not-proven', 'the certificate is not for this box, or not of its authority');
  const { validFrom, validTo } = certificate;
  if (now < Date.parse(validFrom) || now >= Date.parse(validTo)) {
    const times = `here it is ${new Date(now).toISOString()}; the certificate holds from ${validFrom} to ${validTo}`;
    throw new EnrolmentError('clock', times);
  }
}
