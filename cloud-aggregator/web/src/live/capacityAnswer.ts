// Pure: the desk's board of spare capacity as a page holds it, and how what changed is put into it.
import type { CapacityHead } from '../../../src/api/capacityLines.ts';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import type { Placed } from '../../../src/api/deskRows.ts';

/** The rows, and the local date at which their half-days begin. */
export interface CapacityAnswer extends Pick<CapacityHead, 'at' | 'timeZone' | 'firstDate'> {
  readonly rows: readonly CapacityRow[];
  /** Every row is there: before that nothing is summed up and nothing is missing. */
  readonly isWhole: boolean;
}

/** The rows with those that changed at their new places; null when they do not make as many as there should be. */
export function placedInto(
  rows: readonly CapacityRow[],
  changes: readonly Placed[],
  count: number,
): readonly CapacityRow[] | null {
  if (changes.length === 0) return rows.length === count ? rows : null;
  const ids = new Set(changes.map(([, { id }]) => id));
  const stayed = rows.filter(({ id }) => !ids.has(id));
  if (stayed.length + changes.length !== count) return null;
  const placed: CapacityRow[] = [];
  let next = 0;
  for (const [place, row] of changes) {
    while (placed.length < place) {
      const each = stayed[next];
      if (each === undefined) return null;
      placed.push(each);
      next += 1;
    }
    placed.push(row);
  }
  for (; next < stayed.length; next += 1) placed.push(stayed[next] as CapacityRow);
  return placed;
}
