// Pure: what an entry points to and what points to it, so that no change leaves a workshop without its calendar or a
// circle with a member that is not there.
import type { Directory } from './directory.ts';
import type { Circle, Region, Workshop } from './entryKinds.ts';

/** The kinds of entries that an office edits one by one. */
export const editedKinds = ['workshop', 'calendar', 'circle', 'region'] as const;
export type EditedKind = (typeof editedKinds)[number];

export interface EntryFault {
  readonly field: string;
  readonly problem: string;
}

/** Faults of a body that has passed the checks of its kind. */
export function entryFaults(
  directory: Directory,
  kind: EditedKind,
  id: string,
  body: unknown,
): readonly EntryFault[] {
  if (kind === 'calendar') return [];
  const named = (body as Workshop | Circle | Region).id;
  const faults: EntryFault[] =
    named === id ? [] : [{ field: 'id', problem: `the id in the address is ${id}` }];
  if (kind === 'workshop') {
    const { calendar, region } = body as Workshop;
    if (!directory.calendars.has(calendar))
      faults.push({ field: 'calendar', problem: `there is no calendar ${calendar}` });
    if (region !== null && !directory.regions.has(region))
      faults.push({ field: 'region', problem: `there is no region ${region}` });
    faults.push(...consentFaults(body as Workshop));
  }
  if (kind === 'circle') {
    for (const [index, member] of (body as Circle).members.entries()) {
      if (directory.workshops.has(member)) continue;
      faults.push({ field: `members/${index}`, problem: `there is no workshop ${member}` });
    }
  }
  return faults;
}

/** Consents that were withdrawn before they were given. */
export function consentFaults({ consents }: Workshop): readonly EntryFault[] {
  return consents.flatMap(({ at, until }, index) =>
    until === null || until >= at
      ? []
      : [{ field: `consents/${index}/until`, problem: 'must not lie before `at`' }],
  );
}

/** The ids of the workshops that need an entry, so that it cannot be taken out. */
export function neededBy({ workshops }: Directory, kind: EditedKind, id: string): readonly string[] {
  if (kind !== 'calendar' && kind !== 'region') return [];
  return [...workshops.values()].filter((workshop) => workshop[kind] === id).map((each) => each.id);
}
