// Pure: the lines of one table as things with the words of their columns, each with the row it stands in. Numbers and
// instants are read in the ways in which people and spreadsheets write them.
import type { CellText, Column, Lines, TableShape } from './tableShapes.ts';

/** What a line says, nested as the entry is; empty cells are absent. */
export interface Thing {
  readonly row: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface LineFault {
  readonly row: number;
  readonly column: string | null;
  readonly problem: string;
}

/** `given` without the titles; its first line is row 2. Lines without any word are left out. */
export function parsedLines(
  { columns }: TableShape,
  given: Lines,
): { readonly things: readonly Thing[]; readonly faults: readonly LineFault[] } {
  const faults: LineFault[] = [];
  const things = given.flatMap((line, index): readonly Thing[] => {
    if (line.every((cell) => cell === null || cell === '')) return [];
    const row = index + 2;
    const body: Record<string, unknown> = {};
    for (const [at, column] of columns.entries()) {
      const read = readCell(column, line[at] ?? null);
      if (typeof read === 'object' && 'problem' in read) {
        faults.push({ row, column: column.key, problem: read.problem });
      } else if (read.value !== undefined) put(body, column.key.split('.'), read.value);
    }
    return [{ row, body }];
  });
  return { things, faults };
}

type Read = { readonly value: unknown } | { readonly problem: string };

function readCell({ kind }: Column, cell: CellText): Read {
  if (cell === null || cell === '') return { value: undefined };
  if (kind === 'number') return readNumber(cell);
  const text = String(cell);
  if (kind === 'instant') {
    const at = Date.parse(text);
    return Number.isNaN(at)
      ? { problem: 'a time such as 2026-11-21T09:00:00+09:00 is needed' }
      : { value: at };
  }
  if (kind !== 'json') return { value: text };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: 'this is no JSON' };
  }
}

/** Full-width digits too; an office types them without noticing. */
export function readNumber(cell: string | number): Read {
  if (typeof cell === 'number') return { value: cell };
  const text = cell.normalize('NFKC').trim().replace(/^'/, '');
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)
    ? { value: Number(text) }
    : { problem: 'a number is needed' };
}

function put(body: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) body[first] = value;
  else {
    const inner = (body[first] ?? {}) as Record<string, unknown>;
    body[first] = inner;
    put(inner, rest, value);
  }
}
