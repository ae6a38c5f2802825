// A workshop's past, made from its machines' scripts and handed over as its own agent would: through the broker, with
// births, parcels and receipts. The agent that follows is to the host like a box with a new disk.
import { type Evidence, slotLengthMs, type TimestampMs } from '@nakamawashi/machine-model';
import { systemClock } from '@nakamawashi/runtime';
import type { MachineKind } from '../machineKinds.ts';
import { simulatedWorkshop } from '../simulatedWorkshop.ts';
import type { Consortium, ConsortiumWorkshop } from './consortium.ts';

export interface History {
  readonly consortium: Consortium;
  readonly workshop: ConsortiumWorkshop;
  readonly password: string;
  readonly brokerPort: number;
  /** The history begins here and ends with the newest whole slot. */
  readonly from: TimestampMs;
  readonly signal: AbortSignal;
  /** Told of every failed session; the next one is tried by itself. */
  onFailure(error: unknown): void;
}

/** Returns how many slots the host has acknowledged: all of them. Throws only when aborted. */
export async function sendHistory(history: History): Promise<number> {
  const { consortium, workshop } = history;
  const until = Math.floor(systemClock.now() / slotLengthMs) * slotLengthMs;
  const { slots } = await simulatedWorkshop({
    identity: { group: consortium.id, node: workshop.id, primaryHost: consortium.host },
    displayName: workshop.name.ja,
    broker: {
      url: `mqtt://127.0.0.1:${history.brokerPort}`,
      username: workshop.id,
      password: history.password,
    },
    machines: workshop.machines.map(({ id, name, kind, script }) => ({
      id,
      kind,
      script,
      displayName: name.ja,
      profile: kind,
      evidence: evidenceOf(kind),
      level: 'live',
    })),
    span: { from: history.from, until },
    clock: systemClock,
    signal: history.signal,
    onFailure: history.onFailure,
  });
  return slots;
}

function evidenceOf(kind: MachineKind): Evidence {
  if (kind === 'modbus-current-sensor') return 'current';
  return kind.startsWith('opcua-') ? 'controller' : 'lamp';
}
