// Pure: one line of the page about boxes: which workshop, what lets its box in, whether it is there, what it says of
// itself. A box that nobody wrote down has a line too, so that nobody comes in unseen.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import type { BoxWord } from '../board/boxWord.ts';
import type { Directory } from '../directory/directory.ts';
import type { Standing } from '../enrolment/certificateBook.ts';

export interface BoxRow extends BoxWord {
  /** Without a name when it is not written down. */
  readonly workshop: { readonly id: string; readonly name: Bilingual | null };
  readonly lastContact: TimestampMs | null;
  readonly certificate: Standing | null;
  /** Whether it has an account with a password, which revoking does not touch. */
  readonly hasPassword: boolean;
  /** Until when a code that was not used is good, or null. */
  readonly codeUntil: TimestampMs | null;
}

/** From where the lines are made. */
export interface BoxSources {
  readonly workshops: Directory['workshops'];
  /** Edge nodes that were heard of. */
  readonly nodes: readonly string[];
  readonly standing: ReadonlyMap<string, Standing>;
  readonly codes: ReadonlyMap<string, TimestampMs>;
  /** Names of accounts with a password. */
  readonly accounts: ReadonlySet<string>;
  word(node: string): BoxWord;
  lastContact(node: string): TimestampMs | null;
}

/** All lines, by the workshops' ids. */
export function boxRows(sources: BoxSources): readonly BoxRow[] {
  const { workshops, nodes, standing, codes, accounts, word, lastContact } = sources;
  const ids = new Set([...workshops.keys(), ...nodes, ...standing.keys(), ...accounts]);
  return [...ids].sort().map((id) => ({
    workshop: { id, name: workshops.get(id)?.name ?? null },
    ...word(id),
    lastContact: lastContact(id),
    certificate: standing.get(id) ?? null,
    hasPassword: accounts.has(id),
    codeUntil: codes.get(id) ?? null,
  }));
}
