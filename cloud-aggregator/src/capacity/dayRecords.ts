// What is on record of one machine's last days, in as little memory as a ward needs: eight sums a day in a ring, so
// that ten weeks of a machine are 3 kB. Promise: what is put in comes out; a day that is too old for the ring is gone.
import type { DayTally } from '@nakamawashi/machine-model';
import { afternoonOf } from '@nakamawashi/machine-model';
import { remembered } from '../remembered.ts';
import type { HalfDayRecord } from './usualLoad.ts';

/** One day as far as capacity asks; milliseconds. */
export interface DayRecord {
  readonly date: string;
  readonly plannedMs: number;
  /** Planned time of which nothing is known. */
  readonly unknownMs: number;
  readonly halfDays: readonly [HalfDayRecord, HalfDayRecord];
}

export interface DayRecords {
  /** Takes a day in, or in another count again; one older than what its place holds is left out. */
  put(tally: DayTally): void;
  /** All days, oldest first. */
  days(): readonly DayRecord[];
}

const dayMs = 86_400_000;
/** The day's number (0: an empty place), planned, unknown, and planned, observed and busy of both halves. */
const fields = 9;

/** A ring of as many days. */
export function openDayRecords(mostDays: number): DayRecords {
  // A day of 25 hours is 90 million milliseconds, which 32 bits hold.
  const ring = new Uint32Array(mostDays * fields);
  return {
    put: (tally) => {
      const day = Date.parse(tally.date) / dayMs;
      const place = (day % mostDays) * fields;
      if ((ring[place] ?? 0) > day) return;
      const { plannedMs, inPlan, morning } = tally;
      const afternoon = afternoonOf(tally);
      const halves = [morning, afternoon].flatMap((half) => [half.plannedMs, half.observedMs, half.busyMs]);
      ring.set([day, plannedMs, inPlan.unknown, ...halves], place);
    },
    days: () => {
      const found: DayRecord[] = [];
      for (let place = 0; place < ring.length; place += fields) {
        const [day = 0, plannedMs = 0, unknownMs = 0, ...sums] = ring.subarray(place, place + fields);
        if (day === 0) continue;
        const date = dateOf(day);
        const [plannedAm = 0, observedAm = 0, busyAm = 0, plannedPm = 0, observedPm = 0, busyPm = 0] = sums;
        const morning = { plannedMs: plannedAm, observedMs: observedAm, busyMs: busyAm };
        const afternoon = { plannedMs: plannedPm, observedMs: observedPm, busyMs: busyPm };
        found.push({
          date,
          plannedMs,
          unknownMs,
          halfDays: [
            { date, half: 'morning', ...morning },
            { date, half: 'afternoon', ...afternoon },
          ],
        });
      }
      return found.sort((a, b) => (a.date < b.date ? -1 : 1));
    },
  };
}

/** The date of a day's number, written once: thousands of machines have the same days. */
const dateOf = remembered((day: number) => new Date(day * dayMs).toISOString().slice(0, 10), 2_000);
