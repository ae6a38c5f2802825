// Takes over what the folders of the configuration say into the records, entry by entry: what is the same stays as it
// is, what differs becomes a new version, and nothing is taken out that the folders do not name.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Directory } from './directory.ts';
import { entrySchemas } from './entryKinds.ts';
import type { Records } from './records.ts';

/** One entry that the folders said something new about. */
export interface Imported {
  readonly kind: 'calendar' | 'workshop';
  readonly id: string;
  /** 1: it was not there before. */
  readonly version: number;
}

/** Writes down what is new, all of it or nothing, with a line in the audit log; gives what was changed. */
export function importFolders(
  { database, members, audit }: Records,
  folders: Directory,
  by: { readonly person: string; readonly at: TimestampMs },
): readonly Imported[] {
  const before = members.now();
  const wanted = [
    ...[...folders.calendars].map(([id, body]) => ({
      kind: 'calendar' as const,
      id,
      body,
      was: before.calendars.get(id),
    })),
    ...[...folders.workshops].map(([id, body]) => ({
      kind: 'workshop' as const,
      id,
      body,
      was: before.workshops.get(id),
    })),
  ];
  return database.durably(() =>
    wanted.flatMap(({ kind, id, body, was }): readonly Imported[] => {
      const checked = JSON.stringify(entrySchemas[kind].parse(body));
      if (was !== undefined && JSON.stringify(was) === checked) return [];
      const version = members.change({ kind, id, body, ...by });
      audit.note({ ...by, deed: `${kind}.imported`, subject: id, detail: `version ${version}` });
      return [{ kind, id, version }];
    }),
  );
}
