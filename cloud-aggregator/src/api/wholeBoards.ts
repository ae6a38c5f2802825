// Whole boards for the readers of the live feed. While a board is on its way to a reader nothing else is written to
// him: what changes meanwhile is kept as ids alone and told afterwards.
import type { MachineId } from '@nakamawashi/machine-model';
import type { MachineRow } from '../board/machineRow.ts';
import { type BoardSnapshot, beginSnapshot, type SnapshotSources } from './boardSnapshot.ts';
import type { FeedText } from './feedText.ts';

/** What is known of a reader here. */
export interface BoardReader {
  readonly audience: { readonly key: string; shows(row: MachineRow): MachineRow | null };
  /** Null while the line takes everything, else when it became full, on the monotonic clock. */
  fullSinceMs: number | null;
  /** Machines that changed while the reader could not be told. */
  readonly missed: Set<MachineId>;
  /** The board on its way to the reader, and how many of its pieces are sent. */
  snapshot: { readonly of: BoardSnapshot; sent: number } | null;
  /** The board is to be sent once more after the one on its way. */
  isOutdated: boolean;
}

interface Sending<R extends BoardReader> {
  readonly readers: ReadonlySet<R>;
  write(reader: R, text: FeedText): void;
  /** The board is with the reader. */
  shown(reader: R): void;
}

/** Whole boards on their way to readers, a piece of each at every turn of the event loop. */
export function openWholeBoards<R extends BoardReader>(options: SnapshotSources, sending: Sending<R>) {
  const { readers, write, shown } = sending;
  const making = openMaking(options);
  let isTurning = false;
  const goOn = (reader: R): void => {
    while (reader.snapshot !== null && reader.fullSinceMs === null) {
      const { of, sent } = reader.snapshot;
      const piece = of.pieces[sent];
      if (piece !== undefined) {
        reader.snapshot.sent += 1;
        write(reader, piece);
      } else if (!of.isWhole()) return;
      else {
        reader.snapshot = null;
        if (!reader.isOutdated) shown(reader);
        else {
          begin(reader);
          later();
        }
      }
    }
  };
  const begin = (reader: R): void => {
    const snapshot = making.join(reader.audience);
    reader.isOutdated = false;
    // What changed before the snapshot was begun is in it.
    reader.missed.clear();
    for (const id of snapshot.changed) reader.missed.add(id);
    reader.snapshot = { of: snapshot, sent: 0 };
  };
  const turn = (): void => {
    isTurning = false;
    making.advance();
    for (const reader of readers) goOn(reader);
    if (making.isAny()) later();
  };
  const later = (): void => {
    if (isTurning) return;
    isTurning = true;
    setImmediate(turn);
  };
  return {
    /** Sends a reader the whole board, after the one that may be on its way. */
    show: (reader: R): void => {
      if (reader.snapshot !== null) reader.isOutdated = true;
      else begin(reader);
      if (!isTurning) turn();
    },
    goOn,
    forget: making.forget,
    changed: making.changed,
  };
}

/** Boards that are being made; who is shown the same shares one. */
function openMaking(options: SnapshotSources) {
  const making = new Set<BoardSnapshot>();
  /** Of those, what whoever comes now may share, by what he is shown. */
  const shared = new Map<string, BoardSnapshot>();
  return {
    join: ({ key, shows }: BoardReader['audience']): BoardSnapshot => {
      const snapshot = shared.get(key) ?? beginSnapshot(options, shows);
      shared.set(key, snapshot);
      making.add(snapshot);
      return snapshot;
    },
    advance: (): void => {
      for (const snapshot of making) {
        snapshot.advance();
        if (snapshot.isWhole()) making.delete(snapshot);
      }
      for (const [key, snapshot] of shared) if (snapshot.isWhole()) shared.delete(key);
    },
    isAny: (): boolean => making.size > 0,
    /** Who sees what may have changed: nobody joins what is being made. */
    forget: (): void => shared.clear(),
    changed: (ids: readonly MachineId[]): void => {
      for (const snapshot of making) for (const id of ids) snapshot.changed.add(id);
    },
  };
}
