// Takes tables over into the records: all of them or nothing, what is the same stays as it is, and each entry that
// changed is a new version with a line in the audit log. What takes long is done before the records are held.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Directory } from '../directory.ts';
import type { CheckedEntry } from '../entryBook.ts';
import type { EntryKind } from '../entryKinds.ts';
import type { Records } from '../records.ts';
import { sharingChanges } from '../sharingChanges.ts';
import { changeSeen, type TableFault } from './fromTables.ts';
import { type ImportPlan, planImport, type TableChange } from './planImport.ts';
import { type Tables, tableShapes } from './tableShapes.ts';

/** One entry that the tables said something new about. */
export interface Imported {
  readonly kind: EntryKind;
  readonly id: string;
  readonly version: number;
}

export interface Import {
  readonly plan: ImportPlan;
  /** Empty where the plan has a fault or a conflict, and where nothing was to be written. */
  readonly written: readonly Imported[];
}

interface ImportWish {
  /** Which change the tables show, where they do not say it themselves. */
  readonly asOf: number | null;
  /** Says what would change, and writes nothing. */
  readonly isDry: boolean;
  readonly by: { readonly person: string; readonly at: TimestampMs };
  /** Asked last before something is written. Whoever says no throws, and then nothing was changed. */
  mayWrite?(): void;
}

/** What the tables would change now. `asOf`: which change they show, where they do not say it themselves. */
export function importPlan({ members }: Records, tables: Tables, asOf: number | null): ImportPlan {
  const now = members.now();
  const base = changeSeen(tables) ?? asOf;
  if (base !== null && base > members.entries.lastChange()) {
    const problem = 'these tables are of other records';
    return { changes: [], conflicts: [], faults: [{ table: 'asOf', row: 2, column: 'change', problem }] };
  }
  return planImport(tables, base === null ? now : members.asOf(base), now);
}

/** Plans, and writes it down unless there is something wrong; plans anew when somebody was faster. */
export function takeOver(records: Records, tables: Tables, wish: ImportWish): Import {
  const { members } = records;
  for (;;) {
    const now = members.now();
    const plan = importPlan(records, tables, wish.asOf);
    const isGood = plan.faults.length === 0 && plan.conflicts.length === 0;
    if (!isGood || wish.isDry || plan.changes.length === 0) return { plan, written: [] };
    const ready = plan.changes.map((change) => prepared(records, change, now));
    wish.mayWrite?.();
    const written = members.together(() =>
      hasSameEntries(now, members.now()) ? ready.map((each) => write(records, each, wish.by)) : null,
    );
    if (written !== null) return { plan, written };
  }
}

/** Throws with every fault and every conflict, and then nothing was changed. */
export function importTables(records: Records, tables: Tables, by: ImportWish['by']): readonly Imported[] {
  const { plan, written } = takeOver(records, tables, { asOf: null, isDry: false, by });
  const problems = [
    ...plan.faults.map(faultText),
    ...plan.conflicts.map(
      ({ kind, id }) => `${kind} ${id}: somebody changed it since these tables were made`,
    ),
  ];
  if (problems.length > 0) throw new Error(`nothing was taken over:\n  ${problems.join('\n  ')}`);
  return written;
}

/** A change with all that is written of it. */
interface Prepared {
  readonly entry: CheckedEntry;
  readonly sharing: string;
}

function prepared({ members }: Records, change: TableChange, now: Directory): Prepared {
  const { kind, id, body } = change;
  const sharing = kind === 'workshop' ? sharingChanges(now.workshops.get(id), body).join('; ') : '';
  return { entry: members.entries.checked(kind, id, body), sharing };
}

function write({ members, audit }: Records, { entry, sharing }: Prepared, by: ImportWish['by']): Imported {
  const { kind, id } = entry;
  const version = members.entries.add(entry, by);
  if (sharing !== '') audit.note({ ...by, deed: 'sharing.changed', subject: id, detail: sharing });
  audit.note({ ...by, deed: `${kind}.imported`, subject: id, detail: `version ${version}` });
  return { kind, id, version };
}

/** Whether all that a plan rests on is as it was: a shelf on which nothing changed is the same one. */
function hasSameEntries(one: Directory, other: Directory): boolean {
  return (['workshops', 'calendars', 'regions', 'circles'] as const).every(
    (shelf) => one[shelf] === other[shelf],
  );
}

/** Where a person finds it: by the Japanese names of sheet and column, with the keys behind. */
export function faultText({ table, row, column, problem }: TableFault): string {
  const { ja, columns } = tableShapes[table];
  const title = columns.find(({ key }) => key === column)?.ja;
  const where = column === null ? '' : `, ${title === undefined ? column : `${title} (${column})`}`;
  return `${ja} (${table}), row ${row}${where}: ${problem}`;
}
