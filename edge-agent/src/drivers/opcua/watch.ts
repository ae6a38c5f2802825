// One subscription on one machine's items: what changes is left in the inbox, and every few seconds all of it is looked
// over by plain reads, so that no node is silent unseen. A node that is gone is one bad item and is looked for again.
import type { Profile, Reading, TimestampMs, Value } from '@nakamawashi/machine-model';
import type { ClientSubscription, DataValue } from 'node-opcua-client';
import { attributeId, type Contact, readNamespaces, readValues } from './contact.ts';
import { type Found, findNodes } from './findNodes.ts';
import type { Inbox } from './inbox.ts';
import { inParts } from './limits.ts';
import { plainValue, qualityOf } from './value.ts';

/** What is watched and where it goes. */
export interface Watching {
  readonly profile: Profile;
  /** The machine's name on its server. */
  readonly machine: string;
  readonly intervalMs: number;
  readonly inbox: Inbox;
  /** Items that this server did not report once; remembered from session to session. */
  readonly distrusted: Set<string>;
  readonly signal: AbortSignal;
}

/** An item at its node. */
interface Watched {
  /** Null while the server has no such node. */
  nodeId: string | null;
  /** The node is there, and the server will not report it: bad until the next session. */
  isRefused: boolean;
  /** How often it was reported; tells whether a plain read was overtaken. */
  reports: number;
  last: Value;
  /** Changes since the last report that only a plain read told. */
  silentChanges: number;
}

/** A subscription with its items. */
interface Watch extends Readonly<Watching> {
  readonly contact: Contact;
  readonly subscription: ClientSubscription;
  readonly items: ReadonlyMap<string, Watched>;
  /** What the server's clock is behind ours; 0 while they agree well enough. */
  behindMs: number;
}

const serverTime = 'i=2258';
const serverState = 'i=2259';
const running = 0;
/** Twice within the two seconds in which a driver owes a proof of contact. */
const proofEveryMs = 1_000;
/** So long nothing at all may come. */
export const silenceMs = 5_000;
const lookEveryMs = 5_000;
/** Clocks of controls that are off by less are believed. */
const clockToleranceMs = 2_000;

/** Subscribes to every item that is there and looks after all of them until aborted; failures go to the inbox. */
export async function watchItems(contact: Contact, watching: Watching): Promise<void> {
  const { profile, machine, intervalMs, inbox, signal } = watching;
  const found = await findNodes(contact, profile, machine);
  const subscription = await contact.session.createSubscription2({
    requestedPublishingInterval: intervalMs,
    requestedMaxKeepAliveCount: Math.max(1, Math.floor(proofEveryMs / intervalMs)),
    requestedLifetimeCount: Math.max(30, Math.ceil((10 * silenceMs) / intervalMs)),
    publishingEnabled: true,
  });
  const ended = (): void => inbox.fail(new Error('the server ended the subscription'));
  subscription.on('keepalive', () => inbox.put([]));
  subscription.on('terminated', ended);
  subscription.on('status_changed', ended);
  subscription.on('internal_error', (error: Error) => inbox.fail(error));
  const watched = (): Watched => ({
    nodeId: null,
    isRefused: false,
    reports: 0,
    last: null,
    silentChanges: 0,
  });
  const items = new Map(profile.items.map(({ id }) => [id, watched()]));
  const watch: Watch = { ...watching, contact, subscription, items, behindMs: 0 };
  await watchServer(watch);
  await watchFound(watch, found);
  for (const [item, { nodeId }] of items) if (nodeId === null) put(watch, item, null);
  // The first report comes after a whole publishing interval; until then what is read counts, and blames nobody.
  await compare(watch);
  for (const item of items.values()) item.silentChanges = 0;
  lookAfter(watch).catch((error: unknown) => {
    if (!signal.aborted) inbox.fail(error instanceof Error ? error : new Error(String(error)));
  });
}

/** The server's clock proves the way that data takes; a server that is not running has none. */
async function watchServer(watch: Watch): Promise<void> {
  const { inbox, contact } = watch;
  await monitor(watch, [serverTime, serverState], proofEveryMs, (index, { value }) => {
    const said: unknown = value.value;
    if (index === 1 && typeof said === 'number' && said !== running) {
      inbox.fail(new Error(`the server is not running (state ${said})`));
    } else if (index === 0 && said instanceof Date) {
      const behindMs = contact.clock.now() - said.getTime();
      watch.behindMs = Math.abs(behindMs) > clockToleranceMs ? behindMs : 0;
      inbox.put([]);
    } else {
      inbox.put([]);
    }
  });
}

/** Takes up the items whose nodes were found; what the server refuses for another reason stays bad in this session. */
async function watchFound(watch: Watch, found: readonly Found[]): Promise<void> {
  const { items, intervalMs } = watch;
  const there = found.flatMap(({ item, nodeId }) => {
    const watched = items.get(item);
    if (nodeId === null || watched === undefined) return [];
    watched.nodeId = nodeId;
    return [{ item, nodeId, watched }];
  });
  const statuses = await monitor(
    watch,
    there.map(({ nodeId }) => nodeId),
    intervalMs,
    (index, data) => {
      const { item, nodeId, watched } = there[index] ?? {};
      if (item === undefined || watched === undefined || watched.nodeId !== nodeId) return;
      watched.reports += 1;
      watched.silentChanges = 0;
      if (isGone(data.statusCode.value)) watched.nodeId = null;
      put(watch, item, data);
    },
  );
  for (const [index, { item, watched }] of there.entries()) {
    const status = statuses[index] ?? 0;
    if (qualityOf(status) !== 'bad') continue;
    watched.nodeId = null;
    watched.isRefused = !isGone(status);
    put(watch, item, null);
  }
}

