// Rows of spare capacity as JSON in UTF-8: each is written once and sent many times.
import type { CapacityRow } from './capacityRow.ts';
import type { DeskBoard, Placed } from './deskRows.ts';

type Written = Pick<DeskBoard, 'writtenOf'>;

/** A row after a comma, in memory of its own, which is free as soon as the row is. */
export function rowWritten(row: CapacityRow): Uint8Array {
  return utf8(`,${JSON.stringify(row)}`);
}

/** The rows with commas between them, after `lead` and before `end`. */
export function rowsWritten(
  { writtenOf }: Written,
  lead: string,
  rows: readonly CapacityRow[],
  end = '',
): Uint8Array {
  const [first, ...more] = rows.map(writtenOf);
  const parts = first === undefined ? [] : [first.subarray(1), ...more];
  return Buffer.concat([utf8(lead), ...parts, utf8(end)]);
}

/** The same for rows with their places. */
export function placedWritten(
  { writtenOf }: Written,
  lead: string,
  changes: readonly Placed[],
  end: string,
): Uint8Array {
  const parts = changes.flatMap(([place, row], index) => [
    utf8(`${index === 0 ? '' : ','}[${place}`),
    writtenOf(row),
    utf8(']'),
  ]);
  return Buffer.concat([utf8(lead), ...parts, utf8(end)]);
}

const encoder = new TextEncoder();

function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}
