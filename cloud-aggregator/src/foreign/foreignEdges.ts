// Edge nodes that are not ours, by the rules of the directory: their births, data and deaths become the same states
// and slots as those of a workshop's box, and go the same way into the store. What is in memory when this process
// ends is unknown.
import type { MachineId, Profile, Reading, Slot, TimestampMs } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { HostEvent } from '@nakamawashi/sparkplug';
import type { Board } from '../board/board.ts';
import { unheardMachine } from '../board/liveMachine.ts';
import type { Directory } from '../directory/directory.ts';
import type { ParcelQueue } from '../ingest/parcelQueue.ts';
import {
  type AccountStep,
  beginAccount,
  type CloudAccount,
  hear,
  lose,
  stateOf,
  wait,
  withProfile,
} from './cloudAccount.ts';
import { neededDevices } from './foreignProfile.ts';
import { readingsIn, type Told } from './foreignReadings.ts';

export interface ForeignEdges {
  /** Whether the directory says how the machines of this node are to be read. */
  isForeign(node: string): boolean;
  /** A step of the node's session. */
  handle(node: string, event: HostEvent): void;
  /** Time passed; as often as one likes, looked at once a second. */
  tick(): void;
}

export interface ForeignOptions {
  readonly directory: () => Directory;
  readonly board: Board;
  readonly queue: ParcelQueue;
  readonly clock: Clock;
}

/** Slots of one machine that wait while the queue is full: ten days. */
const mostWaiting = 2_880;
const tickMs = 1_000;

interface Machine {
  readonly id: MachineId;
  readonly localId: string;
  profile: Profile;
  /** Null until its node was born for the first time. */
  account: CloudAccount | null;
  isHeard: boolean;
  /** What was told since the birth, by item; given to the model as soon as everything that is needed is there. */
  readonly told: Map<string, Reading>;
  waiting: Slot[];
}

interface Node {
  isAlive: boolean;
  readonly liveDevices: Set<string>;
  readonly machines: Map<MachineId, Machine>;
}

/** All that is known of them. */
interface Shell {
  readonly options: ForeignOptions;
  readonly nodes: Map<string, Node>;
  /** The directory that `nodes` were made by. */
  seen: Directory['workshops'] | null;
}

export function openForeignEdges(options: ForeignOptions): ForeignEdges {
  const { board, clock } = options;
  const shell: Shell = { options, nodes: new Map(), seen: null };
  const { nodes } = shell;
  let tickedMs = Number.NEGATIVE_INFINITY;
  return {
    isForeign: (id) => {
      look(shell);
      return nodes.has(id);
    },
    handle: (id, event) => {
      look(shell);
      const node = nodes.get(id);
      if (node !== undefined) take(shell, node, event);
    },
    tick: () => {
      if (clock.monotonicMs() - tickedMs < tickMs) return;
      tickedMs = clock.monotonicMs();
      look(shell);
      const at = clock.now();
      for (const [id, node] of nodes) {
        // The broker tells of the end of a line; a node that is quiet because nothing changes is there.
        if (node.isAlive) board.contact(id, at);
        for (const machine of node.machines.values()) update(shell, { node, machine, readings: [], at });
      }
    },
  };
}

/** Takes over what the directory says now; accounts of machines that stay go on. */
function look(shell: Shell): void {
  const { options, nodes } = shell;
  const { workshops } = options.directory();
  if (workshops === shell.seen) return;
  shell.seen = workshops;
  for (const id of [...nodes.keys()]) if (!workshops.has(id)) nodes.delete(id);
  for (const [id, workshop] of workshops) {
    const machines = workshop.machines.flatMap(({ id: localId, sparkplug }) =>
      sparkplug === undefined ? [] : [{ id: `${id}/${localId}`, localId, profile: sparkplug }],
    );
    const node = nodes.get(id) ?? { isAlive: false, liveDevices: new Set<string>(), machines: new Map() };
    for (const each of [...node.machines.keys()]) {
      if (!machines.some((machine) => machine.id === each)) node.machines.delete(each);
    }
    for (const machine of machines) takeUp(node, machine, options.clock.now());
    if (machines.length > 0) nodes.set(id, node);
    else nodes.delete(id);
  }
}

