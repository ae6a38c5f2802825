// Whatever is clicked in whatever order, what can be sent is what the aggregator takes.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { role, roleFault } from '../../../src/people/roles.ts';
import {
  isWhole,
  noRights,
  type RightsChoice,
  withoutWorkshop,
  withRole,
  withWorkshop,
  workshopNamed,
} from './rightsChoice.ts';

const click = fc.oneof(
  fc.tuple(fc.constantFrom(...role.options), fc.boolean()).map(
    ([each, ticked]) =>
      (before: RightsChoice) =>
        withRole(before, each, ticked),
  ),
  fc.constantFrom('a', 'b').map((id) => (before: RightsChoice) => withWorkshop(before, id)),
  fc.constantFrom('a', 'b').map((id) => (before: RightsChoice) => withoutWorkshop(before, id)),
);

it('is what the aggregator takes exactly when it can be sent', () => {
  fc.assert(
    fc.property(fc.array(click, { maxLength: 20 }), (clicks) => {
      const choice = clicks.reduce((before, each) => each(before), noRights);
      expect(roleFault(choice) === null).toBe(isWhole(choice));
      expect(new Set(choice.roles).size).toBe(choice.roles.length);
      expect(new Set(choice.workshops).size).toBe(choice.workshops.length);
    }),
  );
});

it('takes what was clicked last: a reviewer alone, or anything else without him', () => {
  const both = withRole(withRole(noRights, 'desk', true), 'office', true);
  expect(withRole(both, 'reviewer', true).roles).toEqual(['reviewer']);
  expect(withRole(withRole(both, 'reviewer', true), 'desk', true).roles).toEqual(['desk']);
  const owner = withWorkshop(withRole(noRights, 'owner', true), 'kamata');
  expect(withRole(owner, 'owner', false)).toEqual(noRights);
});

it('knows a company by id or name, also in full width, and none where two have the name', () => {
  const all = [
    { id: 'kamata', name: { ja: '蒲田精密', en: 'Kamata' } },
    { id: 'rokugo', name: { ja: '六郷', en: 'Rokugo' } },
    { id: 'other', name: { ja: '六郷', en: 'Other' } },
  ];
  expect(workshopNamed('ＫＡＭＡＴＡ ', all)).toBe('kamata');
  expect(workshopNamed('蒲田精密', all)).toBe('kamata');
  expect(workshopNamed('六郷', all)).toBeNull();
  expect(workshopNamed('', all)).toBeNull();
});
