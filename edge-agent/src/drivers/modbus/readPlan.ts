// Pure: which ranges to read so that every item is read with few requests (Modbus application protocol V1.1b3).
// Promise: every item lies wholly in exactly one request, and no request is longer than the protocol allows.
import { isBitTable, type ModbusAddress, type Table, widthOf } from './address.ts';
import { type Holes, isLeftAlone, meets, type Place } from './holes.ts';

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

/** What of the past a plan takes account of. */
export interface Experience {
  readonly holes: Holes;
  readonly nowMs: number;
}

const noExperience: Experience = { holes: [], nowMs: 0 };

/**
 * The requests for `items`; up to `gapLimit` addresses nobody asked for are read along to save a request. Known holes
 * are left out until it is time to try them, each by itself.
 */
export function planReads(
  items: readonly PlannedItem[],
  gapLimit: number,
  experience: Experience = noExperience,
): readonly ReadRequest[] {
  const { holes, nowMs } = experience;
  const sorted = items.toSorted(
    (a, b) => a.address.table.localeCompare(b.address.table) || a.address.address - b.address.address,
  );
  const asked = sorted.filter(({ address }) => !isLeftAlone(holes, placeOf(address), nowMs));
  const requests: ReadRequest[] = [];
  for (const item of asked) {
    const last = requests.at(-1);
    const joined = last === undefined ? null : join(last, item, gapLimit);
    if (joined === null || meets(holes, joined, nowMs)) requests.push(readAlone(item));
    else requests[requests.length - 1] = joined;
  }
  return requests;
}

/** Two requests for a range that was refused, parted at its widest gap or in its middle; null when it is one place. */
export function splitRead(request: ReadRequest): readonly [ReadRequest, ReadRequest] | null {
  const { items } = request;
  let best: { readonly at: number; readonly gap: number; readonly fromMiddle: number } | null = null;
  for (let at = 1; at < items.length; at++) {
    const left = items[at - 1]?.address;
    const right = items[at]?.address;
    if (left === undefined || right === undefined || left.address === right.address) continue;
    const gap = right.address - left.address - widthOf(left.type);
    const fromMiddle = Math.abs(at - items.length / 2);
    if (best === null || gap > best.gap || (gap === best.gap && fromMiddle < best.fromMiddle)) {
      best = { at, gap, fromMiddle };
    }
  }
  return best === null ? null : [spanOf(items.slice(0, best.at)), spanOf(items.slice(best.at))];
}

/** Where an item lies, as the memory of holes knows it. */
export function placeOf({ table, address, type }: ModbusAddress): Place {
  return { kind: 'hole', table, start: address, length: widthOf(type) };
}

function spanOf(items: readonly PlannedItem[]): ReadRequest {
  const [first] = items;
  if (first === undefined) throw new Error('BUG: a request for nothing');
  const { table, address: start } = first.address;
  const end = Math.max(...items.map(({ address }) => address.address + widthOf(address.type)));
  return { table, start, length: end - start, items };
}

function readAlone(item: PlannedItem): ReadRequest {
  return spanOf([item]);
}

function join(request: ReadRequest, item: PlannedItem, gapLimit: number): ReadRequest | null {
  const { table, address, type } = item.address;
  const end = request.start + request.length;
  if (table !== request.table || address - end > gapLimit) return null;
  const length = Math.max(end, address + widthOf(type)) - request.start;
  if (length > (isBitTable(table) ? maxBits : maxRegisters)) return null;
  return { ...request, length, items: [...request.items, item] };
}
