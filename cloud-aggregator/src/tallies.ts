// Day tallies, kept current: whatever a commit touched is due and computed again from the slots, never added to,
// so that what is stored always equals a computation from scratch.
import { setImmediate as otherWork } from 'node:timers/promises';
import type { DayTally, MachineId, Slot, TimestampMs } from '@nakamawashi/machine-model';
import { dayBounds, tallyDay } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import { type Directory, planBasis } from './directory/directory.ts';
import { datePlus } from './directory/localDates.ts';
import type { PlanBook } from './directory/planBook.ts';
import type { DueDay, MachineDay, TallyQuery, UtilisationStore } from './store/utilisationStore.ts';

/** A tally and the end of the last slot it counts, null for a day without slots. */
export interface CountedTally {
  readonly tally: DayTally;
  readonly through: TimestampMs | null;
}

const roundDays = 50;
/** Between two rounds that had little to do, so that one slot time of a ward makes a few rounds and not thousands. */
const restMs = 1_000;
/** After a full round, times as long as it took: a backlog touches the same days again, and receipts come first. */
const restAfterWork = 12;

/** Computes one day from its slots. */
export async function countDay(
  store: UtilisationStore,
  plans: PlanBook,
  { machine, date }: MachineDay,
): Promise<CountedTally> {
  const { bounds, pieces } = plans.day(machine, date);
  const slots: Slot[] = [];
  for await (const slot of store.slots({ ...bounds, machines: [machine] })) slots.push(slot);
  const last = slots.at(-1);
  const through = last === undefined ? null : Math.min(last.start + last.lengthMs, bounds.until);
  return { tally: tallyDay({ machine, date, pieces, slots }), through };
}

/** The days that slots of a due day may belong to: the day before too, where its last shift reaches over midnight. */
function touched(plans: PlanBook, due: DueDay): readonly DueDay[] {
  const before = datePlus(due.date, -1);
  // No stamp is negative, so putting this tally leaves the day as due as it was.
  return reachesOver(plans, { ...due, date: before }) ? [{ ...due, date: before, stamp: -1 }, due] : [due];
}

function reachesOver(plans: PlanBook, { machine, date }: MachineDay): boolean {
  return plans.day(machine, date).bounds.until > dayBounds(date, plans.timeZone).until;
}

/** Keeps the stored tallies current until `signal` is aborted; throws when the store fails. */
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
    const counted: { due: DueDay; counted: CountedTally }[] = [];
    for (const due of dueDays.flatMap((each) => touched(plans, each))) {
      counted.push({ due, counted: await countDay(store, plans, due) });
      await otherWork();
    }
    if (signal.aborted) return;
    await store.putTallies(counted.map((each) => ({ due: each.due, tally: each.counted.tally })));
    for (const each of counted) onCounted(each.counted);
    const pauseMs = dueDays.length < roundDays ? restMs : restAfterWork * (clock.monotonicMs() - startedMs);
    await clock.sleep(pauseMs, signal).catch(() => undefined);
  }
}

interface TallySources {
  readonly store: UtilisationStore;
  readonly plans: PlanBook;
  readonly directory: Directory;
}

/** Gives the tallies of some machines after others, so that those of all need not be held at once. */
export interface TallyReader {
  /** Every day of each, by machine and date. */
  of(machines: readonly MachineId[]): Promise<readonly DayTally[]>;
}

/**
 * Every day of every wanted machine, by machine and date, current even where the stored tallies are not: days that are
 * due, were computed with another calendar, or were never stored are computed now and not written.
 */
export async function currentTallies(
  sources: TallySources,
  query: TallyQuery & { readonly machines: readonly MachineId[] },
): Promise<readonly DayTally[]> {
  return (await openTallyReader(sources, query)).of(query.machines);
}

/** The same for machines that are asked for one after the other; what is due is looked up once, now. */
export async function openTallyReader(sources: TallySources, range: TallyQuery): Promise<TallyReader> {
  const { store, plans, directory } = sources;
  const key = ({ machine, date }: MachineDay): string => `${machine} ${date}`;
  const bases = await store.bases();
  const dueDays = await store.dueBetween({ ...range, lastDate: datePlus(range.lastDate, 1) });
  const due = new Set(dueDays.flatMap((each) => touched(plans, each)).map(key));
  const dates = datesBetween(range.firstDate, range.lastDate);
  return {
    of: async (machines) => {
      const stored = new Map(
        (await store.tallies({ ...range, machines })).map((tally) => [key(tally), tally]),
      );
      const found: DayTally[] = [];
      for (const machine of [...machines].sort()) {
        const sameCalendar = bases.get(machine) === planBasis(directory, machine);
        for (const date of dates) {
          const tally = stored.get(key({ machine, date }));
          const isDue = due.has(key({ machine, date }));
          if (tally !== undefined && sameCalendar && !isDue) found.push(tally);
          else if (tally === undefined && !isDue) {
            found.push(tallyDay({ machine, date, pieces: plans.day(machine, date).pieces, slots: [] }));
          } else {
            found.push((await countDay(store, plans, { machine, date })).tally);
          }
        }
        await otherWork();
      }
      return found;
    },
  };
}

/** All dates from one through another, both included. */
export function datesBetween(first: string, last: string): readonly string[] {
  const dates: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000) {
    dates.push(new Date(at).toISOString().slice(0, 10));
  }
  return dates;
}
