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
  const keyed = rows.map((row) => ({
    row,
    mark: marks.indexOf(row.mark),
    freeMs: row.freeMs?.week ?? 0,
    turn: turns.get(row.workshop.id) ?? 0,
  }));
  keyed.sort(
    (a, b) => a.mark - b.mark || b.freeMs - a.freeMs || a.turn - b.turn || (a.row.id < b.row.id ? -1 : 1),
  );
  return keyed.map(({ row }) => row);
}
