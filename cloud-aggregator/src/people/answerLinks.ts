// Links by which whoever gets a message says one workshop's word for the week, without a password: 256 random bits,
// kept as a hash, until a date. A workshop has one link at a time, and each word can be said by it once.
import type { TimestampMs } from '@nakamawashi/machine-model';
import { z } from 'zod';
import type { DirectoryDatabase, Row } from '../directory/directoryDatabase.ts';
import { hashOf, newSecret } from './secrets.ts';

const weekWords = ['open', 'depends', 'full'] as const;
type WeekWord = (typeof weekWords)[number];

/** Long enough for a message of Friday to be answered on Monday, and no longer than a week's word. */
const linkLifeMs = 7 * 86_400_000;

interface AnswerLink {
  readonly workshop: string;
  /** Who made it. */
  readonly person: string;
  readonly expires: TimestampMs;
  /** What was said by it already. */
  readonly said: readonly WeekWord[];
}

export interface MadeLink {
  /** Told this once. */
  readonly secret: string;
  readonly expires: TimestampMs;
}

export interface AnswerLinks {
  /** The workshop's link before it is good no more. */
  make(workshop: string, person: string, at: TimestampMs): MadeLink;
  /** The link of a secret, or null when there is none or its time is over. */
  find(secret: string, at: TimestampMs): AnswerLink | null;
  /** The word can be said by it no more. */
  use(secret: string, word: WeekWord): void;
}

/** Opens the links in the records; a transaction is the caller's. */
export function openAnswerLinks(database: DirectoryDatabase): AnswerLinks {
  const sweep = database.prepare('DELETE FROM answer_link WHERE expires <= ? OR workshop = ?');
  const insert = database.prepare(
    "INSERT INTO answer_link (hash, workshop, person, made, expires, said) VALUES (?, ?, ?, ?, ?, '[]')",
  );
  const find = database.prepare('SELECT workshop, person, expires, said FROM answer_link WHERE hash = ?');
  const use = database.prepare("UPDATE answer_link SET said = json_insert(said, '$[#]', ?) WHERE hash = ?");
  return {
    make: (workshop, person, at) => {
      const secret = newSecret();
      const expires = at + linkLifeMs;
      sweep.run(at, workshop);
      insert.run(hashOf(secret), workshop, person, at, expires);
      return { secret, expires };
    },
    find: (secret, at) => {
      const link = find.all(hashOf(secret)).map(linkOf)[0];
      return link === undefined || link.expires <= at ? null : link;
    },
    use: (secret, word) => use.run(word, hashOf(secret)),
  };
}

const wordList = z.array(z.enum(weekWords));

function linkOf(row: Row): AnswerLink {
  return {
    workshop: String(row['workshop']),
    person: String(row['person']),
    expires: Number(row['expires']),
    said: wordList.parse(JSON.parse(String(row['said']))),
  };
}
