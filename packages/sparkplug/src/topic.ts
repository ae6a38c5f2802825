// Pure: Sparkplug topic names, formed and read.
// Promise: a topic that parses formats back to itself; anything else is null, never a guess.
// Follows Sparkplug B 3.0 chapter 4 (tck-id-topic-structure and its relatives).

/** The message types that carry a protobuf payload (Sparkplug 4.1). */
export type MessageType = 'NBIRTH' | 'NDATA' | 'NDEATH' | 'NCMD' | 'DBIRTH' | 'DDATA' | 'DDEATH' | 'DCMD';

/** One topic of the payload namespace; `device` is null exactly for the N-types (Sparkplug 4.1.4). */
export interface SparkplugTopic {
  readonly group: string;
  readonly type: MessageType;
  readonly node: string;
  readonly device: string | null;
}

const namespace = 'spBv1.0';
const nodeTypes: ReadonlySet<string> = new Set<MessageType>(['NBIRTH', 'NDATA', 'NDEATH', 'NCMD']);
const deviceTypes: ReadonlySet<string> = new Set<MessageType>(['DBIRTH', 'DDATA', 'DDEATH', 'DCMD']);

/** Whether a string may stand as group, edge node, device or host id: not empty and without + / # (Sparkplug 4.1). */
export function isSparkplugId(id: string): boolean {
  return id !== '' && !/[+/#\0]/.test(id);
}

/** The topic as a string; an id that no topic may hold is a programming error. */
export function formatTopic(topic: SparkplugTopic): string {
  const { group, type, node, device } = topic;
  if (deviceTypes.has(type) !== (device !== null)) throw new Error(`BUG: ${type} with device ${device}`);
  const ids = device === null ? [group, node] : [group, node, device];
  if (!ids.every(isSparkplugId)) throw new Error(`BUG: no topic can hold the ids ${ids.join(', ')}`);
  const stem = `${namespace}/${group}/${type}/${node}`;
  return device === null ? stem : `${stem}/${device}`;
}

/** The parts of a payload topic, or null when the topic is not one (a STATE topic is not one either). */
export function parseTopic(topic: string): SparkplugTopic | null {
  const [space, group, type, node, device, ...rest] = topic.split('/');
  if (space !== namespace || group === undefined || type === undefined || node === undefined) return null;
  if (rest.length > 0 || !isSparkplugId(group) || !isSparkplugId(node)) return null;
  if (device === undefined)
    return nodeTypes.has(type) ? { group, type: type as MessageType, node, device: null } : null;
  if (!deviceTypes.has(type) || !isSparkplugId(device)) return null;
  return { group, type: type as MessageType, node, device };
}

/** The topic of a host application's presence (tck-id-host-topic-phid-birth-topic). */
export function stateTopic(host: string): string {
  if (!isSparkplugId(host)) throw new Error(`BUG: no topic can hold the host id ${host}`);
  return `${namespace}/STATE/${host}`;
}

/** The filter that covers every payload topic of a group. */
export function groupFilter(group: string): string {
  if (!isSparkplugId(group)) throw new Error(`BUG: no topic can hold the group id ${group}`);
  return `${namespace}/${group}/#`;
}
