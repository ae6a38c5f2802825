// Pure: one line of the board as `GET /api/machines` and `GET /api/live` send it.
import type { MachineState, TimestampMs } from '@nakamawashi/machine-model';

/** A name in both languages of the board. */
export interface Name {
  readonly ja: string;
  readonly en: string;
}

/** How old the word of a machine is: fresh, a little late, too old to be believed, or never heard. */
export type Freshness = 'live' | 'late' | 'stale' | 'never';

/** Milliseconds of the local date so far, by state; `throughMs` is the instant through which slots are counted. */
export interface Today {
  readonly date: string;
  readonly plannedMs: number;
  readonly productionMs: number;
  readonly setupMs: number;
  readonly idleMs: number;
  readonly faultMs: number;
  readonly maintenanceMs: number;
  readonly offMs: number;
  readonly unknownMs: number;
  readonly throughMs: TimestampMs;
}

/** One machine as its workshop shares it. */
export interface MachineRow {
  readonly id: string;
  readonly workshop: { readonly id: string; readonly name: Name };
  readonly machine: { readonly id: string; readonly name: Name };
  readonly class: Name | null;
  readonly processes: readonly string[];
  readonly state: MachineState;
  readonly since: TimestampMs | null;
  readonly inferred: boolean;
  readonly evidence: string | null;
  readonly freshness: Freshness;
  readonly lastContact: TimestampMs | null;
  readonly shared: string;
  readonly today: Today;
}

/** The whole board at one instant of the aggregator's clock; `timeZone` is the consortium's, if it is told. */
export interface BoardSnapshot {
  readonly at: TimestampMs;
  readonly timeZone?: string;
  readonly machines: readonly MachineRow[];
}

/** States in the order in which people ask for them: what is made, what could be made, what stands. */
export const shownStates = [
  'production',
  'setup',
  'idle',
  'fault',
  'maintenance',
  'off',
  'unknown',
] as const satisfies readonly MachineState[];

/** Milliseconds of one state today. */
export function timeIn(today: Today, state: MachineState): number {
  return today[`${state}Ms`];
}

/** Everything accounted for today in milliseconds, `unknown` included. */
export function accountedMs(today: Today): number {
  return shownStates.reduce((sum, state) => sum + timeIn(today, state), 0);
}

/** True when the workshop shares hours or a mark but not its live state: then "no data" would be the wrong word. */
export function keepsStateToItself(row: MachineRow): boolean {
  return row.shared === 'mark' || row.shared === 'hours';
}
