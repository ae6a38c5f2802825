// OPC UA: one session and one subscription a machine, read-only: browse, translate, subscribe. The library is loaded
// here and only when a machine needs it. One node that cannot be had is one bad item; the server's clock, subscribed
// with the items, proves that data flows. The library's reconnecting is off: silence or a lost link is an error thrown.
import type { Reading } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { ClientSession, ClientSubscription, DataValue, NodeId, OPCUAClient } from 'node-opcua-client';
import type { Driver, Reachable } from './driver.ts';
import {
  type OpcuaAddress,
  type OpcuaEndpoint,
  opcuaAddress,
  opcuaEndpoint,
  parseNodeId,
  parsePath,
} from './opcua/address.ts';
import { type Identity, openIdentities } from './opcua/identity.ts';
import { type Inbox, openInbox } from './opcua/inbox.ts';
import { plainValue, qualityOf } from './opcua/value.ts';

type Opcua = typeof import('node-opcua-client');

/** A running session, and the server's own table of namespaces, which may be another after every restart. */
interface Contact {
  readonly opcua: Opcua;
  readonly session: ClientSession;
  readonly namespaces: readonly string[];
  readonly clock: Clock;
  readonly inbox: Inbox;
}

/** An item and the node it was found at; null when this server has no such node. */
interface Found {
  readonly item: string;
  readonly nodeId: NodeId | string | null;
}

const uaUri = 'http://opcfoundation.org/UA/';
const machineryUri = 'http://opcfoundation.org/UA/Machinery/';
const serverTime = 'i=2258';
const serverState = 'i=2259';
const hierarchicalReferences = 'i=33';
/** Twice within the two seconds in which a driver owes a proof of contact. */
const proofEveryMs = 1_000;
const silenceMs = 5_000;
const connectTimeoutMs = 10_000;
const farewellMs = 2_000;

/** A driver with an identity of its own in each agent's folder. */
export function opcuaDriver(): Driver {
  const identityOf = openIdentities();
  return (machine, clock, signal) => subscribeTo(identityOf, machine, { clock, signal });
}

async function* subscribeTo(
  identityOf: (dataDir: string) => Promise<Identity>,
  machine: Reachable,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): AsyncGenerator<readonly Reading[]> {
  const opcua = await import('node-opcua-client');
  // What goes wrong is thrown with its cause; the library's own prints would only repeat it on the console.
  opcua.setLogLevel(opcua.LogLevel.Emergency);
  const endpoint = opcuaEndpoint.parse(machine.endpoint);
  const inbox = openInbox(clock);
  const client = await createClient(opcua, await identityOf(machine.dataDir), endpoint);
  const lost = (what: string) => () => inbox.fail(new Error(what));
  client.on('connection_lost', lost('the connection to the server is lost'));
  client.on('close', lost('the server closed the connection'));
  try {
    const session = await connect(client, endpoint, clock);
    session.on('session_closed', lost('the server closed the session'));
    const namespaces = await session.readNamespaceArray();
    const contact: Contact = { opcua, session, namespaces, clock, inbox };
    const found = await findNodes(contact, machine, endpoint.machine ?? '');
    await subscribe(contact, found, endpoint.intervalMs);
    while (!signal.aborted) yield await inbox.take(silenceMs, signal);
  } finally {
    const farewell = client.disconnect().catch(() => undefined);
    await Promise.race([farewell, clock.sleep(farewellMs)]);
  }
}

