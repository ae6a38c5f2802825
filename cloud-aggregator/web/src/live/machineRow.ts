// Pure: one line of the board as `GET /api/machines` and `GET /api/live` send it.
import type { MachineState, TimestampMs } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import type { MachineRow, Today } from '../../../src/board/machineRow.ts';

export type { MachineRow, Today };

/** A name in both languages of the board. */
export type Name = Bilingual;

/** Some machines of the board, in its order; the last piece says that it is whole. */
export interface BoardPiece {
  readonly machines: readonly MachineRow[];
  readonly isWhole: boolean;
}

/** With which the board begins; `at` is by the aggregator's clock, `timeZone` the consortium's. */
export interface BoardSnapshot extends BoardPiece {
  readonly at: TimestampMs;
  readonly timeZone: string;
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
