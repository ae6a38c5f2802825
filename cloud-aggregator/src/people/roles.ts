// Pure: who a person is to the consortium (product page, "People"), what a machine's token may read, and who somebody
// is that asks over HTTP.
import { z } from 'zod';

const roles = ['owner', 'desk', 'office', 'reviewer', 'administrator'] as const;
/** The check for a role. */
export const role = z.enum(roles, { error: `one of the roles ${roles.join(', ')} is needed` });
export type Role = z.infer<typeof role>;

const scopes = ['read:board', 'read:utilisation', 'metrics'] as const;
/** The check for a token's scope. */
export const scope = z.enum(scopes, { error: `one of the scopes ${scopes.join(', ')} is needed` });
export type Scope = z.infer<typeof scope>;

/** A person with an account. */
export interface Person {
  readonly id: string;
  readonly roles: readonly Role[];
  /** The workshops of an owner; empty for everybody else. */
  readonly workshops: readonly string[];
}

/** Who asks. `open`: the configuration asks nobody to sign in. */
export type Caller =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'open' }
  | {
      readonly kind: 'person';
      readonly person: Person;
      readonly session: string;
      /** He has to choose a password of his own first. */
      readonly hasGivenPassword: boolean;
    }
  | {
      readonly kind: 'token';
      readonly name: string;
      readonly made: number;
      readonly scopes: readonly Scope[];
    };

/** Why these roles and workshops do not go together, or null. */
export function roleFault({ roles: given, workshops }: Omit<Person, 'id'>): string | null {
  if (given.length === 0) return 'at least one role is needed';
  if (given.includes('reviewer') && given.length > 1)
    return 'a reviewer sees no names of firms, and so has no other role';
  if (given.includes('owner') && workshops.length === 0) return 'an owner needs at least one workshop';
  if (!given.includes('owner') && workshops.length > 0) return 'only an owner has workshops';
  return null;
}

/** What somebody may see of the members: everybody, some workshops, or none by name. */
export type Sight = 'all' | 'codes' | readonly string[];

/** The widest sight that somebody's roles give. */
export function sightOf(caller: Caller): Sight {
  if (caller.kind === 'open' || caller.kind === 'token') return 'all';
  if (caller.kind === 'nobody') return [];
  const { person } = caller;
  if (person.roles.some((each) => each !== 'owner' && each !== 'reviewer')) return 'all';
  return person.roles.includes('owner') ? person.workshops : 'codes';
}

/** Whether somebody is told in words what is wrong with the service. */
export function seesHealth(caller: Caller): boolean {
  if (caller.kind !== 'person') return caller.kind === 'open';
  return caller.person.roles.some((each) => each === 'office' || each === 'administrator');
}
