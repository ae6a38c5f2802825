// Whatever an administrator does in whatever order, one who can undo it is left.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { leavesNoAdministrator, type PersonLine } from './administrators.ts';
import { role } from './roles.ts';

const ids = ['a', 'b', 'c'] as const;
const deed = fc.record({
  id: fc.constantFrom(...ids),
  next: fc.option(
    fc.record({ roles: fc.subarray(role.options), lockedAt: fc.option(fc.nat(), { nil: null }) }),
    { nil: null },
  ),
});
const free = (people: readonly PersonLine[]): number =>
  people.filter(({ roles, lockedAt }) => roles.includes('administrator') && lockedAt === null).length;

it('an administrator who is not locked is always left, and nothing else is refused', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 30 }), (deeds) => {
      const first: PersonLine = {
        id: 'a',
        roles: ['administrator'],
        workshops: [],
        made: 0,
        lockedAt: null,
        hasGivenPassword: false,
      };
      let people: readonly PersonLine[] = [first];
      for (const { id, next } of deeds) {
        const line = next === null ? null : { ...first, ...next, id };
        const after = [...people.filter((each) => each.id !== id), ...(line === null ? [] : [line])];
        const isRefused = leavesNoAdministrator(people, id, line);
        expect(isRefused).toBe(free(after) === 0);
        if (!isRefused) people = after;
      }
      expect(free(people)).toBeGreaterThan(0);
    }),
  );
});
