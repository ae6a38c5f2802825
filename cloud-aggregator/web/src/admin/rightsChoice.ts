// Pure: the roles and companies that somebody picks for a person, kept to what goes together: what a click would make
// impossible is taken out with it.
import type { Role } from '../../../src/people/roles.ts';

export interface RightsChoice {
  readonly roles: readonly Role[];
  readonly workshops: readonly string[];
}

export const noRights: RightsChoice = { roles: [], workshops: [] };

/** A role ticked or not. A reviewer has no other role; companies go with the owner. */
export function withRole({ roles, workshops }: RightsChoice, role: Role, isTicked: boolean): RightsChoice {
  const others = roles.filter((each) => each !== role);
  const kept = role === 'reviewer' ? [] : others.filter((each) => each !== 'reviewer');
  const next = isTicked ? [...kept, role] : others;
  return { roles: next, workshops: next.includes('owner') ? workshops : [] };
}

/** A company more. */
export function withWorkshop(choice: RightsChoice, workshop: string): RightsChoice {
  if (!choice.roles.includes('owner') || choice.workshops.includes(workshop)) return choice;
  return { ...choice, workshops: [...choice.workshops, workshop] };
}

/** A company less. */
export function withoutWorkshop(choice: RightsChoice, workshop: string): RightsChoice {
  return { ...choice, workshops: choice.workshops.filter((each) => each !== workshop) };
}

/** Whether it can be sent: some role, and for an owner some company. */
export function isWhole({ roles, workshops }: RightsChoice): boolean {
  return roles.length > 0 && (!roles.includes('owner') || workshops.length > 0);
}

/** The company that somebody typed, by its id or one of its names, as far as there is exactly one. */
export function workshopNamed(
  typed: string,
  workshops: readonly { readonly id: string; readonly name: { readonly ja: string; readonly en: string } }[],
): string | null {
  const text = typed.normalize('NFKC').trim().toLowerCase();
  const same = (name: string): boolean => name.normalize('NFKC').trim().toLowerCase() === text;
  const found =
    workshops.find(({ id }) => same(id)) ??
    onlyOne(workshops.filter(({ name }) => same(name.ja) || same(name.en)));
  return found?.id ?? null;
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}
