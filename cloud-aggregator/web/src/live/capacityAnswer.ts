// Pure: the answer of `GET /api/capacity`.
import type { CapacityRow } from '../../../src/api/capacityRow.ts';

/** The rows, and the local date at which their half-days begin. */
export interface CapacityAnswer {
  readonly at: number;
  readonly timeZone: string;
  readonly firstDate: string;
  readonly rows: readonly CapacityRow[];
}
