// The load program, a process of its own: thousands of workshops drain the same backlog by the edge's own delivery
// rule, obey receipts and rebirth requests, and say live changes meanwhile. Told its plan as an argument in JSON.
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { noTime } from '@nakamawashi/machine-model';
import {
  type BornSession,
  birth,
  canSend,
  type Delivery,
  type EdgeIdentity,
  edgeSubscriptions,
  formatTopic,
  machineBirthMetrics,
  newSession,
  nodeBirthMetrics,
  openSession,
  receiveAtEdge,
  received,
  sent,
  startDelivery,
  tick,
} from '@nakamawashi/sparkplug';
import { calmStatus } from '../../calmStatus.ts';
import { type EncodedParcel, encodedBacklog, encodedChange } from './encodedBacklog.ts';
import { type LoadConnection, openLoadConnection } from './loadConnection.ts';
import {
  type LoadPlan,
  type LoadWord,
  machineName,
  percentile,
  slotLengthMs,
  workshopName,
} from './loadPlan.ts';

const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan;
const until = Math.floor(Date.now() / slotLengthMs) * slotLengthMs;
const backlog = encodedBacklog({ until, count: plan.slotsOfMachine, ...plan });
const indexAfter = new Map(backlog.map(({ end }, index) => [end, index + 1]));
const turnMs = 5;
const mostPerTurn = 1_000;

interface Shop {
  readonly identity: EdgeIdentity;
  readonly machines: Machine[];
  connection: LoadConnection | null;
  born: BornSession | null;
  seq: number;
}

interface Machine {
  readonly name: string;
  readonly topic: Buffer;
  readonly shop: Shop;
  delivery: Delivery;
  /** When each parcel in flight went out, by its end. */
  readonly sentAt: Map<number, number>;
  isQueued: boolean;
  isRunning: boolean;
}

const count = { parcels: 0, repeated: 0, liveChanges: 0, reconnects: 0, unfinished: 0 };
const receiptMs: number[] = [];
const ready: Machine[] = [];
let isDraining = false;

const shops = Array.from({ length: plan.workshops }, (_, index) => makeShop(workshopName(index)));
const machines = shops.flatMap((shop) => shop.machines);
count.unfinished = machines.length;
for (let first = 0; first < shops.length; first += 50)
  await Promise.all(shops.slice(first, first + 50).map(connectShop));
await delay(1_000);
say({ word: 'ready' });
const lines = createInterface({ input: process.stdin });
lines.once('line', () => void drain());
lines.once('close', () => process.exit(0));

function makeShop(node: string): Shop {
  const identity = { group: plan.consortium, node, primaryHost: null };
  const shop: Shop = { identity, machines: [], connection: null, born: null, seq: 0 };
  for (let index = 0; index < plan.machinesOfEach; index++) {
    const name = machineName(index);
    const topic = Buffer.from(formatTopic({ group: plan.consortium, node, type: 'DDATA', device: name }));
    const delivery = startDelivery(performance.now());
    shop.machines.push({ name, topic, shop, delivery, sentAt: new Map(), isQueued: false, isRunning: false });
  }
  return shop;
}

async function connectShop(shop: Shop): Promise<void> {
  const { identity } = shop;
  const session = openSession(identity, 0);
  shop.connection = await openLoadConnection({
    port: plan.port,
    name: identity.node,
    password: plan.password,
    certificates: plan.certificates,
    will: session.will,
    topics: edgeSubscriptions(
      identity,
      shop.machines.map(({ name }) => name),
    ),
    onMessage: (topic, payload) => {
      for (const event of receiveAtEdge(session, topic, payload).events) {
        if (event.kind === 'rebirth') beBorn(shop);
        else if (event.kind === 'receipt') takeReceipt(shop, event.machine, event.through);
      }
    },
    onDrain: () => shop.machines.forEach(queue),
    onLost: () => {
      shop.connection = null;
      count.reconnects += 1;
      setTimeout(() => void connectShop(shop).catch(() => undefined), 1_000);
    },
  });
  for (const machine of shop.machines) machine.delivery = newSession(machine.delivery, performance.now());
  beBorn(shop);
  if (isDraining) shop.machines.forEach(queue);
}

function beBorn(shop: Shop): void {
  const at = Date.now();
  const live = { state: 'idle', inferred: false, since: until, evidence: 'controller' } as const;
  const devices = shop.machines.map(({ name }) => {
    const told = { displayName: name, profile: 'bench', level: 'live', live, slotLengthMs } as const;
    const metrics = machineBirthMetrics(
      { ...told, follows: until, oldest: null, acknowledgedThrough: null },
      at,
    );
    return [name, metrics] as const;
  });
  const node = nodeBirthMetrics(
    { agentVersion: 'bench', displayName: 'bench', configHash: '', status: calmStatus },
    at,
  );
  const [born, messages] = birth(openSession(shop.identity, 0), { node, devices: new Map(devices) }, at);
  shop.born = born;
  shop.seq = born.seq;
  for (const message of messages) shop.connection?.send(message);
}

