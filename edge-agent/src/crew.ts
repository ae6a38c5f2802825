// The collectors of a running agent: all run side by side, and each can be ended, begun or told anew by itself.
// Promise: what happens to one machine's configuration costs no other machine a moment.
import { aborted, type Log, messageOf } from '@nakamawashi/runtime';
import type { Collector } from './collect.ts';
import type { Machine } from './config.ts';
import type { Database } from './database.ts';

/** The machines that are read. */
export interface Crew {
  /** The collectors, in the order of the configuration. */
  list(): readonly Collector[];
  /** Runs all of them until aborted. Throws when one had a programming error. */
  run(signal: AbortSignal): Promise<void>;
  /**
   * Reads these machines from now on; those of `anew` are ended and begun, the others go on as they are. `turn` is
   * called at the moment from which on the new ones hold.
   */
  change(machines: readonly Machine[], anew: ReadonlySet<string>, turn: () => void): Promise<void>;
}

interface Member {
  readonly collector: Collector;
  readonly leave: AbortController;
  done: Promise<void>;
}

/** A crew that does not read yet; `writeDown` is called while a collector that ended still belongs to it. */
export function openCrew(options: {
  readonly machines: readonly Machine[];
  open(machine: Machine): Collector;
  writeDown(): void;
}): Crew {
  const { open, writeDown } = options;
  const join = (machine: Machine): Member => ({
    collector: open(machine),
    leave: new AbortController(),
    done: Promise.resolve(),
  });
  let members: readonly Member[] = options.machines.map(join);
  let running: AbortSignal | null = null;
  const broken = new AbortController();
  const start = (member: Member): void => {
    if (running === null) return;
    member.done = member.collector
      .run(AbortSignal.any([running, member.leave.signal]))
      .catch((error: unknown) => broken.abort(error));
  };
  return {
    list: () => members.map(({ collector }) => collector),
    run: async (signal) => {
      running = AbortSignal.any([signal, broken.signal]);
      const over = aborted(running);
      for (const member of members) start(member);
      await over;
      await Promise.all(members.map(({ done }) => done));
      if (broken.signal.aborted) throw broken.signal.reason;
    },
    change: async (machines, anew, turn) => {
      const wanted = new Set(machines.map(({ id }) => id));
      const leaving = members.filter(
        ({ collector: { machine } }) => !wanted.has(machine.id) || anew.has(machine.id),
      );
      for (const { leave } of leaving) leave.abort();
      await Promise.all(leaving.map(({ done }) => done));
      for (const { collector } of leaving) collector.finish();
      writeDown();
      turn();
      const staying = new Map(
        members
          .filter((member) => !leaving.includes(member))
          .map((each) => [each.collector.machine.id, each]),
      );
      members = machines.map((machine) => {
        const known = staying.get(machine.id);
        if (known === undefined) return join(machine);
        known.collector.retune(machine);
        return known;
      });
      for (const member of members) if (!staying.has(member.collector.machine.id)) start(member);
    },
  };
}

/** Begins all accounts in one transaction, which writes the card once; one by one where the file does not allow it. */
export function openTogether<T>({ database, log }: { database: Database; log: Log }, open: () => T): T {
  try {
    return database.durably(open);
  } catch (error) {
    const problem = messageOf(error);
    if (problem.startsWith('BUG:')) throw error;
    log.error({ problem }, 'the accounts could not be begun together');
    return open();
  }
}
