// Pure: in which order a desk reads the rows: the better mark, then the more hours, and among equals whoever's turn it
// is today, so that work does not always go to the shop whose name comes first (domain 6.3). Never a ranking.
import type { Mark } from './mark.ts';

/** What the order looks at. */
export interface Ordered {
  readonly id: string;
  readonly mark: Mark;
  readonly workshop: { readonly id: string };
  readonly freeMs: { readonly week: number } | null;
}

const marks: readonly Mark[] = ['plenty', 'some', 'ask', 'full', 'none'];

/** The same rows in the order of one local date. Machines of one shop stay in the order of their ids. */
export function fairOrder<T extends Ordered>(rows: readonly T[], date: string): readonly T[] {
  const shops = [...new Set(rows.map(({ workshop }) => workshop.id))].sort();
  const day = Math.floor(Date.parse(date) / 86_400_000);
  const turns = new Map(shops.map((id, index) => [id, (index + day) % shops.length]));
  const turn = ({ workshop }: T): number => turns.get(workshop.id) ?? 0;
  return rows.toSorted(
    (a, b) =>
      marks.indexOf(a.mark) - marks.indexOf(b.mark) ||
      (b.freeMs?.week ?? 0) - (a.freeMs?.week ?? 0) ||
      turn(a) - turn(b) ||
      (a.id < b.id ? -1 : 1),
  );
}
