// What an office looks for among the boxes, found by kind and by any spelling of the name.
import { expect, it } from 'vitest';
import type { BoxRow } from '../../../src/api/boxRow.ts';
import { filteredBoxes } from './boxFilter.ts';

const dayMs = 86_400_000;
const at = 1_000 * dayMs;
const box = (id: string, ja: string, parts: Partial<BoxRow>): BoxRow => ({
  workshop: { id, name: { ja, en: id } },
  connectedSince: null,
  lastContact: null,
  version: null,
  clockTrusted: null,
  clockOffsetMs: null,
  waitingSlots: null,
  certificate: null,
  hasPassword: false,
  codeUntil: null,
  ...parts,
});
const holds = (days: number) => ({ keys: 1, until: at + days * dayMs, lastUntil: at, revokedAt: null });
const boxes = [
  box('a', '蒲田ﾌﾟﾚｽ', { connectedSince: 5, certificate: holds(200) }),
  box('b', '六郷', { certificate: { keys: 0, until: null, lastUntil: at, revokedAt: at } }),
  box('c', '大森', { hasPassword: true }),
  box('d', '羽田', { connectedSince: 5, certificate: holds(10) }),
];
const found = (filter: 'all' | 'away' | 'missing' | 'ending', search = ''): string =>
  filteredBoxes(boxes, { filter, search }, at)
    .map(({ workshop }) => workshop.id)
    .join('');

it('finds by kind', () => {
  expect([found('all'), found('away'), found('missing'), found('ending')]).toEqual(['abcd', 'bc', 'b', 'd']);
});

it('finds by name or id, in any width', () => {
  expect([found('all', 'プレス'), found('all', ' Ｂ '), found('away', '蒲田'), found('all', 'x')]).toEqual([
    'a',
    'b',
    '',
    '',
  ]);
});
