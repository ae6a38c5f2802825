// What the load program is told, as one argument in JSON, and what it answers on standard output, one JSON a line.

export interface LoadPlan {
  readonly port: number;
  readonly consortium: string;
  readonly password: string;
  /** The folder of the authority's `ca.pem` and of each workshop's certificate; null: by password, without TLS. */
  readonly certificates: string | null;
  readonly workshops: number;
  readonly machinesOfEach: number;
  readonly slotsOfMachine: number;
  readonly slotsOfParcel: number;
  /** Every so many parcels one is of a single slot; 1: all of them. */
  readonly singleEvery: number;
  /** Live changes a second, all machines together, for as long as the backlog drains. */
  readonly liveChanges: number;
  /** Parcels a second at most, all machines together; null: as the windows allow. */
  readonly parcelsPerSecond: number | null;
  /** False for a receiver that sends none: each parcel goes out once and nothing is waited for. */
  readonly awaitsReceipts: boolean;
}

/** What a bench chooses; the rest is the rig's. */
export type Load = Omit<LoadPlan, 'port' | 'consortium' | 'password' | 'certificates'>;

export type LoadWord =
  | { readonly word: 'ready' }
  | {
      readonly word: 'drained';
      readonly seconds: number;
      /** Parcels sent, repeats included. */
      readonly parcels: number;
      readonly repeated: number;
      readonly liveChanges: number;
      readonly reconnects: number;
      /** From a parcel sent to the receipt that covers it, in milliseconds. */
      readonly receiptMs: readonly [p50: number, p95: number, p99: number];
    };

export const slotLengthMs = 300_000;
export const workshopName = (index: number): string => `w${String(index).padStart(4, '0')}`;
export const machineName = (index: number): string => `m${String(index).padStart(2, '0')}`;

/** The smallest value that at least the share of all values does not exceed; 0 of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The state of the machines in slot `index`: production and idle time, different in every slot. */
export function slotTimes(index: number): { readonly production: number; readonly idle: number } {
  const production = 60_000 + ((index * 7_919) % 180_000);
  return { production, idle: slotLengthMs - production };
}
