// Pure: rows as a csv file that opens correctly by double click (domain 8.5): UTF-8 with BOM, CRLF, quotes.
// Text that a spreadsheet would run as a formula gets an apostrophe; figures are left as they are.

/** A text of people, or a figure already written out. */
export type Cell = { readonly text: string } | { readonly figure: string };

/** The whole file. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  const lines = rows.map((row) => row.map(cellText).join(','));
  return `\ufeff${lines.map((line) => `${line}\r\n`).join('')}`;
}

function cellText(cell: Cell): string {
  if ('figure' in cell) return cell.figure;
  // Full-width signs too: a Japanese spreadsheet takes them for the narrow ones.
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(cell.text) ? `'${cell.text}` : cell.text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
