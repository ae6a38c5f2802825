// Pure: the `http` section. Promise: passwords and sessions cross a network inside TLS only, our own or a named
// proxy's; the one other way is `open`, which asks nobody to sign in and says so at every start.
import { z } from 'zod';
import { ownTlsShape } from './enrolment/enrolmentSettings.ts';

/** The check for a TCP port; 0 takes a free one. */
export const port = z
  .int('a port number is needed')
  .min(0, 'a port is 0 to 65535')
  .max(65_535, 'a port is 0 to 65535');
/** The check for a path to a file or folder. */
export const path = z.string().min(1, 'a path is needed');
const addressKinds = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const address = z
  .string()
  .refine(
    (text) => addressKinds.safeParse(text).success,
    'an address such as 10.0.0.5 or a network such as 10.0.0.0/24 is needed',
  );

/** The check for `http`. */
export const httpSchema = z
  .strictObject({
    host: z.string().default('127.0.0.1'),
    port: port.default(8080),
    /** Our own certificate with its chain, and its key; read again when the files change. */
    tls: z.union([z.strictObject({ certFile: path, keyFile: path }), ownTlsShape]).optional(),
    /** The proxies whose X-Forwarded headers are believed; without `tls` nobody else may connect from outside. */
    trustedProxies: z.array(address).default([]),
    /** Nobody signs in: whoever reaches the address sees everything. */
    open: z.boolean().default(false),
  })
  .refine(
    ({ host, open, tls, trustedProxies }) =>
      open || tls !== undefined || trustedProxies.length > 0 || isLoopback(host),
    {
      path: ['host'],
      error:
        'passwords would cross the network readable: name a certificate under `tls`, or the proxy that has one under ' +
        '`trustedProxies`, or use 127.0.0.1; in a network where everybody may see everything, write `open: true`',
    },
  );
/** The files of a server's certificate; with `names` the aggregator makes them itself, for these. */
export interface ServerTls {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile?: string | undefined;
  readonly names?: readonly string[];
}
/** `http` with its paths made absolute. */
export type HttpConfig = Omit<z.infer<typeof httpSchema>, 'tls'> & { readonly tls?: ServerTls | undefined };

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(host);
}
