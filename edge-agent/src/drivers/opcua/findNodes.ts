// From a profile's addresses to the nodes of one server. What a server does not have is null, never an error;
// a machine that is not there is an error which tells the machines that are.
import type { Profile } from '@nakamawashi/machine-model';
import { type OpcuaAddress, opcuaAddress, parseNodeId, parsePath } from './address.ts';
import { browseChildren, type Contact, indexOf, translate, uaUri, type Way } from './contact.ts';

/** An item and the node it was found at; null when this server has no such node. */
export interface Found {
  readonly item: string;
  readonly nodeId: string | null;
}

/** An object that may be a machine. */
export interface MachineObject {
  readonly name: string;
  readonly nodeId: string;
  /** NodeId of its type definition. */
  readonly type: string;
  /** Where it was found. */
  readonly place: string;
}

/** Where machines are, the best place first (standards B.1, B.5; OPC 10000-100 for the device set). */
const places = [
  { title: 'Objects/Machines', uri: 'http://opcfoundation.org/UA/Machinery/', identifier: 'i=1001' },
  { title: 'PackMLObjects', uri: 'http://opcfoundation.org/UA/PackML/', identifier: 'i=72' },
  { title: 'Objects/DeviceSet', uri: 'http://opcfoundation.org/UA/DI/', identifier: 'i=5001' },
  { title: 'Objects', uri: uaUri, identifier: 'i=85' },
];

/** Folders of the standards themselves, which are no machines. */
const folders = new Set(
  [
    'Server Aliases Locations Quantities Resources Machines PackMLObjects',
    'DeviceSet DeviceFeatures DeviceTopology NetworkSet',
  ].flatMap((names) => names.split(' ')),
);

/** Every object that may be a machine, once, the best places first. */
export async function listMachines(contact: Contact): Promise<readonly MachineObject[]> {
  const there = places.flatMap(({ title, uri, identifier }) => {
    const index = indexOf(contact, uri);
    return index < 0 ? [] : [{ title, nodeId: `ns=${index};${identifier}` }];
  });
  const children = await browseChildren(
    contact,
    there.map(({ nodeId }) => nodeId),
  );
  const all = there.flatMap(({ title }, index) =>
    (children[index] ?? [])
      .filter(({ nodeClass, browseName }) => Number(nodeClass) === 1 && !folders.has(browseName.name ?? ''))
      .map(({ browseName, nodeId, typeDefinition }) => ({
        name: browseName.name ?? '',
        nodeId: nodeId.toString(),
        type: typeDefinition.toString(),
        place: title,
      })),
  );
  return all.filter(({ nodeId }, index) => all.findIndex((each) => each.nodeId === nodeId) === index);
}

/** The machine with this browse name. Throws with the names that are there instead. */
async function findMachine(contact: Contact, machine: string): Promise<string> {
  const all = await listMachines(contact);
  const found = all.find(({ name }) => name === machine);
  if (found !== undefined) return found.nodeId;
  const names = all.map(({ name }) => name).join(', ');
  throw new Error(
    `no machine "${machine}" under Objects/Machines; there is ${names === '' ? 'none' : names}`,
  );
}

/** Where a profile's addresses begin. */
interface Place {
  /** Fills `{machine}`. */
  readonly machine: string;
  /** The machine's own node; null when no address needs it. */
  readonly start: string | null;
}

/** Finds the machine where a path needs it, then the node of every item. */
export async function findNodes(
  contact: Contact,
  profile: Profile,
  machine: string,
): Promise<readonly Found[]> {
  const byPath = profile.items.some(({ address }) => 'path' in opcuaAddress.parse(address));
  const start = byPath ? await findMachine(contact, machine) : null;
  return findItems(contact, profile, { machine, start });
}

/** The node of every item of the profile; of several paths the first that is there. */
export async function findItems(contact: Contact, profile: Profile, place: Place): Promise<readonly Found[]> {
  const wanted = profile.items.map(({ id, address }) => {
    const parsed = opcuaAddress.parse(address);
    return { item: id, parsed, ways: waysOf(contact, parsed, { ...place, keys: profile.namespaces }) };
  });
  const asked = wanted.flatMap(({ item, ways }) => ways.map((way) => ({ item, way })));
  const nodes = await translate(
    contact,
    asked.map(({ way }) => way),
  );
  const byItem = new Map<string, string>();
  for (const [index, { item }] of asked.entries()) {
    const node = nodes[index] ?? null;
    if (node !== null && !byItem.has(item)) byItem.set(item, node);
  }
  return wanted.map(({ item, parsed }) => ({
    item,
    nodeId:
      'nodeId' in parsed ? plainNode(contact, parsed.nodeId, place.machine) : (byItem.get(item) ?? null),
  }));
}

function waysOf(
  contact: Contact,
  address: OpcuaAddress,
  { start, keys }: Place & { readonly keys: Readonly<Record<string, string>> },
): readonly Way[] {
  if ('nodeId' in address) return [];
  if (start === null) throw new Error('BUG: a path without the machine it starts at');
  return [address.path].flat().flatMap((path) => {
    const steps = (parsePath(path) ?? []).map(({ namespace, name }) => ({
      name,
      index: indexOf(contact, namespace === null ? uaUri : (keys[namespace] ?? '')),
    }));
    return steps.some(({ index }) => index < 0) ? [] : [{ start, steps }];
  });
}

function plainNode(contact: Contact, nodeId: string, machine: string): string | null {
  const { uri, identifier } = parseNodeId(nodeId, machine);
  const index = indexOf(contact, uri ?? uaUri);
  return index < 0 ? null : `ns=${index};${identifier}`;
}