async function createClient(opcua: Opcua, identity: Identity, endpoint: OpcuaEndpoint): Promise<OPCUAClient> {
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

async function connect(client: OPCUAClient, endpoint: OpcuaEndpoint, clock: Clock): Promise<ClientSession> {
  const giveUp = new AbortController();
  const tooLong = clock.sleep(connectTimeoutMs, giveUp.signal).then(() => {
    throw new Error(`no answer within ${connectTimeoutMs / 1_000} s`);
  });
  const opening = client.connect(endpoint.url).then(() => client.createSession());
  try {
    return await Promise.race([opening, tooLong]);
  } catch (cause) {
    throw new Error(`cannot connect to ${endpoint.url}: ${reasonOf(cause)}`, { cause });
  } finally {
    tooLong.catch(() => undefined);
    opening.catch(() => undefined);
    giveUp.abort();
  }
}

/** The library's own texts run over many lines; the first says it. */
function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/CertificateUntrusted|SecurityChecksFailed/.test(text)) {
    return 'one side does not trust the other: see pki/rejected here, and the trust list of the server';
  }
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'unknown reason'
  );
}

async function findNodes(
  contact: Contact,
  { profile }: Reachable,
  machine: string,
): Promise<readonly Found[]> {
  const items = profile.items.map(({ id, address }) => ({ id, address: opcuaAddress.parse(address) }));
  const byPath = items.some(({ address }) => 'path' in address);
  const start = byPath ? await findMachine(contact, machine) : null;
  const found: Found[] = [];
  for (const { id, address } of items) {
    found.push({
      item: id,
      nodeId: await findNode(contact, address, { machine, start, keys: profile.namespaces }),
    });
  }
  return found;
}

interface Place {
  readonly machine: string;
  readonly start: NodeId | null;
  /** The profile's keys for namespace URIs. */
  readonly keys: Readonly<Record<string, string>>;
}

async function findNode(
  contact: Contact,
  address: OpcuaAddress,
  place: Place,
): Promise<NodeId | string | null> {
  const { opcua, session, namespaces } = contact;
  const indexOf = (uri: string): number => (uri === uaUri ? 0 : namespaces.indexOf(uri));
  if ('nodeId' in address) {
    const { uri, identifier } = parseNodeId(address.nodeId, place.machine);
    const index = indexOf(uri ?? uaUri);
    return index < 0 ? null : `ns=${index};${identifier}`;
  }
  if (place.start === null) throw new Error('BUG: a path without the machine it starts at');
  const steps = (parsePath(address.path) ?? []).map(({ namespace, name }) => ({
    name,
    index: indexOf(namespace === null ? uaUri : (place.keys[namespace] ?? '')),
  }));
  if (steps.some(({ index }) => index < 0)) return null;
  const elements = steps.map(({ name, index }) => ({
    referenceTypeId: hierarchicalReferences,
    isInverse: false,
    includeSubtypes: true,
    targetName: { namespaceIndex: index, name },
  }));
  const path = new opcua.BrowsePath({ startingNode: place.start, relativePath: { elements } });
  const { statusCode, targets } = await session.translateBrowsePath(path);
  const [target] = targets ?? [];
  return statusCode.isGood() && target !== undefined ? target.targetId : null;
}

/** The object under Objects/Machines with this browse name. Throws with the names that are there instead. */
async function findMachine({ opcua, session, namespaces }: Contact, machine: string): Promise<NodeId> {
  const index = namespaces.indexOf(machineryUri);
  if (index < 0) throw new Error('the server has no machines by OPC 40001-1 (no Machinery namespace)');
  const { references } = await opcua.browseAll(session, {
    nodeId: `ns=${index};i=1001`,
    referenceTypeId: hierarchicalReferences,
    includeSubtypes: true,
    browseDirection: opcua.BrowseDirection.Forward,
    nodeClassMask: 1,
    resultMask: 63,
  });
  const children = references ?? [];
  const found = children.find(({ browseName }) => browseName.name === machine);
  if (found !== undefined) return found.nodeId;
  const names = children.map(({ browseName }) => browseName.name ?? '').join(', ');
  throw new Error(
    `no machine "${machine}" under Objects/Machines; there is ${names === '' ? 'none' : names}`,
  );
}

