// The edge's half of the simulation: closes slots by its clock, keeps them in the outbox, and hands them over with the
// real session and delivery rule.
import { noTime, type Slot, type TimestampMs } from '@nakamawashi/machine-model';
import * as sparkplug from '@nakamawashi/sparkplug';
import { type Broker, connect, disconnect, publish } from './broker.ts';
import type { Disk } from './disk.ts';
import { judgeReceipt, type Ledger } from './ledger.ts';
import { emptyOutbox, type Outbox, type OutboxDisk, openOutbox } from './outboxModel.ts';
import type { Random } from './random.ts';

/** The machines of the workshop. */
const machines = ['lathe-1', 'press-1'] as const;

/** What one run fixes about the edge. */
export interface EdgeSettings {
  readonly identity: sparkplug.EdgeIdentity;
  readonly slotLengthMs: number;
  readonly parcelSlots: number;
  readonly mostSlots: number;
  /** The chance that a closed slot does not sum. */
  readonly brokenSlots: number;
  /** The chance that a refusal makes the edge find its clock wrong. */
  readonly checksClock: number;
}

interface EdgeProcess {
  readonly outbox: Outbox;
  readonly deliveries: Map<string, sparkplug.Delivery>;
  readonly openStart: Map<string, TimestampMs>;
  session: sparkplug.OpenedSession | null;
  born: sparkplug.BornSession | null;
  retryAt: number;
}

/** The box: its disk outlives its processes. */
export interface EdgeBox {
  readonly settings: EdgeSettings;
  readonly random: Random;
  readonly broker: Broker;
  readonly disk: Disk;
  readonly ledger: Ledger;
  stored: OutboxDisk;
  lastBdSeq: number | null;
  /** Own clock minus the true time, in ms. */
  offsetMs: number;
  isProducing: boolean;
  process: EdgeProcess | null;
  restartAt: number;
}

/** A new box, switched off. */
export function newBox(parts: Pick<EdgeBox, 'settings' | 'random' | 'broker' | 'disk' | 'ledger'>): EdgeBox {
  const stored = emptyOutbox();
  return { ...parts, stored, lastBdSeq: null, offsetMs: 0, isProducing: true, process: null, restartAt: 0 };
}

/** Takes the process away; its connection breaks without a farewell. */
export function killEdge(box: EdgeBox, now: number, forMs: number): void {
  if (box.process !== null) disconnect(box.broker, 'edge', now);
  box.process = null;
  box.restartAt = now + forMs;
}

/** One turn of the edge's loop at true time `now`, which is also its monotonic clock. */
export function turnEdge(box: EdgeBox, now: number): void {
  if (box.process === null && now >= box.restartAt) box.process = boot(box, now);
  if (box.process === null) return;
  if (box.isProducing) produce(box, box.process, now + box.offsetMs);
  holdSession(box, box.process, now);
  if (box.process.born !== null) send(box, box.process, now);
  for (const [machine, delivery] of box.process.deliveries) {
    box.process.deliveries.set(machine, sparkplug.tick(delivery, now));
  }
}

/** A message from the broker. */
export function receiveEdge(box: EdgeBox, message: sparkplug.Outgoing, now: number): void {
  const process = box.process;
  if (process?.session == null) return;
  const { session, events } = sparkplug.receiveAtEdge(
    process.born ?? process.session,
    message.topic,
    message.payload,
  );
  if (process.born !== null) process.born = session as sparkplug.BornSession;
  process.session = session;
  for (const event of events) {
    if (event.kind === 'receipt') {
      judgeReceipt(box.ledger, event.machine, event.through);
      takeReceipt(process, event, now);
    } else if (event.kind === 'refused' && box.random.chance(box.settings.checksClock))
      correctClock(box, now);
    else if (event.kind === 'rebirth' && process.born !== null) giveBirth(box, process, now);
    else if (event.kind === 'host' && !event.online && process.born !== null) leave(box, process, now);
  }
}

/** The clock is set right; what it dated into the future is set aside. */
export function correctClock(box: EdgeBox, now: number): void {
  const { process } = box;
  if (box.offsetMs === 0 || process === null) return;
  box.offsetMs = 0;
  for (const machine of machines) {
    process.outbox.setAside(machine, now);
    const delivery = process.deliveries.get(machine);
    if (delivery !== undefined) process.deliveries.set(machine, sparkplug.newSession(delivery, now));
  }
}

function boot(box: EdgeBox, now: number): EdgeProcess {
  const { ledger, settings } = box;
  const outbox = openOutbox(box.stored, box.disk, { ledger, mostSlots: settings.mostSlots });
  for (const machine of machines) outbox.setAside(machine, now + box.offsetMs);
  return {
    outbox,
    deliveries: new Map(machines.map((machine) => [machine, sparkplug.startDelivery(now)])),
    openStart: new Map(),
    session: null,
    born: null,
    retryAt: now,
  };
}