function takeReceipt(shop: Shop, name: string, through: number): void {
  const machine = shop.machines.find((each) => each.name === name);
  if (machine === undefined) return;
  const at = performance.now();
  const last = machine.delivery.acknowledged;
  machine.delivery = received(machine.delivery, { through, appendedThrough: until }, at).delivery;
  for (const [end, sentAt] of machine.sentAt) {
    if (end > through) continue;
    receiptMs.push(at - sentAt);
    machine.sentAt.delete(end);
  }
  if (through === until && last !== until) count.unfinished -= 1;
  queue(machine);
}

function nextParcel({ delivery }: Machine): EncodedParcel | undefined {
  const { sendAfter, acknowledged } = delivery;
  return backlog[indexAfter.get(Math.max(sendAfter ?? 0, acknowledged ?? 0)) ?? 0];
}

function queue(machine: Machine): void {
  if (machine.isQueued || (plan.awaitsReceipts && !canSend(machine.delivery))) return;
  if (nextParcel(machine) === undefined) return;
  machine.isQueued = true;
  ready.push(machine);
}

function sendOne(machine: Machine): boolean {
  machine.isQueued = false;
  const { shop, delivery } = machine;
  const parcel = nextParcel(machine);
  if (parcel === undefined || shop.connection === null || shop.connection.isFull()) return false;
  const at = performance.now();
  publish(machine, parcel.body);
  count.parcels += 1;
  if (delivery.highestSent !== null && parcel.end <= delivery.highestSent) count.repeated += 1;
  if (!machine.sentAt.has(parcel.end)) machine.sentAt.set(parcel.end, at);
  // The rule looks at the end of the last slot alone.
  const slots = [{ machine: '', start: parcel.end - slotLengthMs, lengthMs: slotLengthMs, elements: noTime }];
  machine.delivery = sent(delivery, { machine: '', follows: null, oldest: 0, slots }, at);
  if (!plan.awaitsReceipts) machine.delivery = { ...machine.delivery, inFlight: [] };
  if (!plan.awaitsReceipts && parcel.end === until) count.unfinished -= 1;
  queue(machine);
  return true;
}

function publish({ shop, topic }: Machine, body: Buffer): void {
  shop.seq = (shop.seq + 1) % 256;
  shop.connection?.sendWithSeq(topic, body, shop.seq);
}

async function drain(): Promise<void> {
  isDraining = true;
  machines.forEach(queue);
  const startedMs = performance.now();
  let tickedMs = startedMs;
  let liveOwed = 0;
  let parcelsOwed = 0;
  for (let lastMs = startedMs; count.unfinished > 0; ) {
    await delay(turnMs);
    const nowMs = performance.now();
    liveOwed += ((nowMs - lastMs) * plan.liveChanges) / 1_000;
    parcelsOwed = Math.min(parcelsOwed + ((nowMs - lastMs) * (plan.parcelsPerSecond ?? 0)) / 1_000, 5_000);
    lastMs = nowMs;
    for (; liveOwed >= 1; liveOwed -= 1) sayChange();
    const most = plan.parcelsPerSecond === null ? mostPerTurn : Math.floor(parcelsOwed);
    for (const machine of ready.splice(0, most)) if (sendOne(machine)) parcelsOwed -= 1;
    if (nowMs - tickedMs < 1_000) continue;
    tickedMs = nowMs;
    for (const machine of machines) {
      if (plan.awaitsReceipts) machine.delivery = tick(machine.delivery, nowMs);
      queue(machine);
    }
  }
  say({
    word: 'drained',
    seconds: (performance.now() - startedMs) / 1_000,
    parcels: count.parcels,
    repeated: count.repeated,
    liveChanges: count.liveChanges,
    reconnects: count.reconnects,
    receiptMs: [percentile(receiptMs, 0.5), percentile(receiptMs, 0.95), percentile(receiptMs, 0.99)],
  });
}

function sayChange(): void {
  const machine = machines[Math.floor(Math.random() * machines.length)];
  if (machine?.shop.connection === null || machine === undefined) return;
  machine.isRunning = !machine.isRunning;
  publish(machine, encodedChange(machine.isRunning, Date.now()));
  count.liveChanges += 1;
}

function say(word: LoadWord): void {
  process.stdout.write(`${JSON.stringify(word)}\n`);
}
