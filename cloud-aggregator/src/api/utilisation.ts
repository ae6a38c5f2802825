// `GET /api/utilisation`: time elements inside and outside the plan, by machine, workshop, process or of all, in hours,
// days or months of the consortium's time zone or as a whole. Absent slots are unknown; ratios come with coverage.
import type {
  DayPiece,
  DayTally,
  MachineId,
  Ratios,
  Slot,
  Span,
  TimeElements,
} from '@nakamawashi/machine-model';
import { addTime, dayBounds, noTime, overlapOf, ratiosOf, tallyDay } from '@nakamawashi/machine-model';
import { z } from 'zod';
import { processCodes } from '../directory/capabilities.ts';
import { type Directory, lookUp, machinesOf, workshopOf } from '../directory/directory.ts';
import type { PlanBook } from '../directory/planBook.ts';
import { type SummedRow, withheldRows } from '../people/smallCells.ts';
import type { UtilisationStore } from '../store/utilisationStore.ts';
import { currentTallies, datesBetween } from '../tallies.ts';

const date = z.iso.date({ error: 'a date such as 2026-11-21 is needed' });
const mostDays = { hour: 8, day: 400, month: 1_500, whole: 1_500 } as const;

const tooLong = `at most ${mostDays.hour} days by hour, ${mostDays.day} by day, else ${mostDays.month}`;

/** The query; `from` is the first local date, `until` the one after the last. */
export const utilisationQuery = z
  .strictObject({
    from: date,
    until: date,
    by: z.enum(['machine', 'workshop', 'process', 'all']).default('machine'),
    bucket: z.enum(['hour', 'day', 'month', 'whole']).default('day'),
  })
  .superRefine(({ from, until, bucket }, context) => {
    const days = daysOf(from, until);
    const problem = days <= 0 ? 'a date after `from` is needed' : days > mostDays[bucket] ? tooLong : null;
    if (problem !== null) context.addIssue({ code: 'custom', path: ['until'], message: problem });
  });
export type UtilisationQuery = z.infer<typeof utilisationQuery>;

/** One group in one bucket: a local date, a month, the UTC instant at which an hour begins, or `whole`. */
export interface UtilisationRow {
  readonly key: string;
  readonly bucket: string;
  readonly machines: number;
  readonly plannedMs: number;
  readonly inPlan: TimeElements;
  readonly outsidePlan: TimeElements;
  readonly ratios: Ratios;
}

export interface Sources {
  readonly store: UtilisationStore;
  readonly plans: PlanBook;
  readonly directory: Directory;
  /** Whether a machine is counted for whoever asks. */
  counts(machine: MachineId): boolean;
  /** Sums over shops are left out where they give a single one away, and others with them (domain 6.7). */
  readonly withholdsSmallSums: boolean;
}

/** The rows by key, then by bucket. A machine with several processes is counted under each of them. */
export async function utilisation(
  sources: Sources,
  query: UtilisationQuery,
): Promise<readonly UtilisationRow[]> {
  const { store, directory } = sources;
  const all = new Set([...machinesOf(directory), ...(await store.marks()).keys()]);
  const machines = [...all].filter(sources.counts).sort();
  const dates = datesBetween(query.from, query.until).slice(0, -1);
  const lastDate = dates.at(-1) ?? query.from;
  const tallies =
    query.bucket === 'hour'
      ? await hourTallies(sources, machines, dates)
      : await currentTallies(sources, { firstDate: query.from, lastDate, machines });
  const rows = grouped(directory, query, tallies);
  const isOverShops = query.by === 'process' || query.by === 'all';
  if (!isOverShops || !sources.withholdsSmallSums) return rows.map(({ row }) => row);
  const told = [...Map.groupBy(rows, ({ row }) => row.bucket).values()].flatMap((all) => {
    const withheld = withheldRows(all);
    return all.filter((_, index) => !withheld.has(index));
  });
  return rows.filter((each) => told.includes(each)).map(({ row }) => row);
}

