// The code under which a reviewer sees a workshop: random, so that it tells nothing, and the same for ever after.
import { randomInt } from 'node:crypto';
import type { DirectoryDatabase } from '../directory/directoryDatabase.ts';

/** Gives a workshop's code, and makes it at the first time: `W-7K3Q`. */
export function openWorkshopCodes(database: DirectoryDatabase): (workshop: string) => string {
  const find = database.prepare('SELECT code FROM workshop_code WHERE workshop = ?');
  const taken = database.prepare('SELECT code FROM workshop_code WHERE code = ?');
  const insert = database.prepare('INSERT INTO workshop_code (workshop, code) VALUES (?, ?)');
  const known = (workshop: string): string | undefined =>
    find.all(workshop).map((row) => String(row['code']))[0];
  return (workshop) =>
    known(workshop) ??
    database.durably(() => {
      const already = known(workshop);
      if (already !== undefined) return already;
      let code = newCode();
      while (taken.all(code).length > 0) code = newCode();
      insert.run(workshop, code);
      return code;
    });
}

const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

function newCode(): string {
  return `W-${Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')}`;
}
