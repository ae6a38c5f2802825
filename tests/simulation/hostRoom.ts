// The host's half of the simulation: the real session and a rule of admission, over a store whose commit may be cut
// between any two durable writes (influx) or is one transaction (sqlite).
import type { Slot, TimestampMs } from '@nakamawashi/machine-model';
import * as sparkplug from '@nakamawashi/sparkplug';
import { type Broker, connect, disconnect, publish } from './broker.ts';
import type { Disk } from './disk.ts';
import { entryOf, judgeMark, keyOf, type Ledger, sameSlot, Violation } from './ledger.ts';

/** The rule on trial. */
export type Admit = typeof sparkplug.admit;

/** What is on the host's disk. */
export interface Store {
  readonly slots: Map<string, Slot>;
  readonly marks: Map<string, TimestampMs>;
  readonly deadLetters: Set<string>;
}

interface HostProcess {
  view: sparkplug.NodeView | undefined;
  readonly lengths: Map<string, number>;
  /** Machines that are owed a receipt. */
  readonly owed: Set<string>;
  readonly receiptAt: Map<string, number>;
  connectedAt: number;
}

/** The host: its disk outlives its processes. */
export interface HostRoom {
  readonly broker: Broker;
  readonly disk: Disk;
  readonly ledger: Ledger;
  readonly mode: 'sqlite' | 'influx';
  readonly admit: Admit;
  /** The slots the edge still holds, for the judge. */
  readonly heldAtEdge: () => readonly Slot[];
  store: Store;
  isStoreDown: boolean;
  process: HostProcess | null;
  restartAt: number;
}

/** An empty store. */
export function emptyStore(): Store {
  return { slots: new Map(), marks: new Map(), deadLetters: new Set() };
}

/** A copy of a store, as a backup is. */
export function copyOf(store: Store): Store {
  return {
    slots: new Map(store.slots),
    marks: new Map(store.marks),
    deadLetters: new Set(store.deadLetters),
  };
}

/** Takes the process away; its connection breaks without a farewell. */
export function killHost(room: HostRoom, now: number, forMs: number): void {
  if (room.process !== null) disconnect(room.broker, 'host', now);
  room.process = null;
  room.restartAt = now + forMs;
}

/** One turn of the host's loop at true time `now`. */
export function turnHost(room: HostRoom, now: number): void {
  if (room.process === null && now >= room.restartAt) {
    room.process = {
      view: undefined,
      lengths: new Map(),
      owed: new Set(),
      receiptAt: new Map(),
      connectedAt: now,
    };
  }
  const process = room.process;
  if (process === null) return;
  if (room.broker.connections.host === null) {
    if (process.view !== undefined) process.view = sparkplug.contactLost(process.view, now).view;
    process.connectedAt = now;
    connect(room.broker, 'host', sparkplug.hostWill('board', now), now);
    publish(room.broker, 'host', sparkplug.hostBirth('board', now), now);
  }
  if (process.view !== undefined) follow(room, process, sparkplug.hostTick(process.view, now), now);
  for (const machine of process.owed) giveReceipt(room, process, machine, now);
}

/** A message from the broker. */
export function receiveHost(room: HostRoom, { topic, payload }: sparkplug.Outgoing, now: number): void {
  const process = room.process;
  if (process === null) return;
  if (sparkplug.isOwnOffline('board', topic, payload)) {
    publish(room.broker, 'host', sparkplug.hostBirth('board', process.connectedAt), now);
  }
  const parsed = sparkplug.parseTopic(topic);
  if (parsed === null) return;
  follow(room, process, sparkplug.receiveAtHost(process.view, parsed, payload, now), now);
}