/** One tally for each machine and hour; its `date` is the hour's beginning in UTC. */
async function hourTallies(
  { store, plans }: Sources,
  machines: readonly MachineId[],
  dates: readonly string[],
): Promise<readonly DayTally[]> {
  const found: DayTally[] = [];
  for (const machine of machines) {
    for (const each of dates) {
      const { pieces } = plans.day(machine, each);
      const bounds = dayBounds(each, plans.timeZone);
      const slots: Slot[] = [];
      for await (const slot of store.slots({ ...bounds, machines: [machine] })) slots.push(slot);
      for (let from = bounds.from; from < bounds.until; from += 3_600_000) {
        const hour = { from, until: Math.min(from + 3_600_000, bounds.until) };
        const inHour = slots.filter(
          ({ start, lengthMs }) => start < hour.until && start + lengthMs > hour.from,
        );
        found.push(
          tallyDay({ machine, date: new Date(from).toISOString(), pieces: cut(pieces, hour), slots: inHour }),
        );
      }
    }
  }
  return found;
}

/** The pieces that lie in an hour of the clock, whichever date they belong to. */
function cut(pieces: readonly DayPiece[], hour: Span): readonly DayPiece[] {
  return pieces.flatMap((piece) => {
    const part = overlapOf(piece, hour);
    return part === null ? [] : [{ ...piece, ...part, isOwn: true }];
  });
}

/** A row with what each shop brings to it: planned time, and production. */
type Grouped = SummedRow & { readonly row: UtilisationRow };

function grouped(
  directory: Directory,
  { by, bucket }: UtilisationQuery,
  tallies: readonly DayTally[],
): readonly Grouped[] {
  const groups = new Map<string, Group>();
  for (const tally of tallies) {
    const at = bucketOf(bucket, tally.date);
    for (const key of keysOf(directory, by, tally.machine)) {
      const name = `${key} ${at}`;
      const group = groups.get(name) ?? newGroup(key, at);
      groups.set(name, group);
      group.machines.add(tally.machine);
      group.tally = added(group.tally, tally);
      const shop = workshopOf(tally.machine);
      const parts = [tally.plannedMs, tally.inPlan.production + tally.outsidePlan.production];
      for (const [index, part] of parts.entries()) {
        const measure = group.measures[index];
        measure?.set(shop, (measure.get(shop) ?? 0) + part);
      }
    }
  }
  const order = (a: Group, b: Group): number =>
    a.key === b.key ? (a.bucket < b.bucket ? -1 : 1) : a.key < b.key ? -1 : 1;
  return [...groups.values()].sort(order).map(({ key, bucket: at, machines, tally, measures }) => ({
    measures,
    row: { key, bucket: at, machines: machines.size, ...tally, ratios: ratiosOf(tally.inPlan) },
  }));
}

function bucketOf(bucket: UtilisationQuery['bucket'], date: string): string {
  return bucket === 'whole' ? bucket : bucket === 'month' ? date.slice(0, 7) : date;
}

interface Group {
  readonly key: string;
  readonly bucket: string;
  readonly machines: Set<MachineId>;
  tally: Sum;
  readonly measures: readonly Map<string, number>[];
}

function newGroup(key: string, bucket: string): Group {
  return { key, bucket, machines: new Set(), tally: nothing, measures: [new Map(), new Map()] };
}

type Sum = Pick<DayTally, 'plannedMs' | 'inPlan' | 'outsidePlan'>;
const nothing: Sum = { plannedMs: 0, inPlan: noTime, outsidePlan: noTime };

function added(sum: Sum, { plannedMs, inPlan, outsidePlan }: Sum): Sum {
  return {
    plannedMs: sum.plannedMs + plannedMs,
    inPlan: addTime(sum.inPlan, inPlan),
    outsidePlan: addTime(sum.outsidePlan, outsidePlan),
  };
}

function keysOf(directory: Directory, by: UtilisationQuery['by'], machine: MachineId): readonly string[] {
  if (by === 'all') return [by];
  if (by === 'machine') return [machine];
  if (by === 'workshop') return [workshopOf(machine)];
  const processes = processCodes(lookUp(directory, machine).machine);
  return processes.length === 0 ? ['none'] : [...new Set(processes)];
}

function daysOf(from: string, until: string): number {
  return (Date.parse(until) - Date.parse(from)) / 86_400_000;
}
