// The members as they are written down now: read from the entries, and read again when somebody changed one, in this
// process or in another. Whoever needs the directory asks for it each time and keeps nothing of it.
import type { TimestampMs } from '@nakamawashi/machine-model';
import { allSteps } from '../allSteps.ts';
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
  /** Takes what another process or thread changed, about once a second; after a large import it pauses in between. */
  look(): Generator<void, void>;
  /** Writes a whole directory down as the first versions; does nothing where a workshop is written down already. */
  begin(directory: Directory, at: TimestampMs): boolean;
  /** `watcher` is told after each change; gives the way to end that. */
  watch(watcher: () => void): () => void;
}

/** Who is named for what came from the folders that a consortium began with. */
const beginner = 'console';

export function openMembers(database: DirectoryDatabase, timeZone: string): Members {
  const entries = openEntryBook(database);
  const picture = openPicture(entries, timeZone);
  const { now, take } = picture;
  take();
  return {
    entries,
    now,
    change: (change) => {
      const version = entries.change(change);
      take();
      return version;
    },
    together: (work) => {
      let before = null as Picture | null;
      try {
        const result = database.durably(() => {
          take();
          before = picture.picture();
          return work();
        });
        take();
        return result;
      } catch (error) {
        if (before !== null) picture.backTo(before);
        throw error;
      }
    },
    asOf: (change) => changed(now(), entries.asOf(change)),
    look: picture.taking,
    begin: (first, at) => {
      if (now().workshops.size > 0) return false;
      database.durably(() => writeFirst(entries, first, at));
      take();
      return true;
    },
    watch: picture.watch,
  };
}

/** The directory with what was read since it changed last, and through which change. */
interface Picture {
  readonly directory: Directory;
  readonly news: readonly EntryState[];
  readonly lastChange: number;
}

function openPicture(entries: EntryBook, timeZone: string) {
  const watchers = new Set<() => void>();
  let picture: Picture = { directory: emptyDirectory(timeZone), news: [], lastChange: 0 };
  const show = (next: Picture): void => {
    picture = next;
    for (const watcher of watchers) watcher();
  };
  /** Whoever comes meanwhile goes on where this one stands; the directory changes once, when all is read. */
  function* taking(): Generator<void, void> {
    for (;;) {
      const page = entries.changesSince(picture.lastChange);
      if (page === null) break;
      picture = { ...picture, news: [...picture.news, ...page.entries], lastChange: page.lastChange };
      yield;
    }
    const { directory, news } = picture;
    if (news.length > 0) show({ ...picture, directory: changed(directory, news), news: [] });
  }
  return {
    now: () => picture.directory,
    picture: () => picture,
    taking,
    take: () => allSteps(taking()),
    /** To what it was before changes that were taken back. */
    backTo: show,
    watch: (watcher: () => void) => {
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
