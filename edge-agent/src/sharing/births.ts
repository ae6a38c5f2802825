// Pure: what an agent says of itself and its machines when it is born: the one place where metrics for the wire are
// made from machines. The preview is made by the same function, so it cannot differ from what is sent.
// Promise: a machine that is not shared is not named.
import type { LiveState, Profile, TimestampMs } from '@nakamawashi/machine-model';
import {
  type Births,
  type Metric,
  machineBirthMetrics,
  type NodeStatus,
  nodeBirthMetrics,
} from '@nakamawashi/sparkplug';
import { type Consent, levelSent, type Sharing } from './levels.ts';

/** What of the configuration is spoken of. */
export interface Announced {
  readonly workshop: { readonly name: { readonly ja: string } };
  readonly consent: Consent | null;
  readonly slotLengthMs: number;
  readonly hash: string;
  readonly machines: readonly {
    readonly id: string;
    readonly name: { readonly ja: string };
    readonly profile: Profile;
    readonly sharing: Sharing;
  }[];
}

/** How a machine and its outbox are at birth. */
interface MachineNow {
  readonly live: LiveState;
  readonly follows: TimestampMs | null;
  readonly oldest: TimestampMs | null;
  readonly acknowledgedThrough: TimestampMs | null;
}

/** How the box is at birth. */
export interface NodeNow {
  readonly agentVersion: string;
  readonly status: NodeStatus;
  machine(id: string): MachineNow;
}

/** All births of one session as of `at`; whatever is published later is declared here. */
export function birthsOf(announced: Announced, now: NodeNow, at: TimestampMs): Births {
  const { workshop, consent, slotLengthMs, hash, machines } = announced;
  const devices = new Map<string, readonly Metric[]>();
  for (const { id, name, profile, sharing } of machines) {
    const level = levelSent(sharing, consent);
    if (level === 'none') continue;
    const { live, follows, oldest, acknowledgedThrough } = now.machine(id);
    const birth = {
      displayName: name.ja,
      profile: profile.id,
      level,
      live: { ...live, evidence: profile.evidence },
      follows,
      oldest,
      slotLengthMs,
      acknowledgedThrough,
    };
    devices.set(id, machineBirthMetrics(birth, at));
  }
  const { agentVersion, status } = now;
  const node = nodeBirthMetrics(
    { agentVersion, displayName: workshop.name.ja, configHash: hash, status },
    at,
  );
  return { node, devices };
}