/** Closes every slot that the box's clock has passed; a leap of the clock is not filled beyond sixty slots. */
function produce(box: EdgeBox, { outbox, openStart }: EdgeProcess, wall: TimestampMs): void {
  const length = box.settings.slotLengthMs;
  const present = Math.floor(wall / length) * length;
  for (const machine of machines) {
    let start = openStart.get(machine) ?? present;
    if (start > wall || present - start > 60 * length) start = present;
    for (; start + length <= wall; start += length) {
      if (start >= (outbox.appendedThrough(machine) ?? start)) {
        const sums = !box.random.chance(box.settings.brokenSlots);
        outbox.append(closedSlot(box, machine, start, sums), sums);
      }
      openStart.set(machine, start + length);
    }
    openStart.set(machine, start);
  }
}

function closedSlot({ settings, ledger }: EdgeBox, machine: string, start: TimestampMs, sums: boolean): Slot {
  const lengthMs = settings.slotLengthMs;
  // No two slots of a run say the same, so that a mix-up shows.
  const production = ledger.entries.length % lengthMs;
  const idle = lengthMs - production + (sums ? 0 : 1);
  return { machine, start, lengthMs, elements: { ...noTime, production, idle } };
}

function holdSession(box: EdgeBox, process: EdgeProcess, now: number): void {
  const { broker } = box;
  if (broker.connections.edge === null) {
    process.session = null;
    process.born = null;
    if (now < process.retryAt) return;
    const bdSeq = sparkplug.nextBdSeq(box.lastBdSeq);
    box.disk.write(() => {
      box.lastBdSeq = bdSeq;
    });
    process.session = sparkplug.openSession(box.settings.identity, bdSeq);
    process.retryAt = now + box.random.between(500, 5_000);
    connect(broker, 'edge', process.session.will, now);
    for (const [machine, delivery] of process.deliveries) {
      process.deliveries.set(machine, sparkplug.newSession(delivery, now));
    }
  }
  if (process.born === null && process.session !== null && sparkplug.mayBeBorn(process.session)) {
    giveBirth(box, process, now);
  }
}

function giveBirth(box: EdgeBox, process: EdgeProcess, now: number): void {
  if (process.session === null) return;
  const devices = machines.map((machine) => {
    const birth: sparkplug.MachineBirth = {
      displayName: machine,
      profile: 'simulated',
      level: 'hours',
      live: { state: 'idle', inferred: false, since: now, evidence: 'lamp' },
      follows: process.outbox.appendedThrough(machine),
      oldest: process.outbox.read(machine, null, 1)?.oldest ?? null,
      slotLengthMs: box.settings.slotLengthMs,
      acknowledgedThrough: process.deliveries.get(machine)?.acknowledged ?? null,
    };
    return [machine, sparkplug.machineBirthMetrics(birth, now)] as const;
  });
  const [born, messages] = sparkplug.birth(process.session, { node: [], devices: new Map(devices) }, now);
  process.born = born;
  process.session = born;
  for (const message of messages) publish(box.broker, 'edge', message, now);
}

function send(box: EdgeBox, process: EdgeProcess, now: number): void {
  for (const machine of machines) {
    let delivery = process.deliveries.get(machine);
    while (delivery !== undefined && process.born !== null && sparkplug.canSend(delivery)) {
      const parcel = process.outbox.read(machine, delivery.sendAfter, box.settings.parcelSlots);
      if (parcel === null) break;
      const isHistorical = sparkplug.isCatchUp(delivery, parcel, now + box.offsetMs);
      const metrics = sparkplug.parcelMetrics(parcel, isHistorical);
      const [born, message] = sparkplug.deviceData(process.born, machine, metrics, now);
      process.born = born;
      process.session = born;
      publish(box.broker, 'edge', message, now);
      delivery = sparkplug.sent(delivery, parcel, now);
      process.deliveries.set(machine, delivery);
    }
  }
}

function takeReceipt(
  process: EdgeProcess,
  { machine, through }: { readonly machine: string; readonly through: TimestampMs },
  now: number,
): void {
  const delivery = process.deliveries.get(machine);
  if (delivery === undefined) return;
  const appendedThrough = process.outbox.appendedThrough(machine);
  const outcome = sparkplug.received(delivery, { through, appendedThrough }, now);
  if (outcome.acknowledge !== null) process.outbox.acknowledge(machine, outcome.acknowledge);
  process.deliveries.set(machine, outcome.delivery);
}

function leave(box: EdgeBox, process: EdgeProcess, now: number): void {
  if (process.session !== null) publish(box.broker, 'edge', sparkplug.nodeDeath(process.session), now);
  disconnect(box.broker, 'edge', now, true);
  process.session = null;
  process.born = null;
  process.retryAt = now + box.random.between(500, 2_000);
}
