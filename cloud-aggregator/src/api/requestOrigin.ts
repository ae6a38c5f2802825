// Where a request comes from, as far as it can be believed: whether from this computer itself, over which line, and
// whether the page that sent it is our own. X-Forwarded headers count from the proxies that the configuration names.
import { BlockList, isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { type HttpConfig, isLoopback } from '../httpConfig.ts';

const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'via'];

/** Tells whether an address is one of the trusted proxies. */
export function trustedProxies({ trustedProxies: written }: HttpConfig): (address: string) => boolean {
  const list = new BlockList();
  for (const each of written) {
    const [address = '', bits] = each.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Whether this computer itself asks, by a name of its own and not through a proxy, trusted or not. */
export function isFromHere(request: FastifyRequest): boolean {
  if (forwarded.some((name) => request.headers[name] !== undefined)) return false;
  return isLoopback(request.socket.remoteAddress ?? '') && isLoopback(bareName(request.hostname));
}

/** Whether nobody on the way could read or change the request. */
export function isPrivate(request: FastifyRequest): boolean {
  return request.protocol === 'https' || isFromHere(request);
}

/** Whether a page of our own sent it: by the browser's word, else by its Origin; no word of either is a no. */
export function isFromOwnPage({ headers, protocol, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).origin === ownOrigin(protocol, host);
}

/** Why a request may not even ask, or null. */
export function lineFault(
  request: FastifyRequest,
  { open, tls, trustedProxies: proxies }: HttpConfig,
  isProxy: (address: string) => boolean,
): string | null {
  if (open || tls !== undefined) return null;
  const peer = request.socket.remoteAddress ?? '';
  if (proxies.length > 0)
    return isProxy(peer) || isLoopback(peer) ? null : 'this address is for the proxy only; ask the proxy';
  // A foreign page whose name was turned to this address must not reach it through a visitor's browser.
  return isLoopback(bareName(request.hostname))
    ? null
    : `this address is for this machine only, not for ${request.hostname}`;
}

function ownOrigin(protocol: string, host: string): string | null {
  const text = `${protocol}://${host}`;
  return URL.canParse(text) ? new URL(text).origin : null;
}

function bareName(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
