// Pure: what a simulated workshop says of itself and its machines when it is born (wire contract, "Names").
import type { Evidence, TimestampMs } from '@nakamawashi/machine-model';
import {
  type Births,
  endOf,
  type Metric,
  machineBirthMetrics,
  nodeBirthMetrics,
  type SharingLevel,
} from '@nakamawashi/sparkplug';
import type { Backlog } from './backlog.ts';
import { type MachineKind, shownState } from './machineKinds.ts';
import { type Script, segmentAt } from './script.ts';

export interface WorkshopMachine {
  readonly id: string;
  readonly kind: MachineKind;
  readonly script: Script;
  readonly displayName: string;
  readonly profile: string;
  readonly evidence: Evidence;
  readonly level: Exclude<SharingLevel, 'none'>;
}

export interface WorkshopIdentity {
  readonly displayName: string;
  readonly machines: readonly WorkshopMachine[];
  readonly slotLengthMs: number;
}

/** Births as of `now`; live states are those of the scripts at that instant. */
export function workshopBirths(
  workshop: WorkshopIdentity,
  backlogs: ReadonlyMap<string, Backlog>,
  now: TimestampMs,
): Births {
  const held = [...backlogs.values()].map(({ slots, acknowledged }) => slots.slice(acknowledged));
  const oldest = Math.min(now, ...held.map(([slot]) => slot?.start ?? now));
  const status = {
    clockTrusted: true,
    clockOffsetMs: 0,
    outboxDepth: held.reduce((sum, slots) => sum + slots.length, 0),
    outboxOldestAgeS: oldest < now ? Math.floor((now - oldest) / 1000) : null,
    outboxSetAside: 0,
  };
  const { displayName, machines, slotLengthMs } = workshop;
  const node = { agentVersion: 'simulated', displayName, configHash: 'simulated', status };
  return {
    node: nodeBirthMetrics(node, now),
    devices: new Map(
      machines.map((machine) => [
        machine.id,
        machineBirth(machine, backlogs.get(machine.id), slotLengthMs, now),
      ]),
    ),
  };
}

function machineBirth(
  machine: WorkshopMachine,
  backlog: Backlog | undefined,
  slotLengthMs: number,
  now: TimestampMs,
): readonly Metric[] {
  const { displayName, profile, level, evidence, kind } = machine;
  const segment = segmentAt(machine.script, now);
  const newest = backlog?.slots.at(-1);
  return machineBirthMetrics(
    {
      displayName,
      profile,
      level,
      live: {
        state: shownState(kind, segment.state),
        inferred: false,
        since: Math.max(0, segment.from),
        evidence,
      },
      follows: newest === undefined ? null : endOf(newest),
      oldest: backlog?.slots[backlog.acknowledged]?.start ?? null,
      slotLengthMs,
      acknowledgedThrough: null,
    },
    now,
  );
}
