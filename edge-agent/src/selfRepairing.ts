// A database that survives its own file: when work fails because the file is damaged, a new one takes its place
// before the next work begins. Promise: the work that failed is told so, and whoever tries it again finds a file
// that can be used.
import { messageOf } from '@nakamawashi/runtime';
import { type Database, isDamage, type Statement } from './database.ts';

/** The database, replaced by what `replace` returns as soon as it is found damaged; it is closed before. */
export function selfRepairing(first: Database, replace: (reason: string) => Database): Database {
  let current = first;
  let damage: string | null = null;
  let depth = 0;
  /** False while a full disk has no room for the new file. */
  let isOpen = true;
  const watch = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (isDamage(error)) damage = messageOf(error);
      throw error;
    }
  };
  /** Only between two transactions: within one, half of the work would be in either file. */
  const mend = (): void => {
    if (damage === null || depth > 0) return;
    if (isOpen) current.close();
    isOpen = false;
    current = replace(damage);
    isOpen = true;
    damage = null;
  };
  const transaction = <T>(kind: 'durably' | 'soon', work: () => T): T => {
    mend();
    depth += 1;
    try {
      return watch(() => current[kind](work));
    } finally {
      depth -= 1;
    }
  };
  return {
    prepare: (sql) => {
      let made = { by: current, statement: watch(() => current.prepare(sql)) };
      const statement = (): Statement => {
        mend();
        if (made.by !== current) made = { by: current, statement: current.prepare(sql) };
        return made.statement;
      };
      return {
        run: (...values) => watch(() => statement().run(...values)),
        get: (...values) => watch(() => statement().get(...values)),
        all: (...values) => watch(() => statement().all(...values)),
        iterate: (...values) => watch(() => statement().iterate(...values)),
      };
    },
    durably: (work) => transaction('durably', work),
    soon: (work) => transaction('soon', work),
    condemn: (reason) => watch(() => current.condemn(reason)),
    close: () => {
      if (isOpen) current.close();
    },
  };
}
