// The consortium's records, opened: what the aggregator and its commands share. Any number of processes may have them
// open; each sees the others' changes.
import { join } from 'node:path';
import type { TimestampMs } from '@nakamawashi/machine-model';
import { type AuditLog, openAuditLog } from './auditLog.ts';
import type { Directory } from './directory.ts';
import { type DirectoryDatabase, openDirectoryDatabase } from './directoryDatabase.ts';
import { type Members, openMembers } from './members.ts';

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
  const members = openMembers(database, first.timeZone);
  const audit = openAuditLog(database);
  return { database, members, audit, hasBegun: members.begin(first, at) };
}
