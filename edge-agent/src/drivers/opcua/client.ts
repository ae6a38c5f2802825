// The client of an OPC UA server: with the box's own key, the strongest security both sides have, and its user; and the
// same texts for people whatever the library says. What a session is used for stands in `contact.ts`.
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Clock, messageOf } from '@nakamawashi/runtime';
import type * as opcuaLibrary from 'node-opcua-client';
import type { ClientSession, EndpointDescription, OPCUAClient, UserIdentityInfo } from 'node-opcua-client';
import type { OpcuaEndpoint } from './address.ts';
import type { Identity } from './identity.ts';
import { strongest, type WayIn } from './security.ts';

/** The library, loaded when it is needed. */
export type Opcua = typeof opcuaLibrary;

/** What a connection is made with. */
export interface Calling {
  readonly opcua: Opcua;
  readonly identity: Identity;
  readonly endpoint: OpcuaEndpoint;
  readonly clock: Clock;
  /** Called when the link, the channel or the session is lost. */
  onLost(reason: Error): void;
}

const connectTimeoutMs = 10_000;
const farewellMs = 2_000;

/** A client that knows which security to ask for. Throws when the server has none that is enough. */
export async function openClient(calling: Calling): Promise<OPCUAClient> {
  return createClient(calling, await choosePolicy(calling));
}

/** Connects and signs in, within ten seconds. Throws with a text for people. */
export function signIn(client: OPCUAClient, { endpoint, clock }: Calling): Promise<ClientSession> {
  return inTime(open(client, endpoint), endpoint.url, clock);
}

/** Says goodbye, without waiting long for an answer. */
export async function goodbye(client: OPCUAClient, clock: Clock): Promise<void> {
  const farewell = client.disconnect().catch(() => undefined);
  await Promise.race([farewell, clock.sleep(farewellMs)]);
}

/** A way in that a server offers. */
export interface Offer {
  /** Such as `SignAndEncrypt Basic256Sha256`. */
  readonly security: string;
  /** Such as `anonymous`, `user name`. */
  readonly users: readonly string[];
}

/** What the server offers to whoever asks; nothing of ours is shown to it. */
export async function readOffers(calling: Calling): Promise<readonly Offer[]> {
  const kinds = ['anonymous', 'user name', 'certificate', 'token'];
  return (await readEndpoints(calling)).map(({ userIdentityTokens, ...endpoint }) => {
    const { mode, policy } = wayIn(calling, endpoint);
    const users = (userIdentityTokens ?? []).map(({ tokenType }) => kinds[tokenType] ?? 'other');
    return { security: `${mode} ${policy}`.trim(), users: [...new Set(users)] };
  });
}

async function readEndpoints(calling: Calling): Promise<readonly EndpointDescription[]> {
  const { endpoint, clock } = calling;
  const client = await createClient({ ...calling, endpoint: { ...endpoint, security: 'none' } }, null);
  try {
    const asking = client.connect(endpoint.url).then(() => client.getEndpoints());
    return await inTime(asking, endpoint.url, clock);
  } finally {
    await goodbye(client, clock);
  }
}

function wayIn({ opcua }: Calling, { securityMode, securityPolicyUri }: Secured): WayIn {
  return {
    mode: opcua.MessageSecurityMode[securityMode] ?? '',
    policy: securityPolicyUri?.split('#')[1] ?? '',
  };
}

type Secured = Pick<EndpointDescription, 'securityMode' | 'securityPolicyUri'>;

/** The strongest that the server offers for what is wanted; null where nothing is wanted. Throws when it has none. */
async function choosePolicy(calling: Calling): Promise<string | null> {
  const { endpoint } = calling;
  if (endpoint.security === 'none') return null;
  const offered = (await readEndpoints(calling)).map((each) => wayIn(calling, each));
  const policy = strongest(offered, endpoint.security);
  if (policy !== null) return policy;
  const ways = [...new Set(offered.map(({ mode, policy: name }) => `${mode} ${name}`.trim()))].join(', ');
  throw new Error(
    `cannot connect to ${endpoint.url}: the server does not offer ${endpoint.security} with a policy of today; it ` +
      `offers ${ways || 'nothing'}: change its settings, or \`security\` in the configuration`,
  );
}

