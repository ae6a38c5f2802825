// Pure: where people reach the board, as far as its configuration tells: a certificate has the name in it, a proxy in
// front has another address that only a person knows.
import type { HttpConfig } from '../httpConfig.ts';

type Address = string | { readonly fault: string };

/** The address with a slash at its end; `given` goes before what the configuration says. */
export function boardAddress(http: HttpConfig, given: string | undefined): Address {
  if (given !== undefined) return whole(given);
  const { host, port, tls, trustedProxies } = http;
  const [name] = tls?.names ?? [];
  if (port === 0 || trustedProxies.length > 0 || (name === undefined && tls !== undefined))
    return { fault: 'say with --address where people open the board, such as https://board.example/' };
  const scheme = tls === undefined ? 'http' : 'https';
  const usual = tls === undefined ? 80 : 443;
  const server = name ?? (host.includes(':') ? `[${host}]` : host);
  return `${scheme}://${server}${port === usual ? '' : `:${port}`}/`;
}

function whole(given: string): Address {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    return { fault: `an address such as https://board.example/ is needed, not ${given}` };
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
