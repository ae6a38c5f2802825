// Pure: the headers of every answer. A page may load nothing but our own files, and nobody may frame it.

const always: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
    "require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};
const overTls = { ...always, 'strict-transport-security': 'max-age=31536000' };

/** By header name; over TLS browsers are told to come by TLS alone for a year. */
export function securityHeaders(isTls: boolean): Readonly<Record<string, string>> {
  return isTls ? overTls : always;
}
