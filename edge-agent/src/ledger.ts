// Writes down what the collectors settled: all machines in one transaction, so that the card is written once for all.
// Promise: closed slots are on disk within two seconds, changes too, and the account of the moment every few seconds;
// what the disk refuses is kept in memory and tried again.
import { type Clock, type Log, messageOf } from '@nakamawashi/runtime';
import type { Collector, Settled } from './collect.ts';
import type { Database } from './database.ts';
import type { IntervalHistory } from './history/intervalHistory.ts';
import type { Outbox } from './outbox/outbox.ts';

/** The agent's book-keeping. */
export interface Ledger {
  /** Lets time pass for every machine and writes down what is due; called about once a second. */
  tick(): void;
  /** Writes down everything there is. */
  flush(): void;
  /** Does something with the disk that may fail and be tried again later. Returns whether it was done. */
  attempt(work: () => void): boolean;
  /** Why the last attempt failed, or null. */
  problem(): string | null;
}

/** So much at most becomes unknown when the process is killed. */
const checkpointMs = 5_000;

/** Book-keeping for these machines; `onSlots` is called when new slots are on disk. */
export function openLedger(options: {
  collectors(): readonly Collector[];
  readonly database: Database;
  readonly outbox: Outbox;
  readonly history: IntervalHistory;
  readonly clock: Clock;
  readonly log: Log;
  onSlots(): void;
}): Ledger {
  const { clock, log, onSlots } = options;
  let writtenAt = clock.monotonicMs();
  let problem: string | null = null;
  const tolerate = (work: () => void): boolean => {
    try {
      work();
      return true;
    } catch (error) {
      const reason = messageOf(error);
      if (reason.startsWith('BUG:')) throw error;
      if (reason !== problem) log.error({ problem: reason }, 'nothing can be written down');
      problem = reason;
      return false;
    }
  };
  const attempt = (work: () => void): boolean => {
    const isDone = tolerate(work);
    if (isDone && problem !== null) log.info('records can be written down again');
    if (isDone) problem = null;
    return isDone;
  };
  const write = (settled: readonly Settled[]): void => {
    if (!attempt(() => writeDown(options, settled))) return;
    writtenAt = clock.monotonicMs();
    for (const collector of options.collectors()) collector.written();
    if (settled.some(({ slots }) => slots.length > 0)) onSlots();
  };
  return {
    attempt,
    problem: () => problem,
    flush: () => write(options.collectors().map((collector) => collector.settled())),
    tick: () => {
      const collectors = options.collectors();
      // Only what was written proves the disk well again.
      for (const collector of collectors) if (!tolerate(() => collector.tick())) return;
      const settled = collectors.map((collector) => collector.settled());
      const isDue = clock.monotonicMs() - writtenAt >= checkpointMs;
      if (isDue || settled.some(({ isChange, slots }) => isChange || slots.length > 0)) write(settled);
    },
  };
}

function writeDown(
  { database, outbox, history }: { database: Database; outbox: Outbox; history: IntervalHistory },
  settled: readonly Settled[],
): void {
  const slots = settled.flatMap((each) => each.slots);
  const all = (): void => {
    for (const { machine, intervals } of settled) history.extend(machine, intervals);
    outbox.append(slots);
  };
  if (slots.length > 0) database.durably(all);
  else database.soon(all);
}
