// Whatever an office fills in for a machine is what the checks of an entry take and what the search reads.
import { expect, it } from 'vitest';
import { attributesSchema } from '../directory/capabilities.ts';
import { lotRange } from './attributeAnswers.ts';
import { attributeName, knownAttributes } from './attributeNames.ts';

const all = [...new Set([...knownAttributes('machine'), ...knownAttributes('company')])];
const examples = { number: 12.5, flag: true, list: ['one', 'two'], text: 'some' } as const;

it('offers only names and kinds that an entry takes', () => {
  expect(all.length).toBeGreaterThan(30);
  const filled = Object.fromEntries(all.map((key) => [key, examples[attributeName(key).kind]]));
  expect(attributesSchema.parse(filled)).toEqual(filled);
});

it('offers lots that the search understands, without a gap between them', () => {
  const ranges = attributeName('lotSizes').choices.map(([code]) => lotRange(code));
  expect(ranges[0]?.from).toBe(1);
  for (const [place, range] of ranges.entries())
    if (place > 0) expect(range?.from).toBe((ranges[place - 1]?.through ?? 0) + 1);
  expect(ranges.at(-1)?.through).toBe(Number.POSITIVE_INFINITY);
});

it('knows what the search asks for, and takes others as they are', () => {
  for (const key of [
    'maxDiameterMm',
    'maxXMm',
    'maxBarMm',
    'bestToleranceMm',
    'usualToleranceMm',
    'materials',
  ])
    expect(all).toContain(key);
  expect(attributeName('tableLoadKg', 3)).toMatchObject({ kind: 'number', name: { ja: 'tableLoadKg' } });
  expect(attributeName('own', ['a']).kind).toBe('list');
  expect(attributeName('own', false).kind).toBe('flag');
  expect(attributeName('own').kind).toBe('text');
});
