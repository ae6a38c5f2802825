// Gathers the facts of a month from the store and the directory, some machines at a time: what is kept of each machine
// are its sums. Reads while the aggregator is writing.
import type { DayTally, MachineId, Span } from '@nakamawashi/machine-model';
import { localDate, monthBounds } from '@nakamawashi/machine-model';
import { processCodes } from '../directory/capabilities.ts';
import { agreedToMonths } from '../directory/consents.ts';
import { type Directory, lookUp, machinesOf, workshopOf } from '../directory/directory.ts';
import { openPlanBook, type PlanBook } from '../directory/planBook.ts';
import { isPaused } from '../directory/sharing.ts';
import type { UtilisationStore } from '../store/utilisationStore.ts';
import { openTallyReader } from '../tallies.ts';
import {
  type DeskView,
  datesOf,
  type MachineFacts,
  type MonthFacts,
  machineSums,
  type WorkshopFacts,
} from './monthFacts.ts';

/** More would hold too many days at once. */
const machinesAtOnce = 100;
const hourMs = 3_600_000;

export interface FactSources {
  readonly store: UtilisationStore;
  readonly directory: Directory;
  /** What an earlier version of the month says: who has its files must learn nothing by an owner's change of mind. */
  readonly desks: ReadonlyMap<MachineId, DeskView>;
}

/** Everything that is known of a month at an instant, of the directory's machines and of those only heard of. */
export async function gatherFacts(sources: FactSources, month: string, at: number): Promise<MonthFacts> {
  const { store, directory } = sources;
  const { timeZone } = directory;
  const plans = openPlanBook(() => directory);
  const bounds = monthBounds(month, timeZone);
  const marks = await store.marks();
  const machines = [...new Set([...machinesOf(directory), ...marks.keys()])].sort();
  const range = { firstDate: `${month}-01`, lastDate: localDate(bounds.until - 1, timeZone) };
  const reader = await openTallyReader({ store, plans }, range);
  const days = new Map<string, number[]>();
  const facts = new Map<MachineId, MachineFacts>();
  for (let from = 0; from < machines.length; from += machinesAtOnce) {
    const some = machines.slice(from, from + machinesAtOnce);
    const tallies = await reader.of(some);
    for (const [machine, own] of Map.groupBy(tallies, (each) => each.machine)) {
      addDays(days, machine, own);
      facts.set(
        machine,
        machineFacts(directory, machine, {
          month,
          tallies: own,
          through: throughOf(marks.get(machine), bounds),
          desk: sources.desks.get(machine) ?? deskView(directory, machine, at),
        }),
      );
    }
  }
  const agreed = agreedToMonths(directory, at);
  const ids = new Set([...directory.workshops.keys(), ...machines.map(workshopOf)]);
  const byWorkshop = Map.groupBy(facts, ([machine]) => workshopOf(machine));
  const workshops = [...ids].sort().map((id) => {
    const own = (byWorkshop.get(id) ?? []).map(([, each]) => each);
    return workshopFacts(
      { directory, plans, month, bounds },
      { id, machines: inOrder(directory, id, own), isAgreed: agreed.has(id), plannedMs: days.get(id) },
    );
  });
  return { month, timeZone, workshops };
}

function addDays(days: Map<string, number[]>, machine: MachineId, tallies: readonly DayTally[]): void {
  const workshop = workshopOf(machine);
  const sums = days.get(workshop) ?? tallies.map(() => 0);
  days.set(
    workshop,
    sums.map((sum, index) => sum + (tallies[index]?.plannedMs ?? 0)),
  );
}

/** The end of a machine's data within the month; null where none of the month has arrived. */
function throughOf(mark: number | undefined, { from, until }: Span): number | null {
  return mark === undefined || mark <= from ? null : Math.min(mark, until);
}

function machineFacts(
  directory: Directory,
  id: MachineId,
  seen: {
    readonly month: string;
    readonly tallies: readonly DayTally[];
    readonly through: number | null;
    readonly desk: DeskView;
  },
): MachineFacts {
  const { machine } = lookUp(directory, id);
  const name = id.slice(workshopOf(id).length + 1);
  return {
    id: name,
    name: machine?.name ?? { ja: name, en: name },
    class: machine?.class ?? null,
    processes: processCodes(machine),
    ...machineSums(seen.month, seen.tallies),
    through: seen.through,
    desk: seen.desk,
  };
}

function deskView(directory: Directory, id: MachineId, at: number): DeskView {
  const { workshop, machine } = lookUp(directory, id);
  const level = machine?.sharing.desk;
  if (workshop === undefined || (level !== 'hours' && level !== 'live')) return 'closed';
  return isPaused(workshop, at) ? 'paused' : 'open';
}

/** As the directory lists them, so that codes by place stay; those only heard of come last. */
function inOrder(
  directory: Directory,
  workshop: string,
  machines: readonly MachineFacts[],
): readonly MachineFacts[] {
  const listed = (directory.workshops.get(workshop)?.machines ?? []).map(({ id }) => id);
  const place = ({ id }: MachineFacts): number => (listed.includes(id) ? listed.indexOf(id) : listed.length);
  return [...machines].sort((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1));
}

interface Month {
  readonly directory: Directory;
  readonly plans: PlanBook;
  readonly month: string;
  readonly bounds: Span;
}

function workshopFacts(
  { directory, plans, month, bounds }: Month,
  own: {
    readonly id: string;
    readonly machines: readonly MachineFacts[];
    readonly isAgreed: boolean;
    readonly plannedMs: readonly number[] | undefined;
  },
): WorkshopFacts {
  const { id, machines, isAgreed } = own;
  const known = directory.workshops.get(id);
  const dates = datesOf(month);
  return {
    id,
    name: known?.name ?? { ja: id, en: id },
    region: directory.regions.get(known?.region ?? '')?.name ?? null,
    isRegistered: known !== undefined,
    isAgreed,
    bookedMs: bookedIn(directory, id, bounds),
    isOpen: dates.map((date) => plans.day(`${id}/`, date).planned.length > 0),
    plannedMs: own.plannedMs ?? dates.map(() => 0),
    machines,
  };
}

/** Hours of bookings, of which what lies in the month counts in proportion. */
function bookedIn({ bookings }: Directory, workshop: string, { from, until }: Span): number {
  const parts = [...bookings.values()].map((each) => {
    const inside = Math.min(each.until, until) - Math.max(each.from, from);
    if (each.workshop !== workshop || inside <= 0) return 0;
    return (each.hours * hourMs * inside) / (each.until - each.from);
  });
  return Math.round(parts.reduce((sum, each) => sum + each, 0));
}
