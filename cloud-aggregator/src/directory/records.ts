// The consortium's records, opened: what the aggregator and its commands share. Any number of processes may have them
// open; each sees the others' changes.
import { join } from 'node:path';
import type { TimestampMs } from '@nakamawashi/machine-model';
import { type AuditLog, openAuditLog } from './auditLog.ts';
import type { Directory } from './directory.ts';
import { type DirectoryDatabase, openDirectoryDatabase } from './directoryDatabase.ts';
import { type Members, openMembers } from './members.ts';
import { sharingChanges } from './sharingChanges.ts';

export interface Records {
  readonly database: DirectoryDatabase;
  readonly members: Members;
  readonly audit: AuditLog;
  /** Whether these are the first records, made just now from the folders. */
  readonly hasBegun: boolean;
}

/**
 * Opens or makes `directory.sqlite` in the data folder; where no workshop is written down yet, `first` is. Throws when
 * the file cannot be used.
 */
export function openRecords(dataDir: string, first: Directory, at: TimestampMs): Records {
  const database = openDirectoryDatabase(join(dataDir, 'directory.sqlite'));
  const audit = openAuditLog(database);
  const members = withAudit(openMembers(database, first.timeZone), database, audit);
  return { database, members, audit, hasBegun: members.begin(first, at) };
}

/** A change of what a machine shares is also a line of the audit log, in the same transaction. */
function withAudit(members: Members, database: DirectoryDatabase, audit: AuditLog): Members {
  return {
    ...members,
    change: (change) => {
      if (change.kind !== 'workshop') return members.change(change);
      const { id, person, at } = change;
      return database.durably(() => {
        const before = members.now().workshops.get(id);
        const version = members.change(change);
        const detail = sharingChanges(before, members.now().workshops.get(id)).join('; ');
        if (detail !== '') audit.note({ at, person, deed: 'sharing.changed', subject: id, detail });
        return version;
      });
    },
  };
}
