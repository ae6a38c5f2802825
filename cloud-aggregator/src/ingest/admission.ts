// Pure: many parcels judged together against the marks, so that one transaction takes them all (wire.md, host).
// The same as admitting and committing them one after the other, each machine's in the order of arrival.
import type { MachineId, Slot, Span, TimestampMs } from '@nakamawashi/machine-model';
import { dayBounds, localDate } from '@nakamawashi/machine-model';
import { admit, endOf, type Parcel } from '@nakamawashi/sparkplug';
import type { CommitBatch, DeadLetter, MachineDay } from '../store/utilisationStore.ts';

/** What one parcel came to; told to the edge only after the batch is durable. */
export interface Outcome {
  readonly machine: MachineId;
  /** Durable through, once the batch is; null when nothing of this machine ever was. */
  readonly mark: TimestampMs | null;
  readonly refusedFrom: TimestampMs | null;
}

export interface BatchAdmission {
  readonly batch: CommitBatch;
  readonly outcomes: readonly Outcome[];
}

/** The longest slot that is accepted: an hour, of which every length is a whole part. */
const hourMs = 3_600_000;
/** Nothing was measured before this; a slot that says so is nonsense and not history. 2020-01-01. */
const earliestStart = 1_577_836_800_000;

/** Why a parcel cannot be stored at all, or null: slots must be clock-aligned parts of an hour of our times. */
export function parcelFault({ slots }: Parcel): string | null {
  for (const { start, lengthMs } of slots) {
    if (lengthMs <= 0 || hourMs % lengthMs !== 0)
      return `slots of ${lengthMs} ms, which is no whole part of an hour`;
    if (start % lengthMs !== 0) return `a slot that begins at ${start}, which is not aligned to its length`;
    if (start < earliestStart) return `a slot that begins at ${start}, before anything was measured`;
  }
  return null;
}

/** Judges the parcels at the host's time; the batch is sorted by machine and time, which the store likes best. */
export function admitAll(
  marks: ReadonlyMap<MachineId, TimestampMs>,
  parcels: readonly Parcel[],
  at: TimestampMs,
  timeZone: string,
): BatchAdmission {
  const slots: Slot[] = [];
  const deadLetters: DeadLetter[] = [];
  const moved = new Map<MachineId, TimestampMs>();
  const outcomes: Outcome[] = [];
  const inOrder = parcels.toSorted((a, b) => (a.machine < b.machine ? -1 : a.machine > b.machine ? 1 : 0));
  for (const parcel of inOrder) {
    const { machine } = parcel;
    const before = moved.get(machine) ?? marks.get(machine) ?? null;
    const { fresh, mark, deadLetters: letters, refusedFrom } = admit(before, parcel, at);
    slots.push(...fresh);
    deadLetters.push(...letters.map(({ slot, reason }) => ({ slot, reason, at })));
    if (mark !== null && mark !== before) moved.set(machine, mark);
    outcomes.push({ machine, mark, refusedFrom });
  }
  return { batch: { slots, marks: moved, deadLetters, days: daysOf(slots, timeZone) }, outcomes };
}

/** The local dates that the slots touch, each machine's once. */
function daysOf(slots: readonly Slot[], timeZone: string): readonly MachineDay[] {
  const dateOf = dateFinder(timeZone);
  const days = new Map<string, MachineDay>();
  let last: MachineDay | null = null;
  const note = (machine: MachineId, date: string): void => {
    if (last !== null && last.machine === machine && last.date === date) return;
    last = { machine, date };
    days.set(`${machine} ${date}`, last);
  };
  for (const slot of slots) {
    note(slot.machine, dateOf(slot.start));
    note(slot.machine, dateOf(endOf(slot) - 1));
  }
  return [...days.values()];
}

/** Local dates by looking at the days met before, because asking the calendar for every slot is dear. */
function dateFinder(timeZone: string): (at: TimestampMs) => string {
  const days: { readonly date: string; readonly bounds: Span }[] = [];
  let last: (typeof days)[number] | undefined;
  const holds = (day: (typeof days)[number] | undefined, at: TimestampMs): boolean =>
    day !== undefined && day.bounds.from <= at && at < day.bounds.until;
  return (at) => {
    if (!holds(last, at)) last = days.find((day) => holds(day, at));
    if (last === undefined) {
      const date = localDate(at, timeZone);
      last = { date, bounds: dayBounds(date, timeZone) };
      days.push(last);
    }
    return last.date;
  };
}
