// Pure: whether a machine does what is asked of it, by what is written down of it and of its shop (domain 5.3).
// Promise: what is not written down is unknown, and never a no.
import type { CapacityRow } from '../api/capacityRow.ts';
import { fold } from './searchText.ts';

export type Answer = 'yes' | 'no' | 'unknown';

/** Whether a work piece of this size goes onto the machine: by the largest of what is written down. */
export function fitsSize({ attributes }: CapacityRow, sizeMm: number): Answer {
  const measures = ['maxDiameterMm', 'maxXMm', 'maxBarMm'].flatMap((name) => {
    const value = attributes[name];
    return typeof value === 'number' ? [value] : [];
  });
  return measures.length === 0 ? 'unknown' : Math.max(...measures) >= sizeMm ? 'yes' : 'no';
}

/** Whether the machine keeps a tolerance: by the best that is written down, and else by the usual one. */
export function keeps({ attributes }: CapacityRow, toleranceMm: number): Answer {
  const best = attributes['bestToleranceMm'] ?? attributes['usualToleranceMm'];
  if (typeof best !== 'number') return 'unknown';
  return best <= toleranceMm ? 'yes' : 'no';
}

/** Whether a number of pieces is among the lots that the shop likes, such as `2-10` or `1000+`. */
export function likesLot({ attributes }: CapacityRow, pieces: number): Answer {
  const { lotSizes } = attributes;
  if (!Array.isArray(lotSizes)) return 'unknown';
  const ranges = lotSizes.flatMap((each) => lotRange(each) ?? []);
  if (ranges.length === 0) return 'unknown';
  return ranges.some(({ from, through }) => from <= pieces && pieces <= through) ? 'yes' : 'no';
}

/** The pieces that `1`, `2-10` or `1001+` mean; null for anything else. */
export function lotRange(text: string): { readonly from: number; readonly through: number } | null {
  const [, from, through, more] = /^(\d{1,9})(?:[-~〜～](\d{1,9})|(\+))?$/.exec(text.trim()) ?? [];
  if (from === undefined) return null;
  const last = more === undefined ? Number(through ?? from) : Number.POSITIVE_INFINITY;
  return last < Number(from) ? null : { from: Number(from), through: last };
}

/** Whether the shop holds every certificate, however it is written; one that writes none down is asked. */
export function holds({ certificates }: CapacityRow, wanted: readonly string[]): Answer {
  if (certificates.length === 0) return 'unknown';
  const held = certificates.map(fold);
  return wanted.every((each) => held.includes(fold(each))) ? 'yes' : 'no';
}
