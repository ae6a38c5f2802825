// Passwords: argon2id off the event loop, with its parameters beside each hash, so that they can grow. What is typed is
// normalised first: a Japanese keyboard may send full-width letters.
import { argon2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** OWASP's choice for argon2id; memory in KiB. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
/** Characters. */
const passwordLength = { least: 12, most: 200 } as const;

type Cost = { readonly [K in keyof typeof cost]: number };
interface Stored {
  readonly cost: Cost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const derive = promisify(argon2);
const tagLength = 32;
/** No 0, 1, i, l, o: it is read from paper and typed on a phone. */
const letters = '23456789abcdefghjkmnpqrstuvwxyz';

/** What is stored for a password; `at` is today's cost unless told otherwise. */
export async function hashPassword(password: string, at: Cost = cost): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derived(password, salt, at);
  const { memory, passes, parallelism } = at;
  return `argon2id$${memory}$${passes}$${parallelism}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** Whether the password is the one; takes as long for a wrong one. Throws for a text that is no stored hash. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const { cost: at, salt, hash } = read(stored);
  return timingSafeEqual(await derived(password, salt, at), hash);
}

/** Whether the hash was made with other parameters than today's. */
export function isOutdated(stored: string): boolean {
  const { memory, passes, parallelism } = read(stored).cost;
  return memory !== cost.memory || passes !== cost.passes || parallelism !== cost.parallelism;
}

/** What is wrong with a password that somebody chose, or null. */
export function passwordFault(password: string, name: string, before: string): string | null {
  const length = [...normal(password)].length;
  if (length < passwordLength.least) return `at least ${passwordLength.least} characters are needed`;
  if (length > passwordLength.most) return `at most ${passwordLength.most} characters are taken`;
  if (new Set(normal(password)).size < 5) return 'at least five different characters are needed';
  if (normal(password) === normal(before)) return 'another one than before is needed';
  return normal(password).toLowerCase().includes(name) ? 'the name must not be in it' : null;
}

/** Four groups of four, 79 bits: `k7wm-p3xr-…`. */
export function newPassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return Array.from({ length: 4 }, group).join('-');
}

function derived(password: string, salt: Buffer, { memory, passes, parallelism }: Cost): Promise<Buffer> {
  const message = Buffer.from(normal(password));
  return derive('argon2id', { message, nonce: salt, memory, passes, parallelism, tagLength });
}

function normal(password: string): string {
  return password.normalize('NFKC');
}

function read(stored: string): Stored {
  const match = /^argon2id\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored);
  const [, memory, passes, parallelism, salt, hash] = match ?? [];
  if (salt === undefined || hash === undefined) throw new Error('a stored password cannot be read');
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}
