// Whatever changes between two boards: with the changes and their places the first becomes the second, and what does
// not fit together is no board.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import type { Placed } from '../../../src/api/deskRows.ts';
import { placedInto } from './capacityAnswer.ts';

interface Change {
  readonly id: number;
  readonly to: number;
}
const row = (id: number, confirmedAt: number): CapacityRow =>
  ({ id: String(id), confirmedAt }) as unknown as CapacityRow;
const boards = fc
  .uniqueArray(fc.nat(200), { maxLength: 40 })
  .chain((ids) =>
    fc.tuple(
      fc.constant(ids.map((id) => row(id, 0))),
      fc.array(fc.record({ id: fc.constantFrom(...(ids.length === 0 ? [0] : ids)), to: fc.nat(40) })),
    ),
  );

/** The board after each change has put its row somewhere else. */
function after(before: readonly CapacityRow[], changes: readonly Change[]): readonly CapacityRow[] {
  const rows = [...before];
  for (const { id, to } of changes) {
    const at = rows.findIndex((each) => each.id === String(id));
    if (at < 0) continue;
    rows.splice(at, 1);
    rows.splice(to, 0, row(id, 1));
  }
  return rows;
}

it('makes of one board the next', () => {
  fc.assert(
    fc.property(boards, ([before, changes]) => {
      const next = after(before, changes);
      const placed: readonly Placed[] = [...next.entries()].filter(([, each]) => each.confirmedAt === 1);
      expect(placedInto(before, placed, next.length)).toEqual(next);
      expect(placedInto(before, placed, next.length + 1)).toBeNull();
    }),
  );
});

it('keeps the same rows where nothing changed', () => {
  const before = [row(1, 0), row(2, 0)];
  expect(placedInto(before, [], 2)).toBe(before);
  expect(placedInto(before, [], 3)).toBeNull();
});