/** Monitors the nodes, as many a call as the server wants; returns the status with which it took each. */
async function monitor(
  { contact, subscription }: Watch,
  nodes: readonly string[],
  intervalMs: number,
  changed: (index: number, value: DataValue) => void,
): Promise<readonly number[]> {
  const { opcua, limits } = contact;
  const numbered = nodes.map((nodeId, index) => ({ nodeId, index }));
  return inParts(numbered, limits.itemsPerCall, async (part) => {
    const group = opcua.ClientMonitoredItemGroup.create(
      subscription,
      part.map(({ nodeId }) => ({ nodeId, attributeId })),
      { samplingInterval: intervalMs, queueSize: 20, discardOldest: true },
      opcua.TimestampsToReturn.Both,
    );
    group.on('changed', (_item, value, place) => changed(part[place]?.index ?? -1, value));
    await new Promise<void>((resolve, reject) => {
      group.on('initialized', () => resolve());
      group.on('err', (message) => reject(new Error(`the server refused to monitor: ${message}`)));
    });
    return group.monitoredItems.map(({ statusCode }) => statusCode.value);
  });
}

async function lookAfter(watch: Watch): Promise<void> {
  const { contact, signal } = watch;
  for (;;) {
    await contact.clock.sleep(lookEveryMs, signal);
    const namespaces = await readNamespaces(contact.session);
    if (namespaces.join('\n') !== contact.namespaces.join('\n'))
      throw new Error('the server changed its table of namespaces');
    await compare(watch);
    await findMissing(watch);
  }
}

/** Reads every item. What changed without a report counts all the same; a second time it asks for a fresh session. */
async function compare(watch: Watch): Promise<void> {
  const { contact, items, distrusted } = watch;
  const asked = [...items].flatMap(([item, watched]) =>
    watched.nodeId === null ? [] : [{ item, watched, nodeId: watched.nodeId, reports: watched.reports }],
  );
  const values = await readValues(
    contact,
    asked.map(({ nodeId }) => nodeId),
  );
  for (const [index, { item, watched, reports }] of asked.entries()) {
    const data = values[index];
    if (data === undefined) continue;
    if (isGone(data.statusCode.value)) {
      watched.nodeId = null;
      put(watch, item, null);
    }
    const isOvertaken = watched.reports !== reports;
    if (isOvertaken || !data.statusCode.isGood() || plain(contact, data) === watched.last) continue;
    put(watch, item, data);
    watched.silentChanges += 1;
    // Servers that never report an item well are read for it from then on, without end of sessions.
    if (watched.silentChanges < 2 || distrusted.has(item)) continue;
    distrusted.add(item);
    throw new Error(`the server does not report the changes of ${item}`);
  }
}

/** Looks again for what the server did not have; a machine that is gone altogether is an error. */
async function findMissing(watch: Watch): Promise<void> {
  const { contact, items, machine, profile } = watch;
  const missing = profile.items.filter(({ id }) => {
    const watched = items.get(id);
    return watched?.nodeId === null && !watched.isRefused;
  });
  if (missing.length === 0) return;
  const found = await findNodes(contact, { ...profile, items: missing }, machine);
  const candidates = found.flatMap(({ item, nodeId }) => (nodeId === null ? [] : [{ item, nodeId }]));
  const values = await readValues(
    contact,
    candidates.map(({ nodeId }) => nodeId),
  );
  const there = candidates.filter((_, index) => !isGone(values[index]?.statusCode.value ?? 0));
  if (there.length > 0) await watchFound(watch, there);
}

/** BadNodeIdInvalid and BadNodeIdUnknown: there is no such node, now. */
function isGone(status: number): boolean {
  return status === 0x80330000 || status === 0x80340000;
}

function put(watch: Watch, item: string, data: DataValue | null): void {
  const { contact, inbox, items } = watch;
  const value = data === null ? null : plain(contact, data);
  const watched = items.get(item);
  if (watched !== undefined) watched.last = value;
  const isKnown = data !== null && value !== null;
  const quality = isKnown ? qualityOf(data.statusCode.value) : 'bad';
  inbox.put([{ item, value, quality, at: dated(watch, data) } satisfies Reading]);
}

/** By the server's time as our clock would have shown it; a control's clock may be weeks off. */
function dated({ contact, behindMs }: Watch, data: DataValue | null): TimestampMs {
  const said = data?.sourceTimestamp ?? data?.serverTimestamp;
  return said === null || said === undefined ? contact.clock.now() : said.getTime() + behindMs;
}

function plain({ opcua, namespaces }: Contact, data: DataValue): Value {
  const { dataType, arrayType, value } = data.value;
  const isScalar = arrayType === opcua.VariantArrayType.Scalar;
  return plainValue({ type: opcua.DataType[dataType], isScalar, value }, namespaces);
}
