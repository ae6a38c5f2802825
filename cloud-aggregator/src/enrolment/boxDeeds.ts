// What an office does about a workshop's box, on the command line and on its page alike: a code for it, and shutting it
// out. Promise: a code is for a workshop that is written down, and revoking what does not hold is said.
import { identifier } from '@nakamawashi/runtime';
import type { Directory } from '../directory/directory.ts';
import { NotDoneError } from '../notDoneError.ts';
import type { Enrolment, Revoked } from './enrolment.ts';

/** A new code for the box of a workshop; the one before ends. Throws NotDoneError for a workshop that is not known. */
export function offerCode(
  enrolment: Enrolment,
  { workshops }: Pick<Directory, 'workshops'>,
  workshop: string,
  by: string,
): Promise<{ readonly code: string; readonly until: number }> {
  if (!identifier.safeParse(workshop).success || !workshops.has(workshop))
    throw new NotDoneError(
      'not-there',
      `there is no workshop ${workshop}; there are: ${[...workshops.keys()].sort().join(', ')}`,
    );
  return enrolment.offer(workshop, by);
}

/** Revokes what a workshop or a serial number has. Throws NotDoneError where nothing holds, else as `revoke` does. */
export async function shutOut(enrolment: Enrolment, workshopOrSerial: string, by: string): Promise<Revoked> {
  const revoked = await enrolment.revoke(workshopOrSerial, by);
  if (revoked.certificates.length > 0 || revoked.wasCodeOpen) return revoked;
  throw new NotDoneError(
    'nothing-holds',
    `there is no certificate and no code of ${workshopOrSerial} that still holds`,
  );
}
