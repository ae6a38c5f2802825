// Pure: a letter for each company where names are hidden. The letters follow the order of the ids, so they are the
// same on every screen as long as the companies are; they are nobody's code anywhere else.

/** 'A' to 'Z', then 'AA', 'AB' and so on, by workshop. */
export function shopLetters(workshops: readonly string[]): ReadonlyMap<string, string> {
  return new Map([...new Set(workshops)].sort().map((id, index) => [id, lettersOf(index)]));
}

function lettersOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : lettersOf(Math.floor(index / 26) - 1) + last;
}
