// What a take-over of tables would change in the records. An entry that nobody edited in the tables stays as it
// is now; one that was edited there and by somebody else meanwhile is a conflict and not written over.
import type { ShiftCalendar } from '@nakamawashi/machine-model';
import type { Directory } from '../directory.ts';
import { entryDiff, type FieldChange } from '../entryDiff.ts';
import type { Circle, EntryKind, Region, Workshop } from '../entryKinds.ts';
import { fromTables, type TableFault } from './fromTables.ts';
import type { Tables } from './tableShapes.ts';

/** An entry that the tables say something new about. */
export type TableChange = {
  readonly id: string;
  readonly isNew: boolean;
  readonly fields: readonly FieldChange[];
} & (
  | { readonly kind: 'calendar'; readonly body: ShiftCalendar }
  | { readonly kind: 'region'; readonly body: Region }
  | { readonly kind: 'circle'; readonly body: Circle }
  | { readonly kind: 'workshop'; readonly body: Workshop }
);

export interface ImportPlan {
  readonly changes: readonly TableChange[];
  /** Entries that somebody else changed since the tables were made. */
  readonly conflicts: readonly { readonly kind: EntryKind; readonly id: string }[];
  readonly faults: readonly TableFault[];
}

/** `base`: the records as the tables showed them before they were edited; `now`: as they are. */
export function planImport(tables: Tables, base: Directory, now: Directory): ImportPlan {
  const { calendars, workshops, regions, circles, faults } = fromTables(tables, base, now);
  if (faults.length > 0) return { changes: [], conflicts: [], faults };
  const edited = [
    ...calendars.map(({ id, body }) =>
      compared('calendar', { id, body }, base.calendars.get(id), now.calendars.get(id)),
    ),
    ...regions.map((body) =>
      compared('region', { id: body.id, body }, base.regions.get(body.id), now.regions.get(body.id)),
    ),
    ...circles.map((body) =>
      compared('circle', { id: body.id, body }, base.circles.get(body.id), now.circles.get(body.id)),
    ),
    ...workshops.map((body) =>
      compared('workshop', { id: body.id, body }, base.workshops.get(body.id), now.workshops.get(body.id)),
    ),
  ].filter((each) => each !== null);
  return {
    changes: edited.flatMap(({ change, isConflict }) => (isConflict ? [] : [change])),
    conflicts: edited.flatMap(({ change, isConflict }) =>
      isConflict ? [{ kind: change.kind, id: change.id }] : [],
    ),
    faults: [],
  };
}

function compared(
  kind: TableChange['kind'],
  { id, body }: { readonly id: string; readonly body: TableChange['body'] },
  base: TableChange['body'] | undefined,
  now: TableChange['body'] | undefined,
): { readonly change: TableChange; readonly isConflict: boolean } | null {
  const isSame = (a: unknown, b: unknown): boolean =>
    JSON.stringify(a) === JSON.stringify(b) || entryDiff(a ?? null, b ?? null).length === 0;
  if (isSame(body, now) || isSame(body, base)) return null;
  const fields = now === undefined ? [] : entryDiff(now, body);
  const change = { kind, id, body, isNew: now === undefined, fields } as TableChange;
  return { change, isConflict: !isSame(base, now) };
}
