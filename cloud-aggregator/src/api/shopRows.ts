// Each shop's rows of spare capacity with everything they rest on: they hold until some of that is other. What is made
// of a row again and again is kept beside it: a WeakMap of a ward's rows would cost every collection of garbage a stop.
import { isDeepStrictEqual } from 'node:util';
import type { TimestampMs } from '@nakamawashi/machine-model';
import { bookingsOf, type Directory } from '../directory/directory.ts';
import type { Workshop } from '../directory/entryKinds.ts';
import { foldedOf } from '../search/foldedOf.ts';
import { type CapacitySources, rowsOfWorkshop } from './capacity.ts';
import type { CapacityRow } from './capacityRow.ts';
import { rowWritten } from './rowsWritten.ts';

/** A shop's rows and everything they rest on. */
interface Kept {
  readonly at: TimestampMs;
  readonly grounds: Grounds;
  /** With which the grounds were found to be as they are. */
  directory: Directory;
  readonly rows: readonly KeptRow[];
}

/** A row, at which change it became what it is, and what was made of it when it was asked for first. */
interface KeptRow {
  readonly row: CapacityRow;
  readonly bornAt: number;
  folded?: string;
  written?: Uint8Array;
}

/** When is asked, and how old rows may be. */
interface Asked {
  readonly at: TimestampMs;
  /** The local date at `at`. */
  readonly date: string;
  readonly mostMs: number;
}

type Sources = Omit<CapacitySources, 'directory'> & { readonly directory: () => Directory };

export function openShopRows(sources: Sources) {
  const shops = new Map<string, Kept>();
  let changes = 0;
  let epoch = 0;
  /** Undefined for a row that has become another one since. */
  const keptOf = (row: CapacityRow): KeptRow | undefined =>
    shops.get(row.workshop.id)?.rows.find((kept) => kept.row === row);
  return {
    /** Computes the shop's rows if what is kept does not hold any more. */
    bringUp: (workshop: Workshop, { at, date, mostMs }: Asked): void => {
      const directory = sources.directory();
      const kept = shops.get(workshop.id);
      const isFresh = kept !== undefined && kept.at <= at && at - kept.at < mostMs;
      const scene = { directory, workshop, at, date };
      if (isFresh && holds(kept, sources, scene)) return;
      const before = kept?.rows ?? [];
      const rows = rowsOfWorkshop({ ...sources, directory }, workshop, 'desk', at).map((row, index) => {
        const old = before[index];
        return old !== undefined && isDeepStrictEqual(old.row, row) ? old : { row, bornAt: changes + 1 };
      });
      shops.set(workshop.id, { at, grounds: groundsOf(sources, scene), directory, rows });
      if (same(before, rows)) return;
      changes += 1;
      const isSameList =
        before.length === rows.length && before.every(({ row }, at) => row.id === rows[at]?.row.id);
      if (!isSameList) epoch += 1;
    },
    rowsOf: (id: string): readonly CapacityRow[] => shops.get(id)?.rows.map(({ row }) => row) ?? [],
    foldedOf: (row: CapacityRow): string => {
      const kept = keptOf(row);
      if (kept === undefined) return foldedOf(row);
      kept.folded ??= foldedOf(row);
      return kept.folded;
    },
    writtenOf: (row: CapacityRow): Uint8Array => {
      const kept = keptOf(row);
      if (kept === undefined) return rowWritten(row);
      kept.written ??= rowWritten(row);
      return kept.written;
    },
    /** Whether the row became what it is after that change, or is another one by now. */
    isNewerThan: (row: CapacityRow, change: number): boolean => (keptOf(row)?.bornAt ?? changes + 1) > change,
    /** The rows that became what they are after that change. */
    changedSince: (change: number): readonly CapacityRow[] =>
      [...shops.values()].flatMap(({ rows }) =>
        rows.filter(({ bornAt }) => bornAt > change).map(({ row }) => row),
      ),
    /** Another number whenever a row changed. */
    changes: (): number => changes,
    /** Another number whenever there is a row more or less. */
    epoch: (): number => epoch,
    keepOnly: (workshops: ReadonlyMap<string, unknown>): void => {
      for (const id of shops.keys()) if (!workshops.has(id)) shops.delete(id);
    },
  };
}

interface Scene {
  readonly directory: Directory;
  readonly workshop: Workshop;
  readonly at: TimestampMs;
  readonly date: string;
}

/** Everything that was written down, counted or sent, in so far as the shop's rows show it. */
interface Grounds {
  readonly written: readonly unknown[];
  readonly passing: readonly unknown[];
}

function groundsOf(sources: Sources, scene: Scene): Grounds {
  return { written: writtenOf(scene), passing: passingOf(sources, scene) };
}

/** Whether all of it is as it was: asked of every shop at every question, so it looks at as little as it can. */
function holds(kept: Kept, sources: Sources, scene: Scene): boolean {
  if (!same(kept.grounds.passing, passingOf(sources, scene))) return false;
  if (kept.directory === scene.directory) return true;
  if (!same(kept.grounds.written, writtenOf(scene))) return false;
  kept.directory = scene.directory;
  return true;
}

/** What somebody wrote down beside the workshop: the same as long as the directory is. */
function writtenOf({ directory, workshop }: Scene): readonly unknown[] {
  return [
    directory.stances.get(workshop.id),
    bookingsOf(directory, workshop.id),
    directory.calendars,
    directory.regions,
    directory.circles,
  ];
}

/** What was counted and sent, the time, and the workshop, which may be that of a directory before. */
function passingOf({ board, book }: Sources, { workshop, at, date }: Scene): readonly unknown[] {
  return [
    date,
    workshop,
    book.version(workshop.id),
    board.sharingVersion(workshop.id),
    workshop.pausedUntil !== null && workshop.pausedUntil > at,
  ];
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
