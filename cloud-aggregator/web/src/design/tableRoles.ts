// Pure: the roles of a table, written out as attributes. A table that is laid out as cards on a phone loses its own
// roles in some browsers, and with them the names of its columns for people who listen to the page.

/** Spread onto the elements of a table that may be laid out as cards. */
export const tableRoles = {
  table: { role: 'table' },
  rows: { role: 'rowgroup' },
  row: { role: 'row' },
  columnHead: { role: 'columnheader', scope: 'col' },
  rowHead: { role: 'rowheader', scope: 'row' },
  cell: { role: 'cell' },
} as const;