function take(shell: Shell, node: Node, event: HostEvent): void {
  const at = shell.options.clock.now();
  switch (event.kind) {
    case 'nodeBorn':
      begin(node);
      tell(shell, { node, told: { device: null, metrics: event.metrics }, at });
      break;
    case 'deviceBorn':
      node.liveDevices.add(event.device);
      tell(shell, { node, told: event, at });
      break;
    case 'data':
      tell(shell, { node, told: event, at });
      break;
    case 'deviceDead':
      node.liveDevices.delete(event.device);
      tell(shell, { node, told: nothing, at });
      break;
    case 'nodeDead':
      node.isAlive = false;
      tell(shell, { node, told: nothing, at });
      break;
    case 'refused':
  }
}

const nothing: Told = { device: null, metrics: [] };

function tell(shell: Shell, { node, told, at }: { node: Node; told: Told; at: TimestampMs }): void {
  for (const machine of node.machines.values()) {
    const readings = readingsIn(machine.localId, machine.profile, told, at);
    update(shell, { node, machine, readings, at });
  }
}

interface Update {
  readonly node: Node;
  readonly machine: Machine;
  readonly readings: readonly Reading[];
  readonly at: TimestampMs;
}

/** One machine after something was told, or after time passed. */
function update({ options }: Shell, { node, machine, readings, at }: Update): void {
  for (const reading of readings) machine.told.set(reading.item, reading);
  const needed = neededDevices(machine.localId, machine.profile);
  const isHeard = node.isAlive && needed.isSubsetOf(node.liveDevices);
  machine.account ??= node.isAlive ? beginAccount(machine.id, machine.profile, at) : null;
  if (machine.account === null) return;
  const wasHeard = machine.isHeard;
  machine.isHeard = isHeard;
  const { account, closed } = stepOf(machine.account, {
    isHeard,
    wasHeard,
    told: machine.told,
    readings,
    at,
  });
  machine.account = account;
  machine.waiting = [...machine.waiting, ...closed].slice(-mostWaiting);
  offer(options.queue, machine);
  show(options.board, machine);
}

/** What is heard for the first time since a birth may have been told earlier, and is true now. */
function stepOf(
  account: CloudAccount,
  news: Pick<Update, 'readings' | 'at'> & {
    readonly isHeard: boolean;
    readonly wasHeard: boolean;
    readonly told: ReadonlyMap<string, Reading>;
  },
): AccountStep {
  const { isHeard, wasHeard, told, readings, at } = news;
  if (!isHeard) return wasHeard ? lose(account, at) : wait(account, at);
  return hear(account, wasHeard ? readings : [...told.values()].map((reading) => ({ ...reading, at })), at);
}

function begin(node: Node): void {
  node.isAlive = true;
  node.liveDevices.clear();
  for (const machine of node.machines.values()) machine.told.clear();
}

function takeUp(
  node: Node,
  { id, localId, profile }: Pick<Machine, 'id' | 'localId' | 'profile'>,
  at: TimestampMs,
): void {
  const known = node.machines.get(id);
  if (known === undefined) {
    const machine: Machine = {
      id,
      localId,
      profile,
      account: null,
      isHeard: false,
      told: new Map(),
      waiting: [],
    };
    node.machines.set(id, machine);
  } else if (JSON.stringify(known.profile) !== JSON.stringify(profile)) {
    known.profile = profile;
    known.isHeard = false;
    if (known.account !== null) known.account = withProfile(known.account, profile, at);
  }
}

/** All that waits, oldest first, as a parcel that follows nothing that is still to come. */
function offer(queue: ParcelQueue, machine: Machine): void {
  const [first] = machine.waiting;
  if (first === undefined) return;
  const parcel = { machine: machine.id, follows: null, oldest: first.start, slots: machine.waiting };
  if (queue.offer(parcel)) machine.waiting = [];
}

/** The board's word about the machine, where it is another than before. */
function show(board: Board, { id, account, isHeard, profile }: Machine): void {
  if (account === null) return;
  const { state, since, inferred } = stateOf(account);
  const before = board.machine(id);
  if (before?.connected === isHeard && before.state === state && before.since === since) return;
  board.put({
    ...(before ?? unheardMachine(id)),
    known: true,
    shared: 'live',
    connected: isHeard,
    state,
    since,
    inferred,
    evidence: profile.evidence,
    isCountedInCloud: true,
  });
}
