// Pure: which of several aggregators a workshop belongs to, when they share the work (`--shard I/N`).
// Promise: every workshop belongs to exactly one of N, and one more aggregator moves none between the others.

/** One aggregator's part of the work: number `index` (from 1) of `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The number, from 1, of the aggregator that a workshop belongs to: the one with the highest weight for its name. */
export function shardOf(workshop: string, count: number): number {
  let best = 1;
  let highest = -1;
  for (let index = 1; index <= count; index++) {
    const weight = hashOf(`${index} ${workshop}`);
    if (weight <= highest) continue;
    highest = weight;
    best = index;
  }
  return best;
}

/** Whether a workshop is one of this aggregator's; without a shard all are. */
export function isOurs(shard: Shard | undefined, workshop: string): boolean {
  return shard === undefined || shardOf(workshop, shard.count) === shard.index;
}

/** The shard in a text such as `2/3`, or null when it is none. */
export function readShard(text: string): Shard | null {
  const match = /^(\d{1,3})\/(\d{1,3})$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  return index >= 1 && index <= count ? { index, count } : null;
}

/** FNV-1a over the text's UTF-16 units, then mixed so that names that differ in one letter differ in all bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
