// One seeded run of the delivery: edge, link, broker and host under faults on a virtual clock, then peace, then the
// judgement. Promise: everything in a run follows from its seed; what is wrong is told with the slot and the time.
import type { Slot } from '@nakamawashi/machine-model';
import { admit as admitByTheRule } from '@nakamawashi/sparkplug';
import { arrivals, type Broker, startBroker } from './broker.ts';
import { faultyDisk, PowerCut } from './disk.ts';
import { type EdgeBox, type EdgeSettings, killEdge, newBox, receiveEdge, turnEdge } from './edgeBox.ts';
import { chooseFaults, heal } from './faults.ts';
import {
  type Admit,
  emptyStore,
  type HostRoom,
  killHost,
  receiveHost,
  type Store,
  turnHost,
} from './hostRoom.ts';
import { judge, keyOf, type Ledger, openLedger, type Verdict, Violation } from './ledger.ts';
import { allHeld } from './outboxModel.ts';
import { type Random, seededRandom } from './random.ts';

/** Everything that a run changes. */
export interface World {
  readonly random: Random;
  readonly ledger: Ledger;
  readonly broker: Broker;
  readonly edge: EdgeBox;
  readonly host: HostRoom;
  readonly backups: Store[];
  isFaulty: boolean;
  cutChance: number;
}

/** How a run ended: how many slots met each fate, or what was wrong. */
export interface Outcome {
  readonly seed: number;
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  readonly violation: string | null;
}

const start = Date.UTC(2026, 10, 21);
const turnsOfFaults = 2_500;
const minute = 60_000;

/** Runs one seed with the rule of admission on trial. */
export function simulate(seed: number, admit: Admit = admitByTheRule): Outcome {
  const world = createWorld(seededRandom(seed), admit);
  let now = start;
  try {
    const faults = chooseFaults(world.random);
    const { slotLengthMs } = world.edge.settings;
    const pace = Math.max(1_000, slotLengthMs / 25);
    for (let turn = 0; turn < turnsOfFaults; turn += 1) {
      now += world.random.between(1, 2 * pace);
      const fault = world.random.chance(0.02)
        ? faults[world.random.between(0, faults.length - 1)]
        : undefined;
      if (fault !== undefined) survive(world, 'edge', now, () => fault(world, now));
      turnWorld(world, now);
    }
    heal(world, now);
    now = passTime(world, now, 3 * minute + 3 * slotLengthMs);
    world.edge.isProducing = false;
    now = passTime(world, now, 12 * minute);
    return { seed, verdicts: judgeAll(world), violation: null };
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return { seed, verdicts: {}, violation: `${error.message} (after ${now - start} ms)` };
  }
}

function createWorld(random: Random, admit: Admit): World {
  const ledger = openLedger();
  const broker = startBroker(random);
  const world: { isFaulty: boolean; cutChance: number } = {
    isFaulty: true,
    cutChance: random.pick(0, 0.002, 0.02),
  };
  const disk = faultyDisk(random, () => (world.isFaulty ? world.cutChance : 0));
  const edge = newBox({ settings: chooseSettings(random), random, broker, disk, ledger });
  const host: HostRoom = {
    broker,
    disk,
    ledger,
    mode: random.pick('sqlite', 'influx'),
    admit,
    heldAtEdge: (): readonly Slot[] => allHeld(edge.stored),
    store: emptyStore(),
    isStoreDown: false,
    process: null,
    restartAt: 0,
  };
  return Object.assign(world, { random, ledger, broker, edge, host, backups: [emptyStore()] });
}

function chooseSettings(random: Random): EdgeSettings {
  return {
    identity: { group: 'ota', node: 'kamata', primaryHost: random.pick(null, 'board') },
    slotLengthMs: random.pick(10_000, 60_000, 300_000),
    parcelSlots: random.pick(1, 3, 12),
    mostSlots: random.pick(5, 30, 1_000),
    brokenSlots: random.pick(0, 0, 0.02),
    checksClock: random.pick(0, 0.3, 1),
  };
}

/** Both processes take a turn and get their messages; a power cut takes only the one it hits. */
function turnWorld(world: World, now: number): void {
  for (const { to, message } of arrivals(world.broker, now)) {
    survive(world, to, now, () => {
      if (to === 'edge') receiveEdge(world.edge, message, now);
      else receiveHost(world.host, message, now);
    });
  }
  survive(world, 'edge', now, () => turnEdge(world.edge, now));
  survive(world, 'host', now, () => turnHost(world.host, now));
}

function survive(world: World, side: 'edge' | 'host', now: number, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    const forMs = world.random.between(100, minute);
    if (side === 'edge') killEdge(world.edge, now, forMs);
    else killHost(world.host, now, forMs);
  }
}

function passTime(world: World, from: number, forMs: number): number {
  let now = from;
  while (now < from + forMs) {
    now += world.random.between(100, 2_000);
    turnWorld(world, now);
  }
  return now;
}

function judgeAll({ ledger, host }: World): Outcome['verdicts'] {
  const [stuck] = host.heldAtEdge();
  if (stuck !== undefined) throw new Violation(`${keyOf(stuck)} is stuck in the outbox`);
  const verdicts: Partial<Record<Verdict, number>> = {};
  for (const entry of ledger.entries) {
    const verdict = judge(ledger, entry, { stored: host.store.slots, deadLetters: host.store.deadLetters });
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  }
  return verdicts;
}
