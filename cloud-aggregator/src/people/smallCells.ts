// Pure: which rows of a table must not be printed so that no single firm can be read off it (domain 6.7): sums of fewer
// than five shops or with one shop over 60 %, and others with them so that no subtraction gives them away.

/** A row that is a sum over shops: for each measure what each shop brings to it. */
export interface SummedRow {
  readonly measures: readonly ReadonlyMap<string, number>[];
}

/** The sum of fewer shops is not printed. */
export const leastShops = 5;
/** Nor is one of which a single shop has more than this share. */
const mostOfOneShop = 0.6;

/** Whether a sum may be printed, looked at by itself; who brings nothing to it is no cover for the others. */
export function isPrintable({ measures }: SummedRow): boolean {
  return measures.every((byShop) => {
    const parts = [...byShop.values()].filter((part) => part > 0);
    if (parts.length === 0) return true;
    const total = parts.reduce((sum, part) => sum + part, 0);
    return parts.length >= leastShops && Math.max(...parts) <= mostOfOneShop * total;
  });
}

/**
 * The places of the rows that are withheld when the sum of all rows can be known: those not printable by themselves,
 * and of the others the smallest ones, until what is withheld would be printable as one sum.
 */
export function withheldRows(rows: readonly SummedRow[]): ReadonlySet<number> {
  const withheld = new Set(rows.flatMap((row, index) => (isPrintable(row) ? [] : [index])));
  if (withheld.size === 0) return withheld;
  const others = rows
    .map((row, index) => ({ index, size: sizeOf(row) }))
    .filter(({ index }) => !withheld.has(index))
    .sort((a, b) => a.size - b.size || a.index - b.index);
  for (const { index } of others) {
    if (isPrintable(together([...withheld].map((at) => rows[at])))) return withheld;
    withheld.add(index);
  }
  return withheld;
}

/** Rows as one sum. */
export function together(rows: readonly (SummedRow | undefined)[]): SummedRow {
  const count = Math.max(0, ...rows.map((row) => row?.measures.length ?? 0));
  const measures = Array.from({ length: count }, (_, at) => {
    const sum = new Map<string, number>();
    for (const row of rows)
      for (const [shop, part] of row?.measures[at] ?? []) sum.set(shop, (sum.get(shop) ?? 0) + part);
    return sum;
  });
  return { measures };
}

function sizeOf({ measures }: SummedRow): number {
  return [...(measures[0]?.values() ?? [])].reduce((sum, part) => sum + part, 0);
}
