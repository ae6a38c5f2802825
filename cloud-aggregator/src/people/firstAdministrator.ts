// Where nobody has an account yet, one administrator is made, and the password shown once: on a terminal, or, because
// everything else that reads our output keeps it as a log, in a file for the owner's eyes.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TimestampMs } from '@nakamawashi/machine-model';
import { openAuditLog } from '../directory/auditLog.ts';
import { openDirectoryDatabase } from '../directory/directoryDatabase.ts';
import { hashPassword, newPassword } from './passwords.ts';
import { openPersonBook } from './personBook.ts';
import type { Person } from './roles.ts';

const id = 'admin';

/** Gives what to tell whoever started the service; null when somebody has an account already. */
export async function firstAdministrator(
  dataDir: string,
  at: TimestampMs,
  isTerminal: boolean,
): Promise<string | null> {
  const database = openDirectoryDatabase(join(dataDir, 'directory.sqlite'));
  try {
    const persons = openPersonBook(database);
    if (persons.all().length > 0) return null;
    const password = newPassword();
    const hash = await hashPassword(password);
    const file = join(dataDir, 'first-administrator');
    const person: Person = { id, roles: ['administrator'], workshops: [] };
    const isMade = database.durably(() => {
      if (!persons.addFirst(person, { hash, isGiven: true }, at)) return false;
      openAuditLog(database).note({
        at,
        person: 'console',
        deed: 'user.added',
        subject: id,
        detail: 'the first',
      });
      if (!isTerminal) writeSecret(file, `${password}\n`);
      return true;
    });
    if (!isMade) return null;
    return isTerminal
      ? `first administrator: name ${id}, password ${password}  (shown this once)`
      : `first administrator: name ${id}, password in ${file}; delete the file when you have read it`;
  } finally {
    database.close();
  }
}

function writeSecret(file: string, text: string): void {
  writeFileSync(file, '', { mode: 0o600 });
  chmodSync(file, 0o600);
  writeFileSync(file, text);
}
