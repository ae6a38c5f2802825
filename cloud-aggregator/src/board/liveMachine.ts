// Pure: what is known of one machine right now, from births, data and deaths; latest value wins (architecture 4).
// Silence and loss of contact become `unknown` here and nowhere become idle or off (standards D.7, domain 6.4).
import type { MachineId, MachineState, TimestampMs } from '@nakamawashi/machine-model';
import { machineStates } from '@nakamawashi/machine-model';
import type { ResolvedMetric } from '@nakamawashi/sparkplug';

/** What a machine's workshop lets us see: its state and hours, its hours alone, or nothing heard yet. */
type Shared = 'live' | 'hours' | 'unknown';

/** How fresh the word about a machine is (domain 6.4, rule 2). */
export type Freshness = 'live' | 'late' | 'stale' | 'never';

export interface LiveMachine {
  readonly id: MachineId;
  readonly displayName: string | null;
  readonly shared: Shared;
  /** Born and not dead since, and its edge node too. */
  readonly connected: boolean;
  /** Whether it was ever heard of, now or before this process began. */
  readonly known: boolean;
  readonly state: MachineState;
  readonly since: TimestampMs | null;
  readonly inferred: boolean;
  readonly evidence: string | null;
  readonly slotLengthMs: number | null;
  /** Its edge node is not ours, and its hours are counted here. */
  readonly isCountedInCloud?: true;
}

/** After this long without a message of its edge node a machine is late; milliseconds. */
const lateAfterMs = 90_000;
/** After this long it is stale, and its state unknown; milliseconds. */
const staleAfterMs = 600_000;

/** A machine of which nothing was heard in this process; `known` when the store has slots of it. */
export function unheardMachine(id: MachineId, known = false): LiveMachine {
  return {
    id,
    displayName: null,
    shared: 'unknown',
    connected: false,
    known,
    state: 'unknown',
    since: null,
    inferred: false,
    evidence: null,
    slotLengthMs: null,
  };
}

/** After its birth: everything it says replaces what was known. */
export function machineBorn(
  machine: LiveMachine,
  metrics: readonly ResolvedMetric[],
  at: TimestampMs,
): LiveMachine {
  const length = metricValue(metrics, 'Slot/Length ms');
  const name = metricValue(metrics, 'Properties/Display Name');
  const born: LiveMachine = {
    ...unheardMachine(machine.id, true),
    displayName: typeof name === 'string' && name !== '' ? name.slice(0, 200) : machine.displayName,
    shared: metrics.some((metric) => metric.name === 'State/Code') ? 'live' : 'hours',
    connected: true,
    slotLengthMs: typeof length === 'number' ? length : null,
  };
  return machineTold(born, metrics, at);
}

/** After data: a state that began later than now by our clock began now. Historical metrics say nothing live. */
export function machineTold(
  machine: LiveMachine,
  metrics: readonly ResolvedMetric[],
  at: TimestampMs,
): LiveMachine {
  const live = metrics.filter(({ isHistorical }) => isHistorical !== true);
  const code = live.find(({ name }) => name === 'State/Code');
  const inferred = metricValue(live, 'State/Inferred');
  const evidence = metricValue(live, 'State/Evidence');
  const told: LiveMachine = {
    ...machine,
    inferred: typeof inferred === 'boolean' ? inferred : machine.inferred,
    evidence: typeof evidence === 'string' ? evidence.slice(0, 40) : machine.evidence,
  };
  if (code === undefined) return told;
  const state = typeof code.value === 'number' ? machineStates[code.value] : undefined;
  const since = code.timestamp === null ? at : Math.min(code.timestamp, at);
  return { ...told, state: state ?? 'unknown', since };
}

/** After its death, or its edge node's, or the loss of our own line: unknown since then. */
export function machineGone(machine: LiveMachine, at: TimestampMs): LiveMachine {
  if (!machine.connected) return machine;
  return { ...machine, connected: false, state: 'unknown', since: at, inferred: false };
}

/** How fresh the word is at `at`; `lastContact` is the last message of the machine's edge node. */
export function freshnessOf(
  machine: LiveMachine,
  lastContact: TimestampMs | null,
  at: TimestampMs,
): Freshness {
  if (!machine.known || lastContact === null) return 'never';
  return machine.connected ? freshnessOfContact(lastContact, at) : 'stale';
}

/** How fresh a contact is: that of its machines, as long as they are connected. */
export function freshnessOfContact(lastContact: TimestampMs, at: TimestampMs): Exclude<Freshness, 'never'> {
  const ageMs = at - lastContact;
  if (ageMs > staleAfterMs) return 'stale';
  return ageMs > lateAfterMs ? 'late' : 'live';
}

function metricValue(metrics: readonly ResolvedMetric[], name: string): ResolvedMetric['value'] {
  return metrics.find((metric) => metric.name === name)?.value ?? null;
}
