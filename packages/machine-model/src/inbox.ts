// Pure: readings that arrived but whose time is not over yet, because others may still arrive before them.
// Promise: nothing is dated before what is settled or after its arrival; one item's batches keep their order.
import type { Reading, TimestampMs } from './reading.ts';

/** A reading with the time it arrived by our clock. */
export interface Arrival {
  readonly reading: Reading;
  readonly arrived: TimestampMs;
}

/** Readings in the order in which they take effect (their `at`), and those that have to wait. */
export interface Sorted {
  readonly due: readonly Reading[];
  readonly waiting: readonly Arrival[];
}

/** Puts a batch into the inbox; times before `floor` or after the arrival are drawn to these limits. */
export function receive(
  inbox: readonly Arrival[],
  readings: readonly Reading[],
  arrived: TimestampMs,
  floor: TimestampMs,
): readonly Arrival[] {
  const batch = readings.map((reading) => {
    const said = Number.isFinite(reading.at) ? Math.round(reading.at) : arrived;
    const at = Math.min(Math.max(said, floor), arrived);
    return { reading: { ...reading, at }, arrived };
  });
  return [...inbox, ...batch];
}

/** The readings up to `through`, sorted; a later batch never takes effect before an earlier one of the same item. */
export function takeDue(inbox: readonly Arrival[], through: TimestampMs): Sorted {
  if (isInOrder(inbox)) {
    const isDue = ({ reading }: Arrival): boolean => reading.at <= through;
    const until = inbox.findLastIndex(isDue) + 1;
    if (until === 0) return { due: [], waiting: inbox };
    return { due: inbox.slice(0, until).map(({ reading }) => reading), waiting: inbox.slice(until) };
  }
  const latest = new Map<string, TimestampMs>();
  const placed = inbox
    .toSorted((a, b) => a.arrived - b.arrived || a.reading.at - b.reading.at)
    .map((arrival) => {
      const at = Math.max(arrival.reading.at, latest.get(arrival.reading.item) ?? arrival.reading.at);
      latest.set(arrival.reading.item, at);
      return at === arrival.reading.at ? arrival : { ...arrival, reading: { ...arrival.reading, at } };
    });
  const due = placed.filter(({ reading }) => reading.at <= through).map(({ reading }) => reading);
  const waiting = placed.filter(({ reading }) => reading.at > through);
  return { due: due.toSorted((a, b) => a.at - b.at), waiting };
}

/** Whether everything arrived in the order in which it was true, as nearly always: then there is nothing to sort. */
function isInOrder(inbox: readonly Arrival[]): boolean {
  return inbox.every(({ arrived, reading }, index) => {
    const before = inbox[index - 1];
    return before === undefined || (before.arrived <= arrived && before.reading.at <= reading.at);
  });
}
