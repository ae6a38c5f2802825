// Pure: what a device refused to read, so that it is not asked for in every cycle: single addresses, and places over
// which no request may reach.
// Promise: what was refused is tried again, ever more rarely, and forgotten when it answers.
import type { Table } from './address.ts';

/** Something refused: addresses (`hole`), or every request that reaches from before `start` to it (`cut`). */
interface Refusal {
  readonly kind: 'hole' | 'cut';
  readonly table: Table;
  readonly start: number;
  /** Addresses in a hole; 0 for a cut. */
  readonly length: number;
  readonly waitMs: number;
  /** Tried again from this instant on, by a clock that never steps. */
  readonly retryMs: number;
}

/** All a unit has refused. */
export type Holes = readonly Refusal[];

/** Where something lies. */
export type Place = Pick<Refusal, 'kind' | 'table' | 'start' | 'length'>;

const firstWaitMs = 60_000;
const longestWaitMs = 3_600_000;

/** The place was refused at `nowMs`: the next trial comes a minute later, then two, at last an hour. */
export function refused(holes: Holes, place: Place, nowMs: number): Holes {
  const before = holes.find((each) => isAt(each, place));
  // Several items of one place were refused together: that is one refusal.
  if (before !== undefined && nowMs < before.retryMs) return holes;
  const waitMs = before === undefined ? firstWaitMs : Math.min(before.waitMs * 2, longestWaitMs);
  const { kind, table, start, length } = place;
  const others = holes.filter((each) => !isAt(each, place));
  return [...others, { kind, table, start, length, waitMs, retryMs: nowMs + waitMs }];
}

/** A request over these addresses was answered: nothing in it is refused any more. */
export function answered(holes: Holes, { table, start, length }: Omit<Place, 'kind'>): Holes {
  const end = start + length;
  const left = holes.filter((each) => {
    if (each.table !== table) return true;
    if (each.kind === 'cut') return each.start <= start || each.start >= end;
    return each.start < start || each.start + each.length > end;
  });
  return left.length === holes.length ? holes : left;
}

/** Whether this very hole is to be left alone at `nowMs`. */
export function isLeftAlone(holes: Holes, place: Place, nowMs: number): boolean {
  return holes.some((each) => isAt(each, place) && nowMs < each.retryMs);
}

/** Whether a request over these addresses would meet a known hole, or reach over a cut that is not to be tried yet. */
export function meets(holes: Holes, { table, start, length }: Omit<Place, 'kind'>, nowMs: number): boolean {
  const end = start + length;
  return holes.some((each) => {
    if (each.table !== table) return false;
    if (each.kind === 'cut') return nowMs < each.retryMs && start < each.start && each.start < end;
    return each.start < end && start < each.start + each.length;
  });
}

/** When the plan of requests has to be made anew. */
export function nextRetryMs(holes: Holes, nowMs: number): number {
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...holes.map(({ retryMs }) => retryMs).filter((ms) => ms > nowMs),
  );
}

function isAt(refusal: Refusal, { kind, table, start, length }: Place): boolean {
  const { kind: itsKind, table: itsTable, start: itsStart, length: itsLength } = refusal;
  return itsKind === kind && itsTable === table && itsStart === start && itsLength === length;
}
