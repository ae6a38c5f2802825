// What a machine takes, as short as a shop would write it; what is not written down is not there.
import { expect, it } from 'vitest';
import { sizeText } from './sizeText.ts';

it.each([
  [{ maxDiameterMm: 260, maxLengthMm: 500 }, 'φ260×500'],
  [{ maxDiameterMm: 260 }, 'φ260'],
  [{ maxLengthMm: 500 }, ''],
  [{ maxXMm: 1020, maxYMm: 530, maxZMm: 510 }, '1020×530×510'],
  [{ pressForceKn: 785 }, '785kN（80トン）'],
  [{ materials: ['carbon'] }, ''],
  [{}, ''],
])('%j is %s', (attributes, text) => {
  expect(sizeText(attributes, 'トン')).toBe(text);
});
