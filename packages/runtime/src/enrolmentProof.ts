// How a box and its consortium recognise each other by a one-time code that never travels: each proves by an HMAC that
// it knows the code. The key is stretched by scrypt, so that who hears the proofs cannot try out codes in useful time.
import { createHmac, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** What is made of a code: `name` is sent and looked up, `key` is not sent. */
export interface CodeKeys {
  readonly name: string;
  readonly key: Uint8Array;
}

const stretch = promisify<string, string, number, object, Buffer>(scrypt);
/** 32 MB and a tenth of a second on a desktop computer for each code that is tried out. */
const cost = { N: 32_768, r: 8, p: 1, maxmem: 67_108_864 };
const keyBytes = 32;
const nameBytes = 16;

/** Stretches a code as `readCode` gives it; takes up to a second on a small box. */
export async function codeKeys(code: string): Promise<CodeKeys> {
  const bytes = await stretch(code, 'nakamawashi enrolment 1', keyBytes + nameBytes, cost);
  return {
    name: bytes.subarray(keyBytes).toString('hex'),
    key: new Uint8Array(bytes.subarray(0, keyBytes)),
  };
}

/** Proves that whoever sends this signing request knows the code. */
export function requestProof({ key }: Pick<CodeKeys, 'key'>, request: string): string {
  return proof(key, ['request', request]);
}

/** Proves that whoever sends this answer to that request knows the code. */
export function answerProof({ key }: Pick<CodeKeys, 'key'>, request: string, answer: string): string {
  return proof(key, ['answer', request, answer]);
}

/** Whether two proofs are the same; takes the same time wherever they differ. */
export function isSameProof(wanted: string, given: string): boolean {
  const [one, other] = [Buffer.from(wanted), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function proof(key: Uint8Array, parts: readonly string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
}
