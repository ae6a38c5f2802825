// Pure: titles of tests that show clauses of the standard.
// Promise: the ids stand in the title, where docs/sparkplug-conformance.md and its test find them.

/** A test title that ends with the clauses it shows. */
export function clauses(title: string, ...ids: readonly `tck-id-${string}`[]): string {
  return `${title} [${ids.join(' ')}]`;
}
