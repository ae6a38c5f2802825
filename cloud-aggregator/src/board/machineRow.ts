// Pure: one line of the board, as `GET /api/machines` and `GET /api/live` give it: what the directory says,
// what was heard last and how fresh that is, and the hours of today as far as they are counted.
import {
  type DayTally,
  type MachineId,
  type MachineState,
  ownMs,
  type TimestampMs,
} from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import type { DirectoryMachine } from '../directory/capabilities.ts';
import type { Workshop } from '../directory/entryKinds.ts';
import type { DayPlan } from '../directory/planBook.ts';
import { type Freshness, freshnessOf, type LiveMachine } from './liveMachine.ts';

/** Milliseconds of the local date so far; `unknownMs` reaches only to `throughMs`, the end of the last counted slot. */
export interface Today {
  readonly date: string;
  /** The plan of the whole day. */
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

export interface MachineRow {
  /** `workshop/machine`. */
  readonly id: MachineId;
  readonly workshop: { readonly id: string; readonly name: Bilingual };
  readonly machine: { readonly id: string; readonly name: Bilingual };
  readonly class: Bilingual | null;
  readonly processes: readonly string[];
  /** `unknown` whenever nothing fresh was heard. */
  readonly state: MachineState;
  readonly since: TimestampMs | null;
  readonly inferred: boolean;
  readonly evidence: string | null;
  readonly freshness: Freshness;
  /** The last message of the machine's edge node. */
  readonly lastContact: TimestampMs | null;
  /** What the workshop lets us see: live, hours, or unknown when the machine was not heard since we began. */
  readonly shared: string;
  /** Its hours are counted in the cloud, because its edge node is not ours; absent otherwise. */
  readonly isCountedInCloud?: true;
  readonly today: Today;
}

/** What a row is made of. */
export interface RowSources {
  readonly workshop: Workshop | undefined;
  readonly entry: DirectoryMachine | undefined;
  readonly live: LiveMachine;
  readonly lastContact: TimestampMs | null;
  readonly today: Today;
}

/** The row at `at`; a machine that nobody wrote down goes by the name its workshop sent. */
export function machineRow(
  { workshop, entry, live, lastContact, today }: RowSources,
  at: TimestampMs,
): MachineRow {
  const [workshopId = '', machineId = ''] = live.id.split('/');
  const freshness = freshnessOf(live, lastContact, at);
  const silent = freshness === 'never' || freshness === 'stale';
  const sent = live.displayName ?? machineId;
  return {
    id: live.id,
    workshop: { id: workshopId, name: workshop?.name ?? { ja: workshopId, en: workshopId } },
    machine: { id: machineId, name: entry?.name ?? { ja: sent, en: sent } },
    class: entry?.class ?? null,
    processes: entry?.processes.map(({ code }) => code) ?? [],
    state: silent ? 'unknown' : live.state,
    since: silent && live.connected ? lastContact : live.since,
    inferred: !silent && live.inferred,
    evidence: live.evidence,
    freshness,
    lastContact: freshness === 'never' ? null : lastContact,
    shared: live.shared,
    ...(live.isCountedInCloud ? { isCountedInCloud: true as const } : {}),
    today,
  };
}

/** Today before any slot of it is counted. */
export function todayBegun(date: string, { bounds, planned }: DayPlan): Today {
  const plannedMs = planned.reduce((sum, span) => sum + span.until - span.from, 0);
  const none = {
    productionMs: 0,
    setupMs: 0,
    idleMs: 0,
    faultMs: 0,
    maintenanceMs: 0,
    offMs: 0,
    unknownMs: 0,
  };
  return { date, plannedMs, ...none, throughMs: bounds.from };
}

/** Today as counted through an instant: what comes after it is not unknown but still to come. */
export function todayOf(tally: DayTally, through: TimestampMs, { pieces }: DayPlan): Today {
  const sum = (state: MachineState): number => tally.inPlan[state] + tally.outsidePlan[state];
  return {
    date: tally.date,
    plannedMs: tally.plannedMs,
    productionMs: sum('production'),
    setupMs: sum('setup'),
    idleMs: sum('idle'),
    faultMs: sum('fault'),
    maintenanceMs: sum('maintenance'),
    offMs: sum('off'),
    unknownMs: sum('unknown') - ownMs(pieces, through),
    throughMs: through,
  };
}
