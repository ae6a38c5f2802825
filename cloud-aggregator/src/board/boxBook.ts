// What every box says of itself, by edge node, from its last birth on; kept in memory only, as long as the link lasts.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { HostEvent } from '@nakamawashi/sparkplug';
import { type BoxWord, boxAfter, unheardBox } from './boxWord.ts';

export interface BoxBook {
  take(node: string, event: HostEvent, at: TimestampMs): void;
  word(node: string): BoxWord;
  /** Those that were heard of. */
  nodes(): readonly string[];
}

/** Ingest bounds how many edge nodes there are. */
export function openBoxBook(): BoxBook {
  const words = new Map<string, BoxWord>();
  const word = (node: string): BoxWord => words.get(node) ?? unheardBox;
  return {
    take: (node, event, at) => {
      const before = word(node);
      const after = boxAfter(before, event, at);
      if (after !== before) words.set(node, after);
    },
    word,
    nodes: () => [...words.keys()],
  };
}
