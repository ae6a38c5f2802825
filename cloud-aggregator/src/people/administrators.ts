// Pure: the consortium never loses its last administrator: whoever could give somebody the right back must be there.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Person } from './roles.ts';

/** A person as the records have him. */
export interface PersonLine extends Person {
  readonly made: TimestampMs;
  /** Since when he may not sign in, or null. */
  readonly lockedAt: TimestampMs | null;
  /** Somebody else made his password: he has to choose one of his own before anything else. */
  readonly hasGivenPassword: boolean;
}

/** A person's line after a change; null when he is removed. */
export type Changed = Pick<PersonLine, 'id' | 'roles' | 'lockedAt'> | null;

/** Whether nobody could administer any more once the line of `id` has become `next`. */
export function leavesNoAdministrator(
  people: readonly Pick<PersonLine, 'id' | 'roles' | 'lockedAt'>[],
  id: string,
  next: Changed,
): boolean {
  const isOneNow = people.some((each) => each.id === id && administers(each));
  if (!isOneNow || (next !== null && administers(next))) return false;
  return !people.some((each) => each.id !== id && administers(each));
}

function administers({ roles, lockedAt }: Pick<PersonLine, 'roles' | 'lockedAt'>): boolean {
  return lockedAt === null && roles.includes('administrator');
}
