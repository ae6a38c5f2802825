// The members' directory as the rest of the aggregator sees it: one immutable picture, made anew when an entry changes.
import { createHash } from 'node:crypto';
import type { MachineId, ShiftCalendar } from '@nakamawashi/machine-model';
import type { DirectoryMachine } from './capabilities.ts';
import type { Booking, Circle, KpiActual, Region, Stance, Workshop } from './entryKinds.ts';

/** What is written down of the consortium, by id. */
export interface Directory {
  readonly timeZone: string;
  readonly workshops: ReadonlyMap<string, Workshop>;
  readonly calendars: ReadonlyMap<string, ShiftCalendar>;
  readonly circles: ReadonlyMap<string, Circle>;
  readonly regions: ReadonlyMap<string, Region>;
  /** By workshop. */
  readonly stances: ReadonlyMap<string, Stance>;
  readonly bookings: ReadonlyMap<string, Booking>;
  /** Actuals of key figures that somebody entered. */
  readonly actuals: ReadonlyMap<string, KpiActual>;
}

/** A directory in which nothing is written down. */
export function emptyDirectory(timeZone: string): Directory {
  return {
    timeZone,
    workshops: new Map(),
    calendars: new Map(),
    circles: new Map(),
    regions: new Map(),
    stances: new Map(),
    bookings: new Map(),
    actuals: new Map(),
  };
}

/** The ids of all machines in the directory, as the cloud names them. */
export function machinesOf(directory: Directory): readonly MachineId[] {
  return [...directory.workshops.values()].flatMap(({ id, machines }) =>
    machines.map((machine) => `${id}/${machine.id}`),
  );
}

/** The workshop of a machine as the cloud names it; also the name of its edge node. */
export function workshopOf(machine: MachineId): string {
  const end = machine.indexOf('/');
  return end < 0 ? machine : machine.slice(0, end);
}

/** What the directory knows of a machine; either may be missing for a machine that nobody wrote down. */
export function lookUp(
  { workshops }: Directory,
  machine: MachineId,
): { readonly workshop: Workshop | undefined; readonly machine: DirectoryMachine | undefined } {
  const [workshopId = '', machineId = ''] = machine.split('/');
  const workshop = workshops.get(workshopId);
  return { workshop, machine: workshop?.machines.find(({ id }) => id === machineId) };
}

/** The calendar of a machine's workshop, or undefined for a workshop that is not in the directory. */
export function calendarOf(directory: Directory, machine: MachineId): ShiftCalendar | undefined {
  const { workshop } = lookUp(directory, machine);
  return workshop === undefined ? undefined : directory.calendars.get(workshop.calendar);
}

const noBookings: readonly Booking[] = [];
const bookingsByWorkshop = new WeakMap<Directory['bookings'], ReadonlyMap<string, readonly Booking[]>>();

/** The bookings of a workshop; sorted out once for all workshops, until somebody changes one. */
export function bookingsOf({ bookings }: Directory, workshop: string): readonly Booking[] {
  const sorted =
    bookingsByWorkshop.get(bookings) ?? Map.groupBy(bookings.values(), (booking) => booking.workshop);
  bookingsByWorkshop.set(bookings, sorted);
  return sorted.get(workshop) ?? noBookings;
}

/**
 * A short text that differs when any day of the machine's plan may differ; each day is then compared by itself. The
 * calendar stands before the zone: stores whose tallies do not say their plan have it behind, and so are compared once.
 */
export function planBasis(directory: Directory, machine: MachineId): string {
  const calendar = calendarOf(directory, machine);
  return `${calendar === undefined ? 'none' : fingerprint(calendar)} ${directory.timeZone}`;
}

const fingerprints = new WeakMap<ShiftCalendar, string>();

function fingerprint(calendar: ShiftCalendar): string {
  const known = fingerprints.get(calendar);
  if (known !== undefined) return known;
  const made = createHash('sha256').update(JSON.stringify(calendar)).digest('base64url');
  fingerprints.set(calendar, made);
  return made;
}
