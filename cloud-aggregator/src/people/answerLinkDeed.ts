// What an office does to ask a workshop for its word, on the command line and on its page alike: a new link for it.
// Promise: the link and its line in the audit log are written down together, or neither.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Records } from '../directory/records.ts';
import { type MadeLink, openAnswerLinks } from './answerLinks.ts';

/** Makes the link of a workshop that is written down; the one before it is good no more. */
export function makeAnswerLink(
  { database, audit }: Pick<Records, 'database' | 'audit'>,
  workshop: string,
  person: string,
  at: TimestampMs,
): MadeLink {
  return database.durably(() => {
    audit.note({ at, person, deed: 'answer-link.made', subject: workshop, detail: '' });
    return openAnswerLinks(database).make(workshop, person, at);
  });
}
