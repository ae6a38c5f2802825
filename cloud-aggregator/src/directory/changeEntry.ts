// One entry changed or taken out by hand, with its line in the audit log in the same transaction. Promise: nobody
// overwrites what he has not seen, and what belongs to a workshop goes with it (R17).
import type { TimestampMs } from '@nakamawashi/machine-model';
import { faultWords } from '@nakamawashi/runtime';
import { bookingsOf } from './directory.ts';
import { entryDiff } from './entryDiff.ts';
import { type EditedKind, type EntryFault, entryFaults, neededBy } from './entryFaults.ts';
import { type EntryBody, entrySchemas } from './entryKinds.ts';
import type { Records } from './records.ts';

export interface EntryChange {
  readonly kind: EditedKind;
  readonly id: string;
  /** As it was sent; null takes the entry out. */
  readonly body: unknown;
  /** The version that the person saw; 0: there was none. */
  readonly basedOn: number;
  readonly person: string;
  readonly at: TimestampMs;
}

/** What came of it. `version`: the newest one now, which is the one before where nothing is new. */
export type EntryOutcome =
  | { readonly kind: 'changed' | 'same'; readonly version: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'faulty'; readonly faults: readonly EntryFault[] }
  | { readonly kind: 'needed'; readonly by: readonly string[] }
  /** Somebody was faster. */
  | { readonly kind: 'late'; readonly version: number; readonly person: string; readonly at: TimestampMs };

export function changeEntry(records: Records, change: EntryChange): EntryOutcome {
  const { kind, id, basedOn } = change;
  return records.members.together((): EntryOutcome => {
    const newest = records.members.entries.history(kind, id).at(-1);
    const version = newest?.version ?? 0;
    if (version !== basedOn && newest !== undefined)
      return { kind: 'late', version, person: newest.person, at: newest.at };
    if (version !== basedOn) return { kind: 'absent' };
    return change.body === null ? takeOut(records, change) : putIn(records, change, newest?.body ?? null);
  });
}

function putIn(
  { members, audit }: Records,
  { kind, id, body, person, at, basedOn }: EntryChange,
  before: EntryBody<EditedKind> | null,
): EntryOutcome {
  const checked = entrySchemas[kind].safeParse(body, { error: faultWords });
  if (!checked.success) {
    const faults = checked.error.issues.map(({ path, message }) => ({
      field: path.join('/'),
      problem: message,
    }));
    return { kind: 'faulty', faults };
  }
  const faults = entryFaults(members.now(), kind, id, checked.data);
  if (faults.length > 0) return { kind: 'faulty', faults };
  const fields = entryDiff(before, checked.data);
  if (before !== null && fields.length === 0) return { kind: 'same', version: basedOn };
  const version = members.change({ kind, id, body: checked.data, person, at });
  const what = before === null ? 'new' : fields.map(({ path }) => path).join(', ');
  audit.note({ at, person, deed: `${kind}.changed`, subject: id, detail: `version ${version}: ${what}` });
  return { kind: 'changed', version };
}

function takeOut({ members, audit }: Records, { kind, id, person, at, basedOn }: EntryChange): EntryOutcome {
  const directory = members.now();
  if (basedOn === 0 || members.entries.history(kind, id).at(-1)?.body === null) return { kind: 'absent' };
  const by = neededBy(directory, kind, id);
  if (by.length > 0) return { kind: 'needed', by };
  if (kind === 'workshop') {
    for (const circle of directory.circles.values()) {
      if (!circle.members.includes(id)) continue;
      const body = { ...circle, members: circle.members.filter((each) => each !== id) };
      members.change({ kind: 'circle', id: circle.id, body, person, at });
    }
    for (const [booking, each] of directory.bookings) {
      if (bookingsOf(directory, id).includes(each))
        members.change({ kind: 'booking', id: booking, body: null, person, at });
    }
    if (directory.stances.has(id)) members.change({ kind: 'stance', id, body: null, person, at });
  }
  const version = members.change({ kind, id, body: null, person, at });
  audit.note({ at, person, deed: `${kind}.removed`, subject: id, detail: `version ${version}` });
  return { kind: 'changed', version };
}