function follow(room: HostRoom, process: HostProcess, step: sparkplug.HostStep, now: number): void {
  process.view = step.view;
  for (const message of step.send) publish(room.broker, 'host', message, now);
  for (const event of step.events) {
    if (event.kind === 'deviceBorn') {
      const length = event.metrics.find(({ name }) => name === 'Slot/Length ms')?.value;
      if (typeof length === 'number') process.lengths.set(event.device, length);
      process.owed.add(event.device);
    } else if (event.kind === 'data' && event.device !== null && !room.isStoreDown) {
      const length = process.lengths.get(event.device) ?? null;
      const parcel = sparkplug.readParcel(event.device, event.metrics, length);
      if (parcel !== null) take(room, process, parcel, now);
    }
  }
}

function take(room: HostRoom, process: HostProcess, parcel: sparkplug.Parcel, now: number): void {
  const { machine } = parcel;
  const admission = room.admit(room.store.marks.get(machine) ?? null, parcel, now);
  commit(room, machine, admission);
  process.owed.add(machine);
  if (admission.refusedFrom === null) return;
  const metrics = sparkplug.refusalMetrics(admission.refusedFrom, now);
  publish(
    room.broker,
    'host',
    sparkplug.command({ group: 'ota', node: 'kamata', device: machine }, metrics, now),
    now,
  );
}

/** Slots and dead letters first, then the mark; all at once where the store has transactions. */
function commit(room: HostRoom, machine: string, { fresh, deadLetters, mark }: sparkplug.Admission): void {
  const changes = [
    ...fresh.map((slot) => () => putSlot(room, slot)),
    ...deadLetters.map(({ slot, reason }) => () => {
      if (reason === 'in the future') return;
      room.store.deadLetters.add(keyOf(slot));
      entryOf(room.ledger, slot).durableIn = room.ledger.restores;
    }),
    ...(mark === null || mark === room.store.marks.get(machine)
      ? []
      : [() => raiseMark(room, machine, mark)]),
  ];
  if (changes.length === 0) return;
  if (room.mode === 'influx') for (const change of changes) room.disk.write(change);
  else {
    room.disk.write(() => {
      for (const change of changes) change();
    });
  }
}

function putSlot({ store, ledger }: HostRoom, slot: Slot): void {
  const key = keyOf(slot);
  const before = store.slots.get(key);
  if (before !== undefined && !sameSlot(before, slot)) {
    const { fate } = entryOf(ledger, before);
    if (fate !== 'set aside' && fate !== 'disk replaced') throw new Violation(`${key} was rewritten`);
    if (sparkplug.endOf(slot) <= (store.marks.get(slot.machine) ?? 0))
      throw new Violation(`history was rewritten: ${key}`);
  }
  store.slots.set(key, slot);
  entryOf(ledger, slot).durableIn = ledger.restores;
}

function raiseMark(room: HostRoom, machine: string, mark: TimestampMs): void {
  const { store, ledger } = room;
  if (mark < (store.marks.get(machine) ?? mark)) throw new Violation(`the mark of ${machine} went back`);
  store.marks.set(machine, mark);
  ledger.highestMark.set(machine, Math.max(mark, ledger.highestMark.get(machine) ?? mark));
  const isDurable = (slot: Slot): boolean => {
    const stored = store.slots.get(keyOf(slot));
    return stored === undefined ? store.deadLetters.has(keyOf(slot)) : sameSlot(stored, slot);
  };
  const held = room.heldAtEdge().filter((slot) => slot.machine === machine);
  judgeMark(ledger, mark, held, isDurable);
}

/** At most one receipt a second for each machine, never beyond what is durable. */
function giveReceipt(room: HostRoom, process: HostProcess, machine: string, now: number): void {
  const through = room.store.marks.get(machine);
  if (room.isStoreDown || now - (process.receiptAt.get(machine) ?? 0) < 1_000) return;
  process.owed.delete(machine);
  if (through === undefined) return;
  process.receiptAt.set(machine, now);
  const metrics = sparkplug.receiptMetrics(through, now);
  publish(
    room.broker,
    'host',
    sparkplug.command({ group: 'ota', node: 'kamata', device: machine }, metrics, now),
    now,
  );
}
