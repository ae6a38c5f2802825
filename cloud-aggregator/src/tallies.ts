// Day tallies, kept current: whatever a commit touched is due and computed again from the slots, never added to,
// so that what is stored always equals a computation from scratch.
import { setImmediate as otherWork } from 'node:timers/promises';
import type { DayTally, MachineId, Slot, TimestampMs } from '@nakamawashi/machine-model';
import { dayBounds, overlapOf, tallyDay } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import { datePlus } from './directory/localDates.ts';
import type { PlanBook } from './directory/planBook.ts';
import type {
  DueDay,
  MachineDay,
  PlannedTally,
  TallyQuery,
  UtilisationStore,
} from './store/utilisationStore.ts';

/** A tally and the end of the last slot it counts, null for a day without slots. */
export interface CountedTally extends PlannedTally {
  readonly through: TimestampMs | null;
}

const roundDays = 50;
/** Between two rounds that had little to do, so that one slot time of a ward makes a few rounds and not thousands. */
const restMs = 1_000;
/** After a full round, times as long as it took: a backlog touches the same days again, and receipts come first. */
const restAfterWork = 12;
/** Of a machine before anything else has its turn: a plan that nobody asked for yet is expensive. */
const daysAtOnce = 16;

/** Computes one day from its slots. */
export async function countDay(
  store: UtilisationStore,
  plans: PlanBook,
  { machine, date }: MachineDay,
): Promise<CountedTally> {
  const { bounds, pieces, digest: plan } = plans.day(machine, date);
  const slots: Slot[] = [];
  for await (const slot of store.slots({ ...bounds, machines: [machine] })) slots.push(slot);
  const last = slots.at(-1);
  const through = last === undefined ? null : Math.min(last.start + last.lengthMs, bounds.until);
  return { tally: tallyDay({ machine, date, pieces, slots }), plan, through };
}

/**
 * The days that slots of a due day may belong to: one beside it too whose plan reaches into it, over midnight or
 * because the workshop's clocks are others than the consortium's.
 */
function touched(plans: PlanBook, due: DueDay): readonly DueDay[] {
  const beside = [-1, 1].filter((days) =>
    reachesInto(plans, { ...due, date: datePlus(due.date, days) }, due),
  );
  // No stamp is negative, so putting these tallies leaves their days as due as they were.
  return [due, ...beside.map((days) => ({ ...due, date: datePlus(due.date, days), stamp: -1 }))];
}

/** Whether what belongs to one date of a machine lies partly on another one. */
function reachesInto(plans: PlanBook, day: MachineDay, other: MachineDay): boolean {
  const { bounds } = plans.day(day.machine, day.date);
  return overlapOf(bounds, dayBounds(other.date, plans.timeZone)) !== null;
}

/**
 * Keeps the stored tallies current until `signal` is aborted; throws when the store fails. `plans` are those whose
 * calendars the store has noted: a tally made with any other would not become due with them.
 */
export async function keepTallies(options: {
  readonly store: UtilisationStore;
  readonly plans: PlanBook;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  onCounted(counted: CountedTally): void;
}): Promise<void> {
  const { store, plans, clock, signal, onCounted } = options;
  while (!signal.aborted) {
    const startedMs = clock.monotonicMs();
    const dueDays = await store.dueDays(roundDays);
    const counted: (CountedTally & { due: DueDay })[] = [];
    for (const due of dueDays.flatMap((each) => touched(plans, each))) {
      counted.push({ due, ...(await countDay(store, plans, due)) });
      await otherWork();
    }
    if (signal.aborted) return;
    // Whose calendar was changed meanwhile stays due and comes with the next round.
    const current = counted.filter(({ due, plan }) => plan === plans.day(due.machine, due.date).digest);
    await store.putTallies(current);
    for (const each of current) onCounted(each);
    const pauseMs = dueDays.length < roundDays ? restMs : restAfterWork * (clock.monotonicMs() - startedMs);
    await clock.sleep(pauseMs, signal).catch(() => undefined);
  }
}

interface TallySources {
  readonly store: UtilisationStore;
  readonly plans: PlanBook;
}

/** Gives the tallies of some machines after others, so that those of all need not be held at once. */
export interface TallyReader {
  /** Every day of each, by machine and date. */
  of(machines: readonly MachineId[]): Promise<readonly DayTally[]>;
}

/**
 * Every day of every wanted machine, by machine and date, current even where the stored tallies are not: days that are
 * due, were computed with another plan, or were never stored are computed now and not written.
 */
export async function currentTallies(
  sources: TallySources,
  query: TallyQuery & { readonly machines: readonly MachineId[] },
): Promise<readonly DayTally[]> {
  return (await openTallyReader(sources, query)).of(query.machines);
}

/** The same for machines that are asked for one after the other; what is due is looked up once, now. */
export async function openTallyReader(sources: TallySources, range: TallyQuery): Promise<TallyReader> {
  const { store, plans } = sources;
  const key = ({ machine, date }: MachineDay): string => `${machine} ${date}`;
  // With the days beside, whose slots may belong to a night shift that began before.
  const reach = { ...range, firstDate: datePlus(range.firstDate, -1), lastDate: datePlus(range.lastDate, 1) };
  const due = new Set((await store.dueBetween(reach)).map(key));
  const dates = datesBetween(reach.firstDate, reach.lastDate);
  return {
    of: async (machines) => {
      const stored = new Map(
        (await store.tallies({ ...reach, machines })).map((each) => [key(each.tally), each]),
      );
      const found: DayTally[] = [];
      for (const machine of [...machines].sort()) {
        const days = dates.map((date) => ({ machine, date }));
        const stale: boolean[] = [];
        for (const day of days) {
          if (stale.length % daysAtOnce === 0) await otherWork();
          const known = stored.get(key(day))?.plan;
          const isOther = known !== undefined && known !== plans.day(machine, day.date).digest;
          stale.push(isOther || due.has(key(day)));
        }
        for (const [index, day] of days.slice(1, -1).entries()) {
          const isTouched = [index, index + 2].some((beside) => {
            const other = days[beside];
            return stale[beside] && other !== undefined && reachesInto(plans, day, other);
          });
          if (stale[index + 1] || isTouched) found.push((await countDay(store, plans, day)).tally);
          else found.push(stored.get(key(day))?.tally ?? emptyDay(plans, day));
        }
      }
      return found;
    },
  };
}

/** A day of which no slot is stored. */
function emptyDay(plans: PlanBook, day: MachineDay): DayTally {
  return tallyDay({ ...day, pieces: plans.day(day.machine, day.date).pieces, slots: [] });
}

/** All dates from one through another, both included. */
export function datesBetween(first: string, last: string): readonly string[] {
  const dates: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000) {
    dates.push(new Date(at).toISOString().slice(0, 10));
  }
  return dates;
}
