// What follows from sums that somebody knows: linear equations over unknown figures, and whether any combination of
// them speaks of the figures of one firm alone. With unlimited precision, which no printed figure has.

/** Coefficients by the name of the unknown. */
export type Equation = ReadonlyMap<string, number>;

const tiny = 1e-9;

/** Left sides added, each with a factor. */
export function combined(parts: Iterable<readonly [string, number]>): Map<string, number> {
  const sum = new Map<string, number>();
  for (const [name, factor] of parts) sum.set(name, (sum.get(name) ?? 0) + factor);
  return sum;
}

/**
 * A combination of the equations in which, of the unknowns, those alone are left that `isAsked` names; null if there is
 * none. What `isKnown` names is taken away from every equation first.
 */
export function combinationOf(
  equations: readonly Equation[],
  isKnown: (name: string) => boolean,
  isAsked: (name: string) => boolean,
): Equation | null {
  const names = [...new Set(equations.flatMap((each) => [...each.keys()]))].filter((name) => !isKnown(name));
  const others = names.filter((name) => !isAsked(name));
  const asked = names.filter(isAsked);
  const columns = [...others, ...asked];
  const rows = distinct(equations.map((each) => columns.map((name) => each.get(name) ?? 0)));
  let done = 0;
  for (let column = 0; column < others.length && done < rows.length; column++) {
    const at = largest(rows, column, done);
    const row = rows[at];
    if (row === undefined || Math.abs(row[column] ?? 0) <= tiny) continue;
    rows[at] = rows[done] ?? row;
    rows[done] = row;
    done += 1;
    for (const other of rows.slice(done)) subtract(other, row, column);
  }
  const left = rows.slice(done).find((row) => row.some((value) => Math.abs(value) > tiny));
  if (left === undefined) return null;
  return new Map(
    columns.flatMap((name, at) => (Math.abs(left[at] ?? 0) > tiny ? [[name, left[at] ?? 0]] : [])),
  );
}

function distinct(rows: readonly number[][]): number[][] {
  return [...new Map(rows.map((row) => [row.join(), row])).values()];
}

/** The row from `from` on with the largest coefficient of a column, for the sake of precision. */
function largest(rows: readonly number[][], column: number, from: number): number {
  let best = from;
  for (let at = from; at < rows.length; at++)
    if (Math.abs(rows[at]?.[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0)) best = at;
  return best;
}

function subtract(row: number[], from: readonly number[], column: number): void {
  const factor = (row[column] ?? 0) / (from[column] ?? 1);
  if (factor === 0) return;
  for (let at = column; at < row.length; at++) {
    const left = (row[at] ?? 0) - factor * (from[at] ?? 0);
    row[at] = Math.abs(left) < tiny ? 0 : left;
  }
}
