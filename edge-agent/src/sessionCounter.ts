// The bdSeq of the last CONNECT that was sent, in the agent's SQLite file (tck-id-topics-nbirth-bdseq-increment).
import type { Database } from './database.ts';

/** Remembers across restarts which bdSeq was used last. */
export interface SessionCounter {
  /** The bdSeq of the last CONNECT sent, or null before the first. */
  last(): number | null;
  /** Notes that a CONNECT with this bdSeq was sent; on disk when it returns. */
  sent(bdSeq: number): void;
}

/** The counter of one file. */
export function sessionCounter(database: Database): SessionCounter {
  const last = database.prepare('SELECT bd_seq FROM session');
  const set = database.prepare('INSERT OR REPLACE INTO session VALUES (1, ?)');
  return {
    last: () => {
      const bdSeq = last.get()?.[0];
      return typeof bdSeq === 'number' ? bdSeq : null;
    },
    sent: (bdSeq) => database.durably(() => set.run(bdSeq)),
  };
}
