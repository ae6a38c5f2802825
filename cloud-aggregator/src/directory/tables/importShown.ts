// What an import comes to as it is answered: where a person finds faults, conflicts and changes in his file, in both
// languages.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import type { Directory } from '../directory.ts';
import type { FieldChange } from '../entryDiff.ts';
import type { EntryKind } from '../entryKinds.ts';
import type { Records } from '../records.ts';
import type { TableFault } from './fromTables.ts';
import type { TableChange } from './planImport.ts';
import { problemWords } from './problemWords.ts';
import type { FileFault } from './tableBytes.ts';
import { tableShapes } from './tableShapes.ts';

/** Where something is wrong in a file; `row` as a spreadsheet counts. */
export interface Place {
  readonly sheet: Bilingual | null;
  readonly row: number | null;
  readonly column: Bilingual | null;
  readonly problem: Bilingual;
}

/** An entry that a file would change, or has changed. */
export interface ShownChange {
  readonly kind: EntryKind;
  readonly id: string;
  readonly name: Bilingual | null;
  readonly isNew: boolean;
  readonly fields: readonly FieldChange[];
}

/** An entry that somebody else changed meanwhile. */
export interface ShownConflict {
  readonly kind: EntryKind;
  readonly id: string;
  readonly name: Bilingual | null;
  readonly person: string;
  readonly at: TimestampMs;
}

export function faultPlace({ table, row, column, problem }: TableFault): Place {
  const { ja, name, columns } = tableShapes[table];
  const title = columns.find(({ key }) => key === column)?.ja;
  return {
    sheet: { ja, en: name },
    row,
    column: column === null ? null : { ja: title ?? column, en: column },
    problem: problemWords(problem),
  };
}

export function filePlace({ sheet, row, problem }: FileFault): Place {
  return {
    sheet: sheet === null ? null : { ja: sheet, en: sheet },
    row,
    column: null,
    problem: problemWords(problem),
  };
}

export function changeShown(
  { kind, id, isNew, fields, body }: TableChange,
  directory: Directory,
): ShownChange {
  const name = nameOf(directory, kind, id) ?? ('name' in body ? body.name : null);
  return { kind, id, name, isNew, fields };
}

export function conflictShown(
  { kind, id }: { readonly kind: EntryKind; readonly id: string },
  { members }: Records,
): ShownConflict {
  const newest = members.entries.history(kind, id).at(-1);
  const name = nameOf(members.now(), kind, id);
  return { kind, id, name, person: newest?.person ?? '', at: newest?.at ?? 0 };
}

function nameOf({ workshops, circles, regions }: Directory, kind: EntryKind, id: string): Bilingual | null {
  if (kind === 'workshop') return workshops.get(id)?.name ?? null;
  if (kind === 'circle') return circles.get(id)?.name ?? null;
  return kind === 'region' ? (regions.get(id)?.name ?? null) : null;
}
