// Pure: which boxes an office looks at.
import type { BoxRow } from '../../../src/api/boxRow.ts';

export const boxFilters = ['all', 'away', 'missing', 'ending'] as const;
export type BoxFilter = (typeof boxFilters)[number];

/** A certificate renews itself after two thirds of its year: one that is this near its end does not. */
const nearEndMs = 30 * 86_400_000;

/** The boxes that are of the kind and have the text in id or name. */
export function filteredBoxes(
  boxes: readonly BoxRow[],
  { filter, search }: { readonly filter: BoxFilter; readonly search: string },
  at: number,
): readonly BoxRow[] {
  const text = search.normalize('NFKC').trim().toLowerCase();
  return boxes.filter((box) => {
    const { id, name } = box.workshop;
    const words = `${id} ${name?.ja ?? ''} ${name?.en ?? ''}`.normalize('NFKC').toLowerCase();
    return isLike(box, filter, at) && words.includes(text);
  });
}

function isLike(
  { connectedSince, certificate, hasPassword }: BoxRow,
  filter: BoxFilter,
  at: number,
): boolean {
  const until = certificate?.until ?? null;
  if (filter === 'away') return connectedSince === null;
  if (filter === 'missing') return until === null && !hasPassword;
  return filter === 'all' || (until !== null && until - at < nearEndMs);
}
