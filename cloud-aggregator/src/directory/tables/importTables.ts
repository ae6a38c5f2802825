// Takes tables over into the records: all of them or nothing, what is the same stays as it is, and each entry that
// changed is a new version with a line in the audit log.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { EntryKind } from '../entryKinds.ts';
import type { Records } from '../records.ts';
import { fromTables, type TableFault } from './fromTables.ts';
import { type Tables, tableShapes } from './tableShapes.ts';

/** One entry that the tables said something new about. */
interface Imported {
  readonly kind: EntryKind;
  readonly id: string;
  readonly version: number;
}

/** Throws with every fault, and then nothing was changed. */
export function importTables(
  { database, members, audit }: Records,
  tables: Tables,
  by: { readonly person: string; readonly at: TimestampMs },
): readonly Imported[] {
  const before = members.now();
  const { workshops, regions, circles, faults } = fromTables(tables, before);
  if (faults.length > 0) throw new Error(`nothing was taken over:\n  ${faults.map(faultText).join('\n  ')}`);
  const wanted = [
    ...regions.map((body) => ({ kind: 'region' as const, body, was: before.regions.get(body.id) })),
    ...circles.map((body) => ({ kind: 'circle' as const, body, was: before.circles.get(body.id) })),
    ...workshops.map((body) => ({ kind: 'workshop' as const, body, was: before.workshops.get(body.id) })),
  ];
  return database.durably(() =>
    wanted.flatMap(({ kind, body, was }): readonly Imported[] => {
      if (was !== undefined && JSON.stringify(was) === JSON.stringify(body)) return [];
      const version = members.change({ kind, id: body.id, body, ...by });
      audit.note({ ...by, deed: `${kind}.imported`, subject: body.id, detail: `version ${version}` });
      return [{ kind, id: body.id, version }];
    }),
  );
}

/** Where a person finds it: by the Japanese names of sheet and column, with the keys behind. */
export function faultText({ table, row, column, problem }: TableFault): string {
  const { ja, columns } = tableShapes[table];
  const title = columns.find(({ key }) => key === column)?.ja;
  const where = column === null ? '' : `, ${title === undefined ? column : `${title} (${column})`}`;
  return `${ja} (${table}), row ${row}${where}: ${problem}`;
}
