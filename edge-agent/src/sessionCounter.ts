// The bdSeq of the last CONNECT that was sent, in the agent's SQLite file (tck-id-topics-nbirth-bdseq-increment).
import type { Database } from './database.ts';

/** Remembers across restarts which bdSeq was used last. */
export interface SessionCounter {
  /** The bdSeq of the last CONNECT sent, or null before the first. */
  last(): number | null;
  /** Notes that a CONNECT with this bdSeq was sent; on disk when it returns, or in memory while the disk refuses. */
  sent(bdSeq: number): void;
}

/** The counter of one file. */
export function sessionCounter(database: Database): SessionCounter {
  const last = database.prepare('SELECT bd_seq FROM session');
  const set = database.prepare('INSERT OR REPLACE INTO session VALUES (1, ?)');
  let unwritten: number | null = null;
  return {
    last: () => {
      if (unwritten !== null) return unwritten;
      const bdSeq = last.get()?.[0];
      return typeof bdSeq === 'number' ? bdSeq : null;
    },
    sent: (bdSeq) => {
      unwritten = bdSeq;
      try {
        database.durably(() => set.run(bdSeq));
        unwritten = null;
      } catch {
        // The ledger tells of the disk; a full one must not keep anybody from connecting.
      }
    },
  };
}
