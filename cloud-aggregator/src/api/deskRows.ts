// The desk's rows of spare capacity, kept between questions: a shop's rows are computed anew when something was written
// down or counted, when its box sends more or less, and else once a minute, a few shops at a time, so that no question
// of a ward waits for all of them and the event loop never stands still. A row that says the same stays the same, and
// whoever has the rows of before is told only of those that are other.
import { randomBytes } from 'node:crypto';
import type { TimestampMs } from '@nakamawashi/machine-model';
import { dateNow } from '../capacity/dateNow.ts';
import { type Fair, fairOn, inOrder, mergedInSteps } from '../capacity/fairOrder.ts';
import type { CapacitySources } from './capacity.ts';
import type { CapacityRow } from './capacityRow.ts';
import { openShopRows } from './shopRows.ts';

export interface DeskRows {
  /** Every row, in the fair order of the day; pauses while it computes many. */
  board(at: TimestampMs): Generator<void, DeskBoard>;
  /** Computes a few anew; several times a second. */
  keepFresh(at: TimestampMs): void;
}

export interface DeskBoard {
  readonly rows: readonly CapacityRow[];
  /** Names this state of the rows; good as long as this process runs. */
  readonly stamp: string;
  /**
   * The rows that were other at that stamp, each with its place among the rows now; null where too much has changed to
   * tell it so.
   */
  changedSince(stamp: string): readonly Placed[] | null;
  /** The text under which a row is found, made once. */
  foldedOf(row: CapacityRow): string;
  /** The row as JSON in UTF-8 after a comma, made once. */
  writtenOf(row: CapacityRow): Uint8Array;
}

/** A row and its place among all. */
export type Placed = readonly [place: number, row: CapacityRow];

/** Rows are this old at most, as long as `keepFresh` gets round. */
const freshMs = 60_000;
/** Where it does not, whoever asks waits for what is older than this alone; he asks for what is other soon again. */
const oldestMs = 600_000;
/** `keepFresh` has looked at every shop once in this time. */
const roundMs = 15_000;
/** Work goes on for about so long between two pauses. */
const stepMs = 8;

type Sources = Omit<CapacitySources, 'directory'> & {
  readonly directory: () => CapacitySources['directory'];
};

export function openDeskRows(sources: Sources): DeskRows {
  const { directory, plans } = sources;
  const shops = openShopRows(sources);
  const order = openOrder();
  const round = openRound();
  function* board(at: TimestampMs): Generator<void, DeskBoard> {
    const { workshops } = directory();
    const date = dateNow(at, plans.timeZone);
    let begunMs = performance.now();
    for (const workshop of workshops.values()) {
      shops.bringUp(workshop, { at, date, mostMs: oldestMs });
      if (performance.now() - begunMs < stepMs) continue;
      yield;
      begunMs = performance.now();
    }
    shops.keepOnly(workshops);
    return yield* order.bringUp({ workshops, date }, shops);
  }
  return {
    board,
    keepFresh: (at) => {
      const { workshops } = directory();
      const date = dateNow(at, plans.timeZone);
      const begunMs = performance.now();
      for (const id of round(workshops, at)) {
        const workshop = workshops.get(id);
        if (workshop !== undefined) shops.bringUp(workshop, { at, date, mostMs: freshMs });
        if (performance.now() - begunMs >= stepMs) return;
      }
    },
  };
}

/** Goes round all shops at an even pace, and on from where it was left. */
function openRound() {
  let of: ReadonlyMap<string, unknown> | null = null;
  let ids: readonly string[] = [];
  let next = 0;
  let lookedAt = 0;
  return function* round(workshops: ReadonlyMap<string, unknown>, at: TimestampMs): Generator<string, void> {
    if (of !== workshops) {
      ids = [...workshops.keys()];
      of = workshops;
    }
    const passedMs = Math.min(Math.max(at - lookedAt, 0), roundMs);
    lookedAt = at;
    const due = Math.min(ids.length, Math.ceil((ids.length * passedMs) / roundMs));
    for (let count = 0; count < due; count += 1) {
      next = next + 1 < ids.length ? next + 1 : 0;
      yield ids[next] ?? '';
    }
  };
}

interface Scene {
  readonly workshops: ReadonlyMap<string, unknown>;
  readonly date: string;
}

interface Ordered {
  readonly scene: Scene;
  readonly fair: Fair;
  readonly epoch: number;
  readonly changes: number;
  readonly rows: readonly CapacityRow[];
}

/** The rows in their order; what changed finds its new place, and only another day or other members sort all anew. */
function openOrder() {
  const process = randomBytes(4).toString('hex');
  let kept: Ordered | null = null;
  let epochs = 0;
  function* broughtUp(scene: Scene, shops: ReturnType<typeof openShopRows>): Generator<void, Ordered> {
    const changes = shops.changes();
    const before = kept;
    const isSameScene =
      before !== null && before.scene.workshops === scene.workshops && before.scene.date === scene.date;
    if (isSameScene && before.changes === changes) return before;
    if (isSameScene && before.epoch === epochs + shops.epoch()) {
      const changed = shops.changedSince(before.changes);
      const ids = new Set(changed.map(({ id }) => id));
      const stayed = before.rows.filter(({ id }) => !ids.has(id));
      const rows = yield* mergedInSteps(stayed, changed.toSorted(before.fair), before.fair);
      return { ...before, changes, rows };
    }
    if (!isSameScene) epochs += 1;
    const fair = fairOn(scene.date, scene.workshops.keys());
    const epoch = epochs + shops.epoch();
    const rows = yield* inOrder([...scene.workshops.keys()].flatMap(shops.rowsOf), fair);
    return { scene, fair, epoch, changes, rows };
  }
  return {
    *bringUp(scene: Scene, shops: ReturnType<typeof openShopRows>): Generator<void, DeskBoard> {
      const ordered = yield* broughtUp(scene, shops);
      // Somebody else may have been quicker in one of the pauses.
      if (kept === null || kept.changes <= ordered.changes) kept = ordered;
      const { rows, epoch, changes } = ordered;
      const named = `${process}-${epoch}-`;
      return {
        rows,
        stamp: `${named}${changes}`,
        changedSince: (stamp) => {
          const since = stamp.startsWith(named) ? Number(stamp.slice(named.length)) : Number.NaN;
          if (!Number.isSafeInteger(since) || since > changes) return null;
          const changed: Placed[] = [];
          if (since < changes) {
            for (const [place, row] of rows.entries())
              if (shops.isNewerThan(row, since)) changed.push([place, row]);
          }
          return changed;
        },
        foldedOf: shops.foldedOf,
        writtenOf: shops.writtenOf,
      };
    },
  };
}
