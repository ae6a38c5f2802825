// The texts under which rows are found, made once for each row: who types asks again with every letter. By id and not
// by a WeakMap, which with a ward of rows would cost every collection of garbage a stop.
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import { foldedOf } from '../../../src/search/foldedOf.ts';

const folded = new Map<string, { readonly row: CapacityRow; readonly text: string }>();

/** The folded texts of a row together. */
export function foldedOnce(row: CapacityRow): string {
  const known = folded.get(row.id);
  if (known?.row === row) return known.text;
  const text = foldedOf(row);
  folded.set(row.id, { row, text });
  return text;
}

/** Rows are folded for so long at a time, which no finger notices. */
const foldingMs = 4;

/** Makes ready what the first letter would have to wait for; gives what ends it. */
export function foldAhead(rows: readonly CapacityRow[]): () => void {
  let from = 0;
  const work = setInterval(() => {
    const begunMs = performance.now();
    for (; from < rows.length && performance.now() - begunMs < foldingMs; from += 1) {
      const row = rows[from];
      if (row !== undefined) foldedOnce(row);
    }
    if (from >= rows.length) clearInterval(work);
  }, 20);
  return () => clearInterval(work);
}
