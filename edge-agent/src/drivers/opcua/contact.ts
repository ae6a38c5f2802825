// A session on an OPC UA server: connected, signed in, its table of namespaces and its limits known; and asking it.
// The library's own reconnecting is off: it transfers and republishes, which many servers refuse (peers, b).
import { readFile } from 'node:fs/promises';
import type { Clock } from '@nakamawashi/runtime';
import type * as opcuaLibrary from 'node-opcua-client';
import type { ClientSession, DataValue, OPCUAClient, ReferenceDescription } from 'node-opcua-client';
import type { OpcuaEndpoint } from './address.ts';
import type { Identity } from './identity.ts';
import { inParts, type ServerLimits, serverLimits } from './limits.ts';

/** The library, loaded when it is needed. */
type Opcua = typeof opcuaLibrary;

/** A running session, and the server's own table of namespaces, which may be another after every restart. */
export interface Contact {
  readonly opcua: Opcua;
  readonly session: ClientSession;
  readonly namespaces: readonly string[];
  readonly limits: ServerLimits;
  readonly clock: Clock;
}

/** What a connection is made with. */
export interface Calling {
  readonly opcua: Opcua;
  readonly identity: Identity;
  readonly endpoint: OpcuaEndpoint;
  readonly clock: Clock;
  /** Called when the link, the channel or the session is lost. */
  onLost(reason: Error): void;
}

/** The namespace of OPC UA itself, always with index 0. */
export const uaUri = 'http://opcfoundation.org/UA/';
const hierarchicalReferences = 'i=33';
const namespaceArray = 'i=2255';
/** MaxNodesPer{Read, Browse, TranslateBrowsePathsToNodeIds} and MaxMonitoredItemsPerCall (OPC 10000-6, NodeIds). */
const limitNodes = ['i=11705', 'i=11710', 'i=11712', 'i=11714'];
/** The Value attribute (OPC 10000-6, A.1). */
export const attributeId = 13;
const connectTimeoutMs = 10_000;
const farewellMs = 2_000;

/** Connects, signs in, hands the session to `use`, and says goodbye whatever happens. */
export async function* withContact<T>(
  calling: Calling,
  use: (contact: Contact) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const { opcua, endpoint, clock, onLost } = calling;
  const client = await createClient(calling);
  const lost = (what: string) => () => onLost(new Error(what));
  client.on('connection_lost', lost('the connection to the server is lost'));
  client.on('close', lost('the server closed the connection'));
  try {
    const session = await inTime(open(client, endpoint), endpoint.url, clock);
    session.on('session_closed', lost('the server closed the session'));
    const namespaces = await readNamespaces(session);
    const limits = await readLimits(session);
    yield* use({ opcua, session, namespaces, limits, clock });
  } finally {
    await goodbye(client, clock);
  }
}

async function goodbye(client: OPCUAClient, clock: Clock): Promise<void> {
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
  const { opcua, endpoint, clock } = calling;
  const client = await createClient({ ...calling, endpoint: { ...endpoint, security: 'none' } });
  const kinds = ['anonymous', 'user name', 'certificate', 'token'];
  try {
    const asking = client.connect(endpoint.url).then(() => client.getEndpoints());
    const endpoints = await inTime(asking, endpoint.url, clock);
    return endpoints.map(({ securityMode, securityPolicyUri, userIdentityTokens }) => ({
      security: `${opcua.MessageSecurityMode[securityMode]} ${securityPolicyUri?.split('#')[1] ?? ''}`.trim(),
      users: [...new Set((userIdentityTokens ?? []).map(({ tokenType }) => kinds[tokenType] ?? 'other'))],
    }));
  } finally {
    await goodbye(client, clock);
  }
}

