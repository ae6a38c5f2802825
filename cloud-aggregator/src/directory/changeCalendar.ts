// A workshop's calendar changed for it alone or for all who use it. Promise: who changes his own changes nobody else's;
// where others use the same calendar, the workshop gets one of its own.
import type { TimestampMs } from '@nakamawashi/machine-model';
import { changeEntry, type EntryOutcome } from './changeEntry.ts';
import type { Directory } from './directory.ts';
import type { Records } from './records.ts';

export interface CalendarChange {
  readonly workshop: string;
  /** As it was sent. */
  readonly calendar: unknown;
  /** The version of the calendar that the person saw. */
  readonly basedOn: number;
  /** Whether it changes for all who use it. */
  readonly isForAll: boolean;
  readonly person: string;
  readonly at: TimestampMs;
}

/** The workshops that use a calendar, apart from one of them. */
export function othersWith({ workshops }: Directory, calendar: string, apart: string): readonly string[] {
  return [...workshops.values()]
    .filter((each) => each.calendar === calendar && each.id !== apart)
    .map(({ id }) => id);
}

export function changeCalendar(records: Records, change: CalendarChange): EntryOutcome {
  const { members } = records;
  const { workshop: id, calendar: body, basedOn, isForAll, person, at } = change;
  return members.together((): EntryOutcome => {
    const workshop = members.now().workshops.get(id);
    if (workshop === undefined) return { kind: 'absent' };
    const shared = workshop.calendar;
    const isAlone = othersWith(members.now(), shared, id).length === 0;
    if (isForAll || isAlone)
      return changeEntry(records, { kind: 'calendar', id: shared, body, basedOn, person, at });
    const newest = members.entries.history('calendar', shared).at(-1);
    if (newest === undefined) return { kind: 'absent' };
    if (newest.version !== basedOn)
      return { kind: 'late', version: newest.version, person: newest.person, at: newest.at };
    const own = freeId(members.now(), id);
    const seen = members.entries.version('calendar', own);
    const made = changeEntry(records, { kind: 'calendar', id: own, body, basedOn: seen, person, at });
    if (made.kind !== 'changed') return made;
    const next = { ...workshop, calendar: own };
    const version = members.entries.version('workshop', id);
    const moved = changeEntry(records, { kind: 'workshop', id, body: next, basedOn: version, person, at });
    return moved.kind === 'changed' ? made : moved;
  });
}

/** The workshop's own id, or with a number behind it where another calendar has that. */
function freeId({ calendars }: Directory, workshop: string): string {
  let id = workshop;
  for (let number = 2; calendars.has(id); number++) id = `${workshop.slice(0, 58)}-${number}`;
  return id;
}
