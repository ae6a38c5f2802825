// The members as they are written down now: read from the entries, and read again when somebody changed one, in this
// process or in another. Whoever needs the directory asks for it each time and keeps nothing of it.
import type { TimestampMs } from '@nakamawashi/machine-model';
import { type Directory, emptyDirectory } from './directory.ts';
import type { DirectoryDatabase } from './directoryDatabase.ts';
import { type Change, type EntryBook, type EntryState, openEntryBook } from './entryBook.ts';
import type { EntryBody, EntryKind } from './entryKinds.ts';

export interface Members {
  readonly entries: EntryBook;
  now(): Directory;
  /** Changes an entry; what `now` gives has it. Throws as EntryBook.change does. */
  change<K extends EntryKind>(change: Change<K>): number;
  /** Several changes, all of them or none, on disk on return; what `now` gives has all or none too. */
  together<T>(work: () => T): T;
  /** The directory as it was after a change, by its number. */
  asOf(change: number): Directory;
  /** Looks whether another process changed an entry; about once a second. */
  look(): void;
  /** Writes a whole directory down as the first versions; does nothing where a workshop is written down already. */
  begin(directory: Directory, at: TimestampMs): boolean;
  /** `watcher` is told after each change; gives the way to end that. */
  watch(watcher: () => void): () => void;
}

/** Who is named for what came from the folders that a consortium began with. */
const beginner = 'console';

export function openMembers(database: DirectoryDatabase, timeZone: string): Members {
  const entries = openEntryBook(database);
  const watchers = new Set<() => void>();
  let directory = emptyDirectory(timeZone);
  let taken = 0;
  let fileSeen = database.version();
  const take = (): void => {
    const last = entries.lastChange();
    if (last === taken) return;
    directory = changed(directory, entries.changesSince(taken));
    taken = last;
    for (const watcher of watchers) watcher();
  };
  take();
  return {
    entries,
    now: () => directory,
    change: (change) => {
      const version = entries.change(change);
      take();
      return version;
    },
    together: (work) => {
      try {
        return database.durably(() => {
          take();
          return work();
        });
      } catch (error) {
        directory = changed(emptyDirectory(timeZone), entries.changesSince(0));
        taken = entries.lastChange();
        for (const watcher of watchers) watcher();
        throw error;
      }
    },
    asOf: (change) => changed(directory, entries.asOf(change)),
    look: () => {
      const file = database.version();
      if (file === fileSeen) return;
      fileSeen = file;
      take();
    },
    begin: (first, at) => {
      if (directory.workshops.size > 0) return false;
      database.durably(() => writeFirst(entries, first, at));
      take();
      return true;
    },
    watch: (watcher) => {
      watchers.add(watcher);
      return () => {
        watchers.delete(watcher);
      };
    },
  };
}

function writeFirst(entries: EntryBook, first: Directory, at: TimestampMs): void {
  for (const [id, body] of first.calendars) {
    entries.change({ kind: 'calendar', id, body, person: beginner, at });
  }
  for (const [id, body] of first.workshops) {
    entries.change({ kind: 'workshop', id, body, person: beginner, at });
  }
}

/** The directory with these entries changed; a shelf on which nothing changed is the same one as before. */
function changed(before: Directory, news: readonly EntryState[]): Directory {
  const shelf = <K extends EntryKind>(
    kind: K,
    entries: ReadonlyMap<string, EntryBody<K>>,
  ): ReadonlyMap<string, EntryBody<K>> => {
    const own = news.filter((entry) => entry.kind === kind);
    if (own.length === 0) return entries;
    const next = new Map<string, EntryBody<K>>(entries);
    for (const { id, body } of own) {
      if (body === null) next.delete(id);
      else next.set(id, body as EntryBody<K>);
    }
    return next;
  };
  return {
    timeZone: before.timeZone,
    workshops: shelf('workshop', before.workshops),
    calendars: shelf('calendar', before.calendars),
    circles: shelf('circle', before.circles),
    regions: shelf('region', before.regions),
    stances: shelf('stance', before.stances),
    bookings: shelf('booking', before.bookings),
    actuals: shelf('actual', before.actuals),
  };
}
