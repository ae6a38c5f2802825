// Pure: who gets which edition of a month's file (domain 6.7, 8): a member his own, office and reviewers the one under
// codes, everybody who may ask at all the public one.
import type { Edition } from '../exports/sheet.ts';
import type { Caller, Role } from './roles.ts';

/** Why somebody does not get an edition, in words, or null. */
export function editionFault(caller: Caller, edition: Edition, workshop: string | undefined): string | null {
  if (edition === 'own' && workshop === undefined) return 'say whose: workshop=ID';
  if (edition === 'public' || caller.kind === 'open') return null;
  if (edition === 'own') {
    const isOwn = caller.kind === 'person' && caller.person.workshops.includes(workshop ?? '');
    return isOwn ? null : 'the own edition is for the owner of the workshop alone';
  }
  return has(caller, ['office', 'administrator', 'reviewer'])
    ? null
    : 'the internal edition is for office and reviewers';
}

/** Whether somebody gets what the office alone gets. */
export function isOffice(caller: Caller): boolean {
  return caller.kind === 'open' || has(caller, ['office', 'administrator']);
}

function has(caller: Caller, roles: readonly Role[]): boolean {
  return caller.kind === 'person' && caller.person.roles.some((each) => roles.includes(each));
}
