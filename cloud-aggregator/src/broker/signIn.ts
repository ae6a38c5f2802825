// Who signs in to the embedded broker: a box by the certificate of its line, whose common name is its workshop, or by
// the password of its account. Asked again for as long as a connection lasts: what was taken away ends it.
import { identifier } from '@nakamawashi/runtime';
import type { AccessScope, Account } from './accessRules.ts';
import type { AccountBook } from './accounts.ts';
import type { ClientCertificate, Peer } from './listeners.ts';

/** Somebody who has signed in, and by what. */
export interface SignedIn {
  readonly account: Account;
  readonly by: { readonly certificate: ClientCertificate } | { readonly passwordHash: string | undefined };
}

export interface SignInOptions {
  readonly scope: AccessScope;
  readonly accounts: AccountBook;
  /**
   * Why a certificate of our authority counts no more (revoked, another consortium's …), or null; absent: all count.
   */
  certificateFault?(certificate: ClientCertificate): string | null;
}

/** The result of an attempt; the reason is for the log and never for the client. */
export type Attempt = { readonly signedIn: SignedIn } | { readonly refused: string };

/** Tries the certificate if there is one, else name and password; a name beside a certificate must be its own. */
export function signIn(
  options: SignInOptions,
  { certificate }: Peer,
  name: string | undefined,
  password: Uint8Array | undefined,
): Attempt {
  const { scope, accounts } = options;
  const account = (id: string): Account => ({ role: id === scope.host ? 'host' : 'workshop', id });
  if (certificate !== null) {
    const fault = faultOf(options, certificate, Date.now());
    if (fault !== null) return { refused: `certificate of ${certificate.name}: ${fault}` };
    if (name !== undefined && name !== certificate.name)
      return { refused: `as ${JSON.stringify(name)} with the certificate of ${certificate.name}` };
    return { signedIn: { account: account(certificate.name), by: { certificate } } };
  }
  if (name === undefined || password === undefined || !accounts.verify(name, password))
    return { refused: `as ${JSON.stringify(name ?? null)}` };
  return { signedIn: { account: account(name), by: { passwordHash: accounts.all().get(name) } } };
}

/** Tells of everybody who has signed in whether he may stay, by what holds now. */
export function whoMayStay(options: SignInOptions): (signedIn: SignedIn) => boolean {
  const hashes = options.accounts.all();
  const now = Date.now();
  return ({ account, by }) =>
    'certificate' in by
      ? faultOf(options, by.certificate, now) === null
      : hashes.get(account.id) === by.passwordHash;
}

function faultOf(options: SignInOptions, certificate: ClientCertificate, now: number): string | null {
  if (!identifier.safeParse(certificate.name).success) return 'its common name is no workshop’s';
  if (certificate.validUntil < now) return 'expired';
  return options.certificateFault?.(certificate) ?? null;
}
