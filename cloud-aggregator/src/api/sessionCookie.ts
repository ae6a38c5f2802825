// Pure: the cookie of a session. Its name holds the consortium's, so that two consortia below one host name do not take
// each other's; over TLS it has the prefix by which browsers refuse one that another host or a plain line has set.

/** Whose cookie, and whether it may only cross TLS. */
export interface CookieScope {
  readonly consortium: string;
  readonly isSecure: boolean;
}

/** `Set-Cookie` for a new session; it ends with the browser's session or the server's, whichever comes first. */
export function sessionCookie(scope: CookieScope, token: string): string {
  return `${cookieName(scope)}=${token}; ${attributes(scope)}`;
}

/** `Set-Cookie` that takes it away. */
export function noSessionCookie(scope: CookieScope): string {
  return `${cookieName(scope)}=; Max-Age=0; ${attributes(scope)}`;
}

/** The token in a `Cookie` header, or null. One of the other kind of line does not count. */
export function tokenIn(header: string | undefined, scope: CookieScope): string | null {
  const name = cookieName(scope);
  for (const pair of (header ?? '').split(';')) {
    const [key = '', ...value] = pair.split('=');
    if (key.trim() === name) return value.join('=').trim() || null;
  }
  return null;
}

function cookieName({ consortium, isSecure }: CookieScope): string {
  return `${isSecure ? '__Host-' : ''}nakamawashi-${consortium}`;
}

function attributes({ isSecure }: CookieScope): string {
  return `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}
