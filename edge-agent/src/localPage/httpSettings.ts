// The settings of the owner's page. Promise: beyond this computer it opens only with a PIN; a configuration that would
// let a whole network read it is refused, in words.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

/** The check for `http` within the file itself. */
export const httpShape = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.int().min(0).max(65_535, 'a port is 0 to 65535').default(8180),
  pinFile: z.string().min(1, 'a path is needed').optional(),
});

/** Where the page is served, and the file with the PIN, absolute; null: no PIN, this computer only. */
export interface HttpSettings {
  readonly host: string;
  readonly port: number;
  readonly pinFile: string | null;
}

const pinRule = 'a file is needed that holds a PIN of 6 to 64 characters without spaces and nothing else';

const anyHttp = z.looseObject({
  http: z
    .looseObject({
      host: z.string().optional().catch(undefined),
      pinFile: z.string().min(1).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/** Faults of `http` that no field shows alone. */
export function httpFaults(
  value: unknown,
  home: string,
): readonly { readonly path: readonly string[]; readonly message: string }[] {
  const http = anyHttp.safeParse(value).data?.http;
  if (http === undefined) return [];
  const { host, pinFile } = http;
  if (pinFile === undefined) {
    if (host === undefined || isLoopback(host)) return [];
    const message =
      'whoever reaches this address could read the page and stop the sending: use 127.0.0.1, or name a file with a ' +
      'PIN under `pinFile`';
    return [{ path: ['http', 'host'], message }];
  }
  const problem = pinProblem(resolve(home, pinFile));
  return problem === null ? [] : [{ path: ['http', 'pinFile'], message: `${pinRule}; ${problem}` }];
}

/** The PIN of a file; throws with the reason when there is none. */
export function readPin(file: string): string {
  const pin = readFileSync(file, 'utf8').trim();
  if (!/^\S{6,64}$/.test(pin)) throw new Error(pinRule);
  return pin;
}

/** Whether a host name or address means this computer alone. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name.replace(/^::ffff:/, ''));
}

function pinProblem(file: string): string | null {
  try {
    readPin(file);
    return null;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error;
    return isMissing ? `there is none that can be read at ${file}` : `${file} is not like that`;
  }
}
