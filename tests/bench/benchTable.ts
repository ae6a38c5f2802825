// Pure: a benchmark's figures as a table in Markdown, so that what is printed can be kept as it is.

/** A benchmark prints nothing itself; its rows become one table. */
export interface BenchTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

export function tableText({ title, columns, rows, notes }: BenchTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const lines = ['', title, '', line(columns), line(columns.map(() => '---')), ...rows.map(line)];
  return `${[...lines, ...notes.flatMap((note) => ['', note])].join('\n')}\n`;
}