async function createClient({ opcua, identity, endpoint }: Calling): Promise<OPCUAClient> {
  // What goes wrong is thrown with its cause; the library's own prints would only repeat it on the console.
  opcua.setLogLevel(opcua.LogLevel.Emergency);
  const { applicationName, applicationUri, certificateFile, privateKeyFile } = identity;
  const isOpen = endpoint.security === 'none';
  return opcua.OPCUAClient.create({
    applicationName,
    applicationUri,
    certificateFile,
    privateKeyFile,
    clientCertificateManager: await identity.openTrust(),
    securityMode: isOpen ? opcua.MessageSecurityMode.None : opcua.MessageSecurityMode.SignAndEncrypt,
    securityPolicy: isOpen ? opcua.SecurityPolicy.None : opcua.SecurityPolicy.Basic256Sha256,
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

async function open(
  client: OPCUAClient,
  { url, username, passwordFile }: OpcuaEndpoint,
): Promise<ClientSession> {
  const password = passwordFile === undefined ? '' : (await readFile(passwordFile, 'utf8')).trim();
  await client.connect(url);
  if (username === undefined) return client.createSession();
  // 1 is UserTokenType.UserName; the library encrypts the password with the server's certificate where there is one.
  return client.createSession({ type: 1, userName: username, password });
}

/** The library's own texts run over many lines; the first says it. */
function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/CertificateUntrusted|SecurityChecksFailed|CertificateChainIncomplete/.test(text)) {
    return 'one side does not trust the other: see "edge trust" here, and the trust list of the server';
  }
  if (/IdentityToken|UserAccessDenied|UserSignature|user token policy/.test(text)) {
    return 'the server refuses the user: check username and passwordFile, and the users of the server';
  }
  if (/Cannot find an Endpoint|SecurityPolicyRejected|SecurityModeRejected/.test(text)) {
    return 'the server does not offer this security (Basic256Sha256, signed and encrypted): see "edge browse"';
  }
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'unknown reason'
  );
}

/** The server's table of URIs as it is now. */
export async function readNamespaces(session: ClientSession): Promise<readonly string[]> {
  const { value } = await session.read({ nodeId: namespaceArray, attributeId });
  const uris: unknown = value.value;
  if (!Array.isArray(uris)) throw new Error('the server does not tell its table of namespaces');
  return uris.map(String);
}

/** One node a call, because the most nodes in a call is what is being asked. */
async function readLimits(session: ClientSession): Promise<ServerLimits> {
  const values: unknown[] = [];
  for (const nodeId of limitNodes) values.push((await session.read({ nodeId, attributeId })).value.value);
  return serverLimits(values);
}

/** The index of a namespace on this server, or -1. */
export function indexOf({ namespaces }: Contact, uri: string): number {
  return uri === uaUri ? 0 : namespaces.indexOf(uri);
}

/** The values of all the nodes, in as many calls as the server wants. */
export function readValues(
  { session, limits }: Contact,
  nodes: readonly string[],
): Promise<readonly DataValue[]> {
  return inParts(nodes, limits.nodesPerRead, (part) =>
    session.read(part.map((nodeId) => ({ nodeId, attributeId }))),
  );
}

/** What hangs below each node by any hierarchical reference, add-ins too; nothing below what is not there. */
export function browseChildren(
  { opcua, session, limits }: Contact,
  nodes: readonly string[],
): Promise<readonly (readonly ReferenceDescription[])[]> {
  const most = Math.min(limits.nodesPerBrowse, 50);
  return inParts(nodes, most, async (part) => {
    const results = await opcua.browseAll(
      session,
      part.map((nodeId) => ({
        nodeId,
        referenceTypeId: hierarchicalReferences,
        includeSubtypes: true,
        browseDirection: opcua.BrowseDirection.Forward,
        nodeClassMask: 3,
        resultMask: 63,
      })),
    );
    return results.map(({ references }) => references ?? []);
  });
}

/** A way to take from a node, by browse names whose namespaces this server knows. */
export interface Way {
  readonly start: string;
  readonly steps: readonly { readonly index: number; readonly name: string }[];
}

/** The node at the end of each way, null where there is none, in as many calls as the server wants. */
export function translate(
  { opcua, session, limits }: Contact,
  ways: readonly Way[],
): Promise<readonly (string | null)[]> {
  return inParts(ways, limits.nodesPerTranslate, async (part) => {
    const results = await session.translateBrowsePath(
      part.map(({ start, steps }) => {
        const elements = steps.map(({ index, name }) => ({
          referenceTypeId: hierarchicalReferences,
          isInverse: false,
          includeSubtypes: true,
          targetName: { namespaceIndex: index, name },
        }));
        return new opcua.BrowsePath({ startingNode: start, relativePath: { elements } });
      }),
    );
    return results.map(({ statusCode, targets }) => {
      const [target] = targets ?? [];
      return statusCode.isGood() && target !== undefined ? target.targetId.toString() : null;
    });
  });
}