async function subscribe(contact: Contact, found: readonly Found[], intervalMs: number): Promise<void> {
  const { session, inbox } = contact;
  const subscription = await session.createSubscription2({
    requestedPublishingInterval: intervalMs,
    requestedMaxKeepAliveCount: Math.max(1, Math.floor(proofEveryMs / intervalMs)),
    requestedLifetimeCount: Math.max(30, Math.ceil((10 * silenceMs) / intervalMs)),
    publishingEnabled: true,
  });
  subscription.on('keepalive', () => inbox.put([]));
  subscription.on('terminated', () => inbox.fail(new Error('the server ended the subscription')));
  subscription.on('status_changed', () => inbox.fail(new Error('the server ended the subscription')));
  subscription.on('internal_error', (error: Error) => inbox.fail(error));
  await monitorServer(contact, subscription);
  const there = found.flatMap(({ item, nodeId }) => (nodeId === null ? [] : [{ item, nodeId }]));
  const refused = await monitor(contact, subscription, {
    nodes: there.map(({ nodeId }) => nodeId),
    intervalMs,
    changed: (index, value) => {
      const item = there[index]?.item;
      if (item !== undefined) inbox.put([readingOf(contact, item, value)]);
    },
  });
  const missing = found.filter(({ nodeId }) => nodeId === null).map(({ item }) => item);
  const bad = [...missing, ...refused.flatMap((index) => there[index]?.item ?? [])];
  const at = contact.clock.now();
  inbox.put(bad.map((item) => ({ item, value: null, quality: 'bad', at })));
}

/** The server's clock proves the way that data takes; a server that is not running has none. */
async function monitorServer(contact: Contact, subscription: ClientSubscription): Promise<void> {
  const { opcua, inbox } = contact;
  await monitor(contact, subscription, {
    nodes: [serverTime, serverState],
    intervalMs: proofEveryMs,
    changed: (index, { value }) => {
      const isState = index === 1 && typeof value.value === 'number';
      if (isState && value.value !== opcua.ServerState.Running) {
        inbox.fail(new Error(`the server is not running (state ${value.value})`));
      } else {
        inbox.put([]);
      }
    },
  });
}

interface Monitoring {
  readonly nodes: readonly (NodeId | string)[];
  readonly intervalMs: number;
  readonly changed: (index: number, value: DataValue) => void;
}

/** Returns the places in `nodes` of those that the server refused to monitor. */
async function monitor(
  { opcua }: Contact,
  subscription: ClientSubscription,
  { nodes, intervalMs, changed }: Monitoring,
): Promise<readonly number[]> {
  if (nodes.length === 0) return [];
  const group = opcua.ClientMonitoredItemGroup.create(
    subscription,
    nodes.map((nodeId) => ({ nodeId, attributeId: opcua.AttributeIds.Value })),
    { samplingInterval: intervalMs, queueSize: 20, discardOldest: true },
    opcua.TimestampsToReturn.Both,
  );
  group.on('changed', (_item, value, index) => changed(index, value));
  await new Promise<void>((resolve, reject) => {
    group.on('initialized', () => resolve());
    group.on('err', (message) => reject(new Error(`the server refused to monitor: ${message}`)));
  });
  return group.monitoredItems.flatMap(({ statusCode }, index) => (statusCode.isGood() ? [] : [index]));
}

function readingOf({ opcua, namespaces, clock }: Contact, item: string, data: DataValue): Reading {
  const { dataType, arrayType, value } = data.value;
  const raw = {
    type: opcua.DataType[dataType],
    isScalar: arrayType === opcua.VariantArrayType.Scalar,
    value,
  };
  const plain = plainValue(raw, namespaces);
  const quality = qualityOf(data.statusCode.value);
  const said = data.sourceTimestamp ?? data.serverTimestamp;
  const at = said === null || said === undefined ? clock.now() : said.getTime();
  return { item, value: plain, quality: plain === null ? 'bad' : quality, at };
}
