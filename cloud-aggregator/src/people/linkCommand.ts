// `link`: a workshop's answer link on the command line, to be pasted into a message. The same link as the office's page
// makes, with the same line in the audit log; the workshop's link before it is good no more.
import { identifier } from '@nakamawashi/runtime';
import type { LoadedConfig } from '../config.ts';
import { openRecords } from '../directory/records.ts';
import { UsageError } from '../usageError.ts';
import { makeAnswerLink } from './answerLinkDeed.ts';
import { boardAddress } from './boardAddress.ts';

/** What was asked for on the command line. */
interface LinkRequest {
  readonly workshop: string;
  /** Where the board is reached from outside; undefined: as the configuration says. */
  readonly address: string | undefined;
  readonly at: number;
}

/** The link alone on its line, and until when it is good. Throws UsageError for what is not understood. */
export function answerLink({ config, first }: LoadedConfig, request: LinkRequest): readonly string[] {
  const { workshop, address, at } = request;
  if (!identifier.safeParse(workshop).success) throw new UsageError(`not understood: link ${workshop}`);
  const board = boardAddress(config.http, address);
  if (typeof board !== 'string') throw new UsageError(board.fault);
  const records = openRecords(config.dataDir, first, at);
  try {
    if (!records.members.now().workshops.has(workshop)) throw new Error(`there is no workshop ${workshop}`);
    const made = makeAnswerLink(records, workshop, 'console', at);
    return [`${board}?page=answer#${made.secret}`, `good until ${new Date(made.expires).toISOString()}`];
  } finally {
    records.database.close();
  }
}
