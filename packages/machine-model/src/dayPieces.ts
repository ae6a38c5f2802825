// Pure: a local day cut where anything about the plan changes, so that every instant belongs to exactly one date.
// A shift over midnight belongs to the date on which it began (domain 8.4); all other time to its calendar date.
import { Temporal } from 'temporal-polyfill';
import { lengthOf, overlapOf, type Span } from './intervals.ts';
import type { TimestampMs } from './reading.ts';
import { dayBounds, plannedOn, type ShiftCalendar } from './shiftCalendar.ts';

/** A stretch of time in which nothing about the plan changes. */
export interface DayPiece {
  readonly from: TimestampMs;
  readonly until: TimestampMs;
  /** Whether it belongs to the date; the rest is there so that slots over the edge are cut alike from both sides. */
  readonly isOwn: boolean;
  readonly isPlanned: boolean;
  /** Before noon of the date; a shift that began on it and goes on after midnight is not. */
  readonly isMorning: boolean;
}

/** No slot is longer than an hour, so nothing further away is cut by the edges of a day. */
const reachMs = 3_600_000;

/** The date's time, with an hour before and after it: sorted, without holes, cut at every edge of the plan. */
export function dayPieces(
  date: string,
  timeZone: string,
  calendar: ShiftCalendar | null,
): readonly DayPiece[] {
  const day = Temporal.PlainDate.from(date);
  const around = [-2, -1, 0, 1, 2].map((days) => day.add({ days }).toString());
  const planned = around.map((each) => (calendar === null ? [] : plannedOn(calendar, each)));
  const midnights = around.map((each) => dayBounds(each, timeZone).from);
  const noons = around.map((each) => noonOf(each, timeZone));
  const [own = [], [begin = 0, end = 0, noon = 0]] = [planned[2], [midnights[2], midnights[3], noons[2]]];
  const hull = { from: begin - reachMs, until: Math.max(end, own.at(-1)?.until ?? end) + reachMs };
  const inHull = (at: TimestampMs): boolean => hull.from < at && at < hull.until;
  const edges = [...planned.flat().flatMap(({ from, until }) => [from, until]), ...midnights, ...noons];
  const cuts = [hull.from, ...new Set(edges.filter(inHull).sort((a, b) => a - b)), hull.until];
  return cuts.slice(1).map((until, index): DayPiece => {
    const from = cuts[index] ?? until;
    const shift = planned.findIndex((spans) =>
      spans.some((span) => overlapOf(span, { from, until }) !== null),
    );
    const isOwn = shift >= 0 ? shift === 2 : begin <= from && from < end;
    return { from, until, isOwn, isPlanned: shift >= 0, isMorning: from < noon };
  });
}

/** The time that belongs to the date, in milliseconds; with `after`, only what lies after that instant. */
export function ownMs(pieces: readonly DayPiece[], after: TimestampMs = Number.MIN_SAFE_INTEGER): number {
  const later: Span = { from: after, until: Number.MAX_SAFE_INTEGER };
  return pieces.reduce((sum, piece) => {
    const part = piece.isOwn ? overlapOf(piece, later) : null;
    return part === null ? sum : sum + lengthOf(part);
  }, 0);
}

function noonOf(date: string, timeZone: string): TimestampMs {
  const plainTime = Temporal.PlainTime.from('12:00');
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
}
