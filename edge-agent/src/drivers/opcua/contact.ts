// A session on an OPC UA server: connected, signed in, its table of namespaces and its limits known; and asking it.
// The library's own reconnecting is off: it transfers and republishes, which many servers refuse (peers, b).
import { createHash } from 'node:crypto';
import type { Clock } from '@nakamawashi/runtime';
import type { ClientSession, DataValue, ReferenceDescription } from 'node-opcua-client';
import { type Calling, goodbye, type Opcua, openClient, signIn } from './client.ts';
import { stateOfIssuers } from './issuers.ts';
import { inParts, type ServerLimits, serverLimits } from './limits.ts';
import { voucherFor } from './revocation.ts';
import { listCertificates } from './trust.ts';

/** A running session, and the server's own table of namespaces, which may be another after every restart. */
export interface Contact {
  readonly opcua: Opcua;
  readonly session: ClientSession;
  readonly namespaces: readonly string[];
  readonly limits: ServerLimits;
  readonly clock: Clock;
  /** Throws as soon as nobody trusts the server's certificate any more; an unprotected server has none to trust. */
  stillTrusted(): void;
}

/** The namespace of OPC UA itself, always with index 0. */
export const uaUri = 'http://opcfoundation.org/UA/';
const hierarchicalReferences = 'i=33';
const namespaceArray = 'i=2255';
/** MaxNodesPer{Read, Browse, TranslateBrowsePathsToNodeIds} and MaxMonitoredItemsPerCall (OPC 10000-6, NodeIds). */
const limitNodes = ['i=11705', 'i=11710', 'i=11712', 'i=11714'];
/** The Value attribute (OPC 10000-6, A.1). */
export const attributeId = 13;
const lookEveryMs = 2_000;

/** Connects, signs in, hands the session to `use`, and says goodbye whatever happens. */
export async function* withContact<T>(
  calling: Calling,
  use: (contact: Contact) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const { opcua, clock, onLost } = calling;
  const client = await openClient(calling);
  const lost = (what: string) => () => onLost(new Error(what));
  client.on('connection_lost', lost('the connection to the server is lost'));
  client.on('close', lost('the server closed the connection'));
  try {
    const session = await signIn(client, calling);
    session.on('session_closed', lost('the server closed the session'));
    const [namespaces, limits] = await Promise.all([readNamespaces(session), readLimits(session)]);
    const stillTrusted = trustWatch(calling, session);
    yield* use({ opcua, session, namespaces, limits, clock, stillTrusted });
  } finally {
    await goodbye(client, clock);
  }
}

/**
 * Throws when nobody vouches for the server (any more). Reads the folder every few seconds at most: what a person
 * takes back there ends the session.
 */
function trustWatch({ endpoint, identity, clock }: Calling, session: ClientSession): () => void {
  if (endpoint.security === 'none') return () => undefined;
  const { pkiDir } = identity;
  const sha256 = createHash('sha256').update(session.serverCertificate).digest('hex').toUpperCase();
  const isKnown = listCertificates(pkiDir).some((each) => each.sha256 === sha256);
  // Whom a person trusts by name needs nobody to vouch.
  const voucher = isKnown ? null : voucherFor(pkiDir, session.serverCertificate, clock.now());
  if (voucher?.fault) throw new Error(`cannot connect to ${endpoint.url}: ${voucher.fault}`);
  let lookAt = clock.monotonicMs() + lookEveryMs;
  const before = stateOfIssuers(pkiDir);
  return () => {
    if (clock.monotonicMs() < lookAt) return;
    lookAt = clock.monotonicMs() + lookEveryMs;
    const known = listCertificates(pkiDir).find((each) => each.sha256 === sha256);
    if (known !== undefined && !known.isTrusted)
      throw new Error(`the server at ${endpoint.url} is not trusted any more: see "edge trust"`);
    // Trusted for its authority: whether that still holds is asked by connecting anew.
    if (known === undefined && stateOfIssuers(pkiDir) !== before)
      throw new Error('the trust in authorities was changed: see "edge trust"');
    if (known === undefined && voucher !== null && clock.now() > voucher.until)
      throw new Error(
        'the revocation list of the server\'s authority ran out: see "edge trust FILE crl LIST"',
      );
  };
}

/** The server's table of URIs as it is now. */
export async function readNamespaces(session: ClientSession): Promise<readonly string[]> {
  const { value } = await session.read({ nodeId: namespaceArray, attributeId });
  const uris: unknown = value.value;
  if (!Array.isArray(uris)) throw new Error('the server does not tell its table of namespaces');
  return uris.map(String);
}

/** One node a call, because the most nodes in a call is what is being asked; none waits for another's answer. */
async function readLimits(session: ClientSession): Promise<ServerLimits> {
  const reads = limitNodes.map((nodeId) => session.read({ nodeId, attributeId }));
  return serverLimits((await Promise.all(reads)).map(({ value }) => value.value));
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
