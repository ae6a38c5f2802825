// The desk's rows of spare capacity, kept between questions: a shop's rows are computed anew when something was written
// down or counted, when its box sends more or less, and else once a minute, a few shops at a time, so that no question
// of a ward waits for all of them and the event loop never stands still. A row that says the same stays the same.
import { isDeepStrictEqual } from 'node:util';
import type { MachineId, TimestampMs } from '@nakamawashi/machine-model';
import { localDate } from '@nakamawashi/machine-model';
import { fairOrder } from '../capacity/fairOrder.ts';
import { bookingsOf, type Directory } from '../directory/directory.ts';
import type { Workshop } from '../directory/entryKinds.ts';
import { type CapacitySources, rowsOfWorkshop } from './capacity.ts';
import type { CapacityRow } from './capacityRow.ts';

export interface DeskRows {
  /** Every row, in the fair order of the day; pauses while it computes many. */
  all(at: TimestampMs): Generator<void, readonly CapacityRow[]>;
  /** Computes a few of the oldest anew if anybody asks for them at all; several times a second. */
  keepFresh(at: TimestampMs): void;
}

/** A shop's rows and everything they rest on. */
interface Kept {
  readonly at: TimestampMs;
  readonly grounds: readonly unknown[];
  readonly rows: readonly CapacityRow[];
}

/** Rows are this old at most, as long as `keepFresh` gets round; whoever asks computes what is twice as old himself. */
const freshMs = 60_000;
/** Nobody has asked for so long: nothing is kept fresh. */
const askedMs = 300_000;
const machinesOfStep = 20;
const shopsOfStep = 500;

type Sources = Omit<CapacitySources, 'directory'> & { readonly directory: () => Directory };

export function openDeskRows(sources: Sources): DeskRows {
  const { directory, plans } = sources;
  const shops = openShops(sources);
  let askedAt = Number.NEGATIVE_INFINITY;
  let order: { readonly key: readonly unknown[]; readonly rows: readonly CapacityRow[] } | null = null;
  return {
    *all(at) {
      askedAt = at;
      const { workshops } = directory();
      let computed = 0;
      for (const [index, workshop] of [...workshops.values()].entries()) {
        if (shops.bringUp(workshop, at, 2 * freshMs)) computed += workshop.machines.length;
        if (computed < machinesOfStep && index % shopsOfStep !== shopsOfStep - 1) continue;
        computed = 0;
        yield;
      }
      shops.keepOnly(workshops);
      const date = localDate(at, plans.timeZone);
      const key = [shops.changes(), workshops, date];
      if (order === null || !same(order.key, key)) {
        order = { key, rows: fairOrder([...workshops.keys()].flatMap(shops.rowsOf), date) };
      }
      return order.rows;
    },
    keepFresh: (at) => {
      if (at - askedAt > askedMs) return;
      const { workshops } = directory();
      let computed = 0;
      for (const [id, keptAt] of shops.oldestFirst()) {
        if (computed >= machinesOfStep || at - keptAt < freshMs) return;
        const workshop = workshops.get(id);
        if (workshop === undefined) continue;
        shops.bringUp(workshop, at, freshMs);
        computed += workshop.machines.length;
      }
    },
  };
}

/** The shops' rows, the oldest first. */
function openShops(sources: Sources) {
  const shops = new Map<string, Kept>();
  let changes = 0;
  return {
    /** Computes the shop's rows if what is kept does not hold any more; whether it did. */
    bringUp: (workshop: Workshop, at: TimestampMs, mostMs: number): boolean => {
      const directory = sources.directory();
      const grounds = groundsOf(sources, directory, workshop, at);
      const kept = shops.get(workshop.id);
      const isFresh = kept !== undefined && kept.at <= at && at - kept.at < mostMs;
      if (isFresh && same(kept.grounds, grounds)) return false;
      const before = new Map(kept?.rows.map((row) => [row.id, row]));
      const rows = rowsOfWorkshop({ ...sources, directory }, workshop, 'desk', at).map((row) => {
        const old = before.get(row.id);
        return old !== undefined && isDeepStrictEqual(old, row) ? old : row;
      });
      if (kept === undefined || !same(kept.rows, rows)) changes += 1;
      shops.delete(workshop.id);
      shops.set(workshop.id, { at, grounds, rows });
      return true;
    },
    rowsOf: (id: string): readonly CapacityRow[] => shops.get(id)?.rows ?? [],
    /** Another number whenever a row changed. */
    changes: (): number => changes,
    keepOnly: (workshops: ReadonlyMap<string, unknown>): void => {
      for (const id of shops.keys()) if (!workshops.has(id)) shops.delete(id);
    },
    *oldestFirst(): Generator<readonly [id: string, at: TimestampMs], void> {
      for (const [id, { at }] of shops) yield [id, at];
    },
  };
}

/** Everything that was written down, counted or sent, in so far as the shop's rows show it. */
function groundsOf(
  { board, book, plans }: Sources,
  directory: Directory,
  workshop: Workshop,
  at: TimestampMs,
): readonly unknown[] {
  return [
    localDate(at, plans.timeZone),
    workshop,
    directory.stances.get(workshop.id),
    bookingsOf(directory, workshop.id),
    directory.calendars,
    directory.regions,
    directory.circles,
    book.version(workshop.id),
    workshop.pausedUntil !== null && workshop.pausedUntil > at,
    ...idsOf(workshop).map((id) => board.machine(id)?.shared),
    ...idsOf(workshop).map((id) => board.machine(id)?.known),
  ];
}

const ids = new WeakMap<Workshop, readonly MachineId[]>();

function idsOf(workshop: Workshop): readonly MachineId[] {
  const known = ids.get(workshop) ?? workshop.machines.map(({ id }) => `${workshop.id}/${id}`);
  ids.set(workshop, known);
  return known;
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
