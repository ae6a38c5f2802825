// Pure: a local day cut where anything about the plan changes, so that every instant belongs to exactly one date.
// A shift over midnight belongs to the date on which it began (domain 8.4); all other time to its calendar date.
import { Temporal } from 'temporal-polyfill';
import { lengthOf, overlapOf, type Span } from './intervals.ts';
import type { TimestampMs } from './reading.ts';
import { plannedOn, type ShiftCalendar, shiftsBegunOn, startOfDate } from './shiftCalendar.ts';

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
  return openDayPieces(timeZone, calendar)(date);
}

/** The same for any date, where many are asked for: what dates beside each other share is worked out once. */
export function openDayPieces(
  timeZone: string,
  calendar: ShiftCalendar | null,
): (date: string) => readonly DayPiece[] {
  const shiftsOn = remembered((date) => (calendar === null ? [] : shiftsBegunOn(calendar, date)));
  const planOn = remembered((date) => (calendar === null ? [] : plannedOn(calendar, date, shiftsOn)));
  const midnightOf = remembered((date) => startOfDate(date, timeZone));
  const noonOf = remembered((date) => noonOfDate(date, timeZone));
  return (date) => {
    const around = [-2, -1, 0, 1, 2].map((days) => datePlus(date, days));
    return cutDay({
      planned: around.map(planOn),
      midnights: around.map(midnightOf),
      noons: around.map(noonOf),
    });
  };
}

/** What may cut a date: of two dates before it, of itself, and of two dates after it. */
interface DayEdges {
  readonly planned: readonly (readonly Span[])[];
  readonly midnights: readonly TimestampMs[];
  readonly noons: readonly TimestampMs[];
}

function cutDay({ planned, midnights, noons }: DayEdges): readonly DayPiece[] {
  const [own = [], [begin = 0, end = 0, noon = 0]] = [planned[2], [midnights[2], midnights[3], noons[2]]];
  // A calendar of another time zone may have a date begin before ours.
  const first = Math.min(begin, own[0]?.from ?? begin);
  const hull = { from: first - reachMs, until: Math.max(end, own.at(-1)?.until ?? end) + reachMs };
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

function remembered<T>(make: (date: string) => T): (date: string) => T {
  const known = new Map<string, T>();
  return (date) => {
    const found = known.get(date) ?? make(date);
    known.set(date, found);
    return found;
  };
}

function datePlus(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The time that belongs to the date, in milliseconds; with `after`, only what lies after that instant. */
export function ownMs(pieces: readonly DayPiece[], after: TimestampMs = Number.MIN_SAFE_INTEGER): number {
  const later: Span = { from: after, until: Number.MAX_SAFE_INTEGER };
  return pieces.reduce((sum, piece) => {
    const part = piece.isOwn ? overlapOf(piece, later) : null;
    return part === null ? sum : sum + lengthOf(part);
  }, 0);
}

/**
 * All that a day's tally takes from its pieces, as a text: equal texts give equal tallies. Of time that does not belong
 * to the date only the cuts matter, and morning only inside the plan.
 */
export function piecesText(pieces: readonly DayPiece[]): string {
  const kinds = pieces.map(({ until, isOwn, isPlanned, isMorning }) => {
    if (!isOwn) return `${until} other`;
    if (!isPlanned) return `${until} outside`;
    return `${until} ${isMorning ? 'morning' : 'afternoon'}`;
  });
  return [pieces[0]?.from ?? '', ...kinds].join(' ');
}

function noonOfDate(date: string, timeZone: string): TimestampMs {
  const plainTime = Temporal.PlainTime.from('12:00');
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
}
