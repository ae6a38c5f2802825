// What is on record of every machine's half-days, kept in memory as tallies are counted, and the capacity that follows
// from it and from what the owner said. Filled in the background when a store opens; until then the owner's word
// counts.
import { setImmediate as otherWork } from 'node:timers/promises';
import type { DayTally, MachineId, TimestampMs } from '@nakamawashi/machine-model';
import { localDate } from '@nakamawashi/machine-model';
import { bookingsOf, workshopOf } from '../directory/directory.ts';
import type { Workshop } from '../directory/entryKinds.ts';
import { datePlus, weekdayOf } from '../directory/localDates.ts';
import type { Members } from '../directory/members.ts';
import type { PlanBook } from '../directory/planBook.ts';
import type { UtilisationStore } from '../store/utilisationStore.ts';
import type { CapacitySettings } from './capacitySettings.ts';
import { dateNow } from './dateNow.ts';
import { type DayRecord, type DayRecords, openDayRecords } from './dayRecords.ts';
import type { HalfDay } from './halfDays.ts';
import { type MachineCapacity, type ShopFacts, shopCapacity } from './shopCapacity.ts';
import { type UsualLoad, usualLoad } from './usualLoad.ts';

export interface CapacityBook {
  readonly settings: CapacitySettings;
  /** A day was counted, or counted anew. */
  counted(tally: DayTally): void;
  /** Another number after each day that was counted for a workshop. */
  version(workshop: string): number;
  /** Reads the last weeks of these machines from a store that has just been opened. */
  fill(store: UtilisationStore, machines: readonly MachineId[], at: TimestampMs): Promise<void>;
  /** The capacity of a workshop's machines, as their owner sees it. */
  ofWorkshop(workshop: Workshop, at: TimestampMs): readonly MachineCapacity[];
}

interface Sources {
  readonly members: Members;
  readonly plans: PlanBook;
  readonly settings: CapacitySettings;
  /** Whether anything was ever heard of a machine. */
  hasDevice(machine: MachineId): boolean;
}

/** From today on, through the end of next week whatever today is. */
const daysAhead = 14;
const machinesAtOnce = 25;

export function openCapacityBook({ members, plans, settings, hasDevice }: Sources): CapacityBook {
  const records = openRecords(settings);
  const versions = new Map<string, number>();
  const counted = (tally: DayTally): void => {
    const workshop = workshopOf(tally.machine);
    versions.set(workshop, (versions.get(workshop) ?? 0) + 1);
    records.put(tally);
  };
  return {
    settings,
    counted,
    version: (workshop) => versions.get(workshop) ?? 0,
    fill: (store, machines, at) =>
      fillFrom(store, { machines, at, timeZone: plans.timeZone, keptDays: keptDays(settings), counted }),
    ofWorkshop: (workshop, at) => shopCapacity(factsOf(workshop, at), settings),
  };

  function factsOf(workshop: Workshop, at: TimestampMs): ShopFacts {
    const directory = members.now();
    const today = dateNow(at, plans.timeZone);
    return {
      workshop,
      machines: workshop.machines.map(({ id }) => {
        const machine = `${workshop.id}/${id}`;
        const { load, coverage } = records.standing(machine, today, workshop.usualLoad);
        const isHeard = hasDevice(machine);
        return { machine: id, hasDevice: isHeard, load, coverage: isHeard ? coverage : null };
      }),
      halfDays: halfDaysAhead(plans, workshop, today),
      bookings: bookingsOf(directory, workshop.id),
      stance: directory.stances.get(workshop.id) ?? null,
      today,
      now: at,
    };
  }
}

/** What follows from a machine's record, good for a day as long as no day before it is counted anew. */
interface Standing {
  readonly today: string;
  readonly owner: Workshop['usualLoad'];
  readonly load: UsualLoad;
  /** Of the last working days' plan the share that was seen. */
  readonly coverage: number;
}

function keptDays({ weeks, coverageDays }: CapacitySettings): number {
  return 7 * (weeks + 1) + coverageDays;
}

/** What is on record of every machine, and what follows from it. */
function openRecords(settings: CapacitySettings) {
  const records = new Map<MachineId, DayRecords>();
  const standings = new Map<MachineId, Standing>();
  return {
    put: (tally: DayTally): void => {
      const { machine, date } = tally;
      const own = records.get(machine) ?? openDayRecords(keptDays(settings));
      own.put(tally);
      records.set(machine, own);
      if (date < (standings.get(machine)?.today ?? '')) standings.delete(machine);
    },
    standing: (machine: MachineId, today: string, owner: Workshop['usualLoad']): Standing => {
      const known = standings.get(machine);
      if (known?.today === today && known.owner === owner) return known;
      const days = records.get(machine)?.days() ?? [];
      const halfDays = days.flatMap((day) => day.halfDays);
      const load = usualLoad(halfDays, today, owner, settings);
      const standing = { today, owner, load, coverage: coverageOf(days, today, settings.coverageDays) };
      standings.set(machine, standing);
      return standing;
    },
  };
}

interface Filling {
  readonly machines: readonly MachineId[];
  readonly at: TimestampMs;
  readonly timeZone: string;
  readonly keptDays: number;
  counted(tally: DayTally): void;
}

async function fillFrom(store: UtilisationStore, filling: Filling): Promise<void> {
  const { machines, at, timeZone, keptDays, counted } = filling;
  const lastDate = localDate(at, timeZone);
  const range = { firstDate: datePlus(lastDate, -keptDays), lastDate };
  for (let from = 0; from < machines.length; from += machinesAtOnce) {
    const part = machines.slice(from, from + machinesAtOnce);
    for (const { tally } of await store.tallies({ ...range, machines: part })) counted(tally);
    await otherWork();
  }
}

/** What was seen of the plan on the last working days before today; nothing planned counts as nothing seen. */
function coverageOf(days: readonly DayRecord[], today: string, count: number): number {
  const working = days.filter(({ date, plannedMs }) => date < today && plannedMs > 0);
  const last = working.toSorted((a, b) => (a.date < b.date ? 1 : -1)).slice(0, count);
  const planned = last.reduce((sum, { plannedMs }) => sum + plannedMs, 0);
  const unknown = last.reduce((sum, { unknownMs }) => sum + unknownMs, 0);
  return planned === 0 ? 0 : (planned - unknown) / planned;
}

/** The shop's plan; its machines share one calendar. */
function halfDaysAhead(plans: PlanBook, workshop: Workshop, today: string): readonly HalfDay[] {
  return Array.from({ length: daysAhead }, (_, day) => datePlus(today, day)).flatMap((date) => {
    const own = plans
      .day(`${workshop.id}/`, date)
      .pieces.filter(({ isOwn, isPlanned }) => isOwn && isPlanned);
    const half = (isMorning: boolean): HalfDay => ({
      date,
      weekday: weekdayOf(date),
      half: isMorning ? 'morning' : 'afternoon',
      planned: own.filter((piece) => piece.isMorning === isMorning),
    });
    return [half(true), half(false)];
  });
}
