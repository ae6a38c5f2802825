// Takes tables over into the records: all of them or nothing, what is the same stays as it is, and each entry that
// changed is a new version with a line in the audit log.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { EntryKind } from '../entryKinds.ts';
import type { Records } from '../records.ts';
import { changeSeen, type TableFault } from './fromTables.ts';
import { type ImportPlan, planImport } from './planImport.ts';
import { type Tables, tableShapes } from './tableShapes.ts';

/** One entry that the tables said something new about. */
interface Imported {
  readonly kind: EntryKind;
  readonly id: string;
  readonly version: number;
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

/** Writes a plan down that was just made, in the same `together`. */
export function writeImport(
  { members, audit }: Records,
  { changes }: ImportPlan,
  by: { readonly person: string; readonly at: TimestampMs },
): readonly Imported[] {
  return changes.map(({ kind, id, body }) => {
    const version = members.change({ kind, id, body, ...by });
    audit.note({ ...by, deed: `${kind}.imported`, subject: id, detail: `version ${version}` });
    return { kind, id, version };
  });
}

/** Throws with every fault and every conflict, and then nothing was changed. */
export function importTables(
  records: Records,
  tables: Tables,
  by: { readonly person: string; readonly at: TimestampMs },
): readonly Imported[] {
  return records.members.together(() => {
    const plan = importPlan(records, tables, null);
    const problems = [
      ...plan.faults.map(faultText),
      ...plan.conflicts.map(
        ({ kind, id }) => `${kind} ${id}: somebody changed it since these tables were made`,
      ),
    ];
    if (problems.length > 0) throw new Error(`nothing was taken over:\n  ${problems.join('\n  ')}`);
    return writeImport(records, plan, by);
  });
}

/** Where a person finds it: by the Japanese names of sheet and column, with the keys behind. */
export function faultText({ table, row, column, problem }: TableFault): string {
  const { ja, columns } = tableShapes[table];
  const title = columns.find(({ key }) => key === column)?.ja;
  const where = column === null ? '' : `, ${title === undefined ? column : `${title} (${column})`}`;
  return `${ja} (${table}), row ${row}${where}: ${problem}`;
}
