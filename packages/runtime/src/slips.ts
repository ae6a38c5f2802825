// Pure: slips of the keyboard in a YAML text that a reader cannot see: full-width signs, as Japanese keyboards
// make them, and tabs. Promise: each is named with its line, and mended in the text, so that all the rest can be
// checked too.

/** One slip; `line` counts from one. */
export interface Slip {
  readonly line: number;
  readonly found: string;
  readonly expected: string;
}

const wideSpace = '\u3000';
/** The full-width twins of the signs that YAML is written with. */
const wideForms = /[\uFF01-\uFF5E\u3000]/g;

/** The slips of the text, and the text without them; lines stay where they are. Comments and values are left alone. */
export function mendSlips(text: string): { readonly text: string; readonly slips: readonly Slip[] } {
  const slips: Slip[] = [];
  const lines = text.split('\n').map((whole, index) => {
    const tell = (found: string, expected: string): void => {
      slips.push({ line: index + 1, found, expected });
    };
    return mendLine(whole, tell);
  });
  return { text: lines.join('\n'), slips };
}

function mendLine(whole: string, tell: (found: string, expected: string) => void): string {
  let line = whole;
  const [indent = ''] = /^[ \t\u3000]*/.exec(line) ?? [];
  if (line.trim() === '' || line.trimStart().startsWith('#')) return line;
  if (indent.includes(wideSpace))
    tell('a full-width space', 'indent with ordinary spaces (half-width, 半角)');
  if (indent.includes('\t')) tell('a tab', 'indent with spaces; YAML knows no tabs');
  line = indent.replaceAll(wideSpace, ' ').replaceAll('\t', '  ') + line.slice(indent.length);
  const dash = /^( *)－[ \u3000]?/.exec(line);
  if (dash !== null) {
    tell('a full-width "－"', 'write "- " (half-width, 半角)');
    line = `${dash[1]}- ${line.slice(dash[0].length)}`;
  }
  const colon = /^( *(?:- +)?[\w-]+)[ \u3000]*：[ \u3000]*/.exec(line);
  if (colon !== null) {
    tell('a full-width "："', 'write ": " (half-width, 半角)');
    line = `${colon[1]}: ${line.slice(colon[0].length)}`;
  }
  const gap = /^( *(?:- +)?[\w-]+:)\u3000+/.exec(line);
  if (gap !== null) {
    tell('a full-width space', 'write an ordinary space after the colon (half-width, 半角)');
    line = `${gap[1]} ${line.slice(gap[0].length)}`;
  }
  return line;
}

/** Says which full-width characters a value that is not accepted has, or null. */
export function wideHint(text: string): string | null {
  const found = [...new Set(text.match(wideForms) ?? [])];
  if (found.length === 0) return null;
  return `${found.map((each) => `"${each}"`).join(' ')} is full-width (全角); write it half-width (半角)`;
}

/** The word of `known` that was probably meant, or null when none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  const plain = word.normalize('NFKC').toLowerCase();
  const near = known
    .map((each) => ({ each, steps: distance(plain, each.toLowerCase()) }))
    .filter(({ each, steps }) => steps <= Math.max(1, Math.floor(each.length / 3)))
    .toSorted((a, b) => a.steps - b.steps);
  return near[0]?.each ?? null;
}

/** How many letters must be put in, taken out, replaced or swapped with the next to make one word the other. */
function distance(a: string, b: string): number {
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const row = rows[i];
      if (row === undefined) continue;
      const swapped = isSwap ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped);
    }
  }
  return at(a.length, b.length);
}