async function createClient(
  { opcua, identity, endpoint }: Calling,
  policy: string | null,
): Promise<OPCUAClient> {
  // What goes wrong is thrown with its cause; the library's own prints would only repeat it on the console.
  opcua.setLogLevel(opcua.LogLevel.Emergency);
  const { applicationName, applicationUri, certificateFile, privateKeyFile } = identity;
  const { None, Sign, SignAndEncrypt } = opcua.MessageSecurityMode;
  const signed = endpoint.security === 'sign' ? Sign : SignAndEncrypt;
  return opcua.OPCUAClient.create({
    applicationName,
    applicationUri,
    certificateFile,
    privateKeyFile,
    clientCertificateManager: await identity.openTrust(),
    securityMode: policy === null ? None : signed,
    securityPolicy: opcua.coerceSecurityPolicy(policy ?? 'None'),
    // Servers name themselves by host names that a workshop's network does not know.
    endpointMustExist: false,
    keepSessionAlive: true,
    connectionStrategy: { maxRetry: 0 },
    transportTimeout: connectTimeoutMs,
  });
}

async function inTime<T>(opening: Promise<T>, url: string, clock: Clock): Promise<T> {
  const giveUp = new AbortController();
  const tooLong = clock.sleep(connectTimeoutMs, giveUp.signal).then(() => {
    throw new Error(`no answer within ${connectTimeoutMs / 1_000} s`);
  });
  try {
    return await Promise.race([opening, tooLong]);
  } catch (cause) {
    throw new Error(`cannot connect to ${url}: ${reasonOf(cause)}`, { cause });
  } finally {
    tooLong.catch(() => undefined);
    opening.catch(() => undefined);
    giveUp.abort();
  }
}

async function open(client: OPCUAClient, endpoint: OpcuaEndpoint): Promise<ClientSession> {
  const user = await userOf(endpoint);
  await client.connect(endpoint.url);
  return user === null ? client.createSession() : client.createSession(user);
}

/** Who signs in, or null for nobody in particular; types are the numbers of UserTokenType (OPC 10000-4, 7.42). */
async function userOf({
  username,
  passwordFile,
  userCertificateFile,
  userKeyFile,
}: OpcuaEndpoint): Promise<UserIdentityInfo | null> {
  if (userCertificateFile !== undefined && userKeyFile !== undefined) {
    const certificate = new X509Certificate(await readFile(userCertificateFile));
    return { type: 2, certificateData: certificate.raw, privateKey: await readFile(userKeyFile, 'utf8') };
  }
  if (username === undefined) return null;
  const password = passwordFile === undefined ? '' : (await readFile(passwordFile, 'utf8')).trim();
  // The library encrypts the password with the server's certificate where there is one.
  return { type: 1, userName: username, password };
}

/** The library's own texts run over many lines; the first says it. */
function reasonOf(cause: unknown): string {
  const text = messageOf(cause);
  if (/CertificateRevoked|IssuerRevoked/.test(text)) {
    return "the authority has revoked the server's certificate: the server needs a new one";
  }
  if (/RevocationUnknown/.test(text)) {
    return 'the revocation list of the server\'s authority is missing: see "edge trust FILE crl LIST"';
  }
  if (/CertificateChainIncomplete/.test(text)) {
    return 'the server was certified by an authority that is not known here: see "edge trust FILE issuer CERTIFICATE"';
  }
  if (/CertificateUntrusted|SecurityChecksFailed/.test(text)) {
    return 'one side does not trust the other: see "edge trust" here, and the trust list of the server';
  }
  if (/IdentityToken|UserAccessDenied|UserSignature|user token policy/.test(text)) {
    return 'the server refuses the user: check name and password, or the certificate, and the users of the server';
  }
  if (/Cannot find an Endpoint|SecurityPolicyRejected|SecurityModeRejected/.test(text)) {
    return 'the server does not offer this security: see "edge browse"';
  }
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'unknown reason'
  );
}
