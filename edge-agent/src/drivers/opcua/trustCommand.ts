// `edge trust`: a person says which OPC UA servers and which authorities to trust, and sees whom the box trusts.
import { loadEdgeConfig } from '../../config.ts';
import { UsageError } from '../../usage.ts';
import type { Identity } from './identity.ts';
import {
  acceptCertificate,
  listCertificates,
  pkiFolder,
  revokeCertificate,
  TrustError,
  trustText,
} from './trust.ts';

const forms = [
  'trust FILE list',
  'trust FILE accept FINGERPRINT',
  'trust FILE revoke FINGERPRINT',
  'trust FILE issuer CERTIFICATE',
  'trust FILE crl LIST',
];

/** Those that are about one thing. */
const actions: readonly string[] = ['accept', 'revoke', 'issuer', 'crl'];

/** Does what the words after `trust FILE` say; returns what a person reads. Throws UsageError. */
export async function trustCommand(
  file: string | undefined,
  [action, what, ...rest]: readonly string[],
): Promise<string> {
  const isKnown =
    action === 'list' ? what === undefined : actions.includes(action ?? '') && what !== undefined;
  if (file === undefined || rest.length > 0 || action === undefined || !isKnown)
    throw new UsageError(forms.join('\n'));
  const { dataDir } = loadEdgeConfig(file);
  try {
    return await perform({ action, what: what ?? '', dataDir });
  } catch (error) {
    throw error instanceof TrustError ? new UsageError(error.message) : error;
  }
}

interface Wish {
  readonly action: string;
  readonly what: string;
  readonly dataDir: string;
}

async function perform({ action, what, dataDir }: Wish): Promise<string> {
  const pkiDir = pkiFolder(dataDir);
  switch (action) {
    case 'list':
      return trustText(listCertificates(pkiDir), pkiDir);
    case 'accept':
      return trustText([acceptCertificate(pkiDir, what)], pkiDir);
    case 'revoke':
      return trustText([revokeCertificate(pkiDir, what)], pkiDir);
    case 'issuer': {
      const { trustIssuer } = await import('./issuers.ts');
      return trustText([await trustIssuer(await identityIn(dataDir), what)], pkiDir);
    }
    case 'crl': {
      const { takeRevocationList } = await import('./issuers.ts');
      await takeRevocationList(await identityIn(dataDir), what, Date.now());
      return `the list in ${what} holds from the next connection on\n`;
    }
    default:
      throw new Error(`BUG: trust has no action ${action}`);
  }
}

/** The library behind it is large: it is loaded only when it is needed. */
async function identityIn(dataDir: string): Promise<Identity> {
  const { openIdentities } = await import('./identity.ts');
  return await openIdentities()(dataDir);
}
