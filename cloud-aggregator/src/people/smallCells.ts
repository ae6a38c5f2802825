// Pure: which rows of a table must not be printed so that no single firm can be read off it (domain 6.7): sums of fewer
// than five shops or with one shop over 60 %, and others with them so that no subtraction gives them away.

/** A row that is a sum over shops: for each measure what each shop brings to it. */
export interface SummedRow {
  readonly measures: readonly ReadonlyMap<string, number>[];
  /** In the same order for all rows of a table. */
  readonly remainders?: readonly Remainder[];
}

/**
 * The shops that are left of a sum for somebody who takes away what he knows from elsewhere: the hours that he may see,
 * or the sum as it was given out before.
 */
export interface Remainder {
  readonly shops: ReadonlySet<string>;
  /** So many must be left, or none. */
  readonly least: number;
  /** Whether it holds for each row of a sum of rows, because they may be known one by one from elsewhere. */
  readonly isApart?: true;
}

/** The sum of fewer shops is not printed. */
export const leastShops = 5;
/** Nor is one of which a single shop has more than this share. */
const mostOfOneShop = 0.6;

/** Who sees others' hours may be one of those that are left: their sum must be of two more. */
export const leastUnseen = 3;

/** Whether a sum may be printed, looked at by itself; who brings nothing to it is no cover for the others. */
export function isPrintable({ measures, remainders = [] }: SummedRow): boolean {
  if (remainders.some(({ shops, least }) => shops.size > 0 && shops.size < least)) return false;
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
  return { measures, remainders: remaindersOf(rows) };
}

function remaindersOf(rows: readonly (SummedRow | undefined)[]): readonly Remainder[] {
  const all = rows.flatMap((row) => [...(row?.remainders ?? []).entries()]);
  const apart = all.flatMap(([, each]) => (each.isApart === true ? [each] : []));
  const joined = all.filter(([, each]) => each.isApart !== true);
  const unions = [...Map.groupBy(joined, ([at]) => at).values()].map((own) => ({
    shops: new Set(own.flatMap(([, { shops }]) => [...shops])),
    least: Math.max(...own.map(([, { least }]) => least)),
  }));
  return [...unions, ...apart];
}

function sizeOf({ measures }: SummedRow): number {
  return [...(measures[0]?.values() ?? [])].reduce((sum, part) => sum + part, 0);
}
