// Pure: which ranges to read so that every item is read with few requests (Modbus application protocol V1.1b3).
// Promise: every item lies wholly in exactly one request, and no request is longer than the protocol allows.
import { isBitTable, type ModbusAddress, type Table, widthOf } from './address.ts';

/** An item and where it lies. */
export interface PlannedItem {
  readonly id: string;
  readonly address: ModbusAddress;
}

/** One read of `length` addresses from `start`, and the items that are decoded from it. */
export interface ReadRequest {
  readonly table: Table;
  readonly start: number;
  readonly length: number;
  readonly items: readonly PlannedItem[];
}

const maxRegisters = 125;
const maxBits = 2_000;

/** The requests for `items`; up to `gapLimit` addresses nobody asked for are read along to save a request. */
export function planReads(items: readonly PlannedItem[], gapLimit: number): readonly ReadRequest[] {
  const sorted = items.toSorted(
    (a, b) => a.address.table.localeCompare(b.address.table) || a.address.address - b.address.address,
  );
  const requests: ReadRequest[] = [];
  for (const item of sorted) {
    const last = requests.at(-1);
    const joined = last === undefined ? null : join(last, item, gapLimit);
    if (joined === null) requests.push(readAlone(item));
    else requests[requests.length - 1] = joined;
  }
  return requests;
}

/** The same items, each read by itself: after a range was refused, so that one missing address is one bad item. */
export function splitRead(request: ReadRequest): readonly ReadRequest[] {
  return request.items.map(readAlone);
}

function readAlone(item: PlannedItem): ReadRequest {
  const { table, address, type } = item.address;
  return { table, start: address, length: widthOf(type), items: [item] };
}

function join(request: ReadRequest, item: PlannedItem, gapLimit: number): ReadRequest | null {
  const { table, address, type } = item.address;
  const end = request.start + request.length;
  if (table !== request.table || address - end > gapLimit) return null;
  const length = Math.max(end, address + widthOf(type)) - request.start;
  if (length > (isBitTable(table) ? maxBits : maxRegisters)) return null;
  return { ...request, length, items: [...request.items, item] };
}
