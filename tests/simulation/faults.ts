// What can go wrong in a run: which faults a seed has, how often, and what each of them does.
// Promise: every fault ends when `heal` is called; none touches what a process believes to be durable, except
// a replaced disk and a restored database, which are faults of their own.
import { disconnect, perfectLink, restartBroker } from './broker.ts';
import { correctClock, killEdge } from './edgeBox.ts';
import { copyOf, killHost } from './hostRoom.ts';
import { noteGone } from './ledger.ts';
import { allHeld, emptyOutbox } from './outboxModel.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Starts a fault at true time `now`. */
type Fault = (world: World, now: number) => void;

const minute = 60_000;
const day = 1_440 * minute;

const faults: Readonly<Record<string, Fault>> = {
  'edge killed': (world, now) => killEdge(world.edge, now, world.random.between(100, 2 * minute)),
  'host killed': (world, now) => killHost(world.host, now, world.random.between(100, 2 * minute)),
  'edge cut off': (world, now) => disconnect(world.broker, 'edge', now),
  'host cut off': (world, now) => disconnect(world.broker, 'host', now),
  'broker restarted': (world) => restartBroker(world.broker),
  'link worse': ({ broker, random }) => {
    broker.quality = {
      loss: random.pick(0, 0.05, 0.3, 1),
      repeat: random.pick(0, 0.1, 0.3),
      delayMs: random.pick(20, 500, 5_000),
      straggle: random.pick(0, 0.02, 0.1),
    };
  },
  'link better': ({ broker }) => {
    broker.quality = perfectLink;
  },
  'store down': ({ host }) => {
    host.isStoreDown = true;
  },
  'store up': ({ host }) => {
    host.isStoreDown = false;
  },
  'disk replaced': ({ edge, ledger, random }, now) => {
    if (random.chance(0.5)) return;
    killEdge(edge, now, random.between(1_000, 5 * minute));
    for (const slot of allHeld(edge.stored)) noteGone(ledger, slot, 'disk replaced');
    edge.stored = emptyOutbox();
    edge.lastBdSeq = null;
  },
  'backup made': (world) => {
    world.backups.push(copyOf(world.host.store));
  },
  'database restored': (world, now) => {
    const [first, ...others] = world.backups.slice(-3);
    if (first === undefined || world.random.chance(0.5)) return;
    killHost(world.host, now, world.random.between(100, minute));
    world.host.store = copyOf(world.random.pick(first, ...others));
    world.ledger.restores += 1;
  },
  'clock wrong': ({ edge, random }) => {
    edge.offsetMs = random.pick(90_000, 3 * minute, 30 * minute, 3 * day, -10 * minute);
  },
  'clock corrected': ({ edge }, now) => correctClock(edge, now),
};

/** The faults that a seed suffers from; about two thirds of all. */
export function chooseFaults(random: Random): readonly Fault[] {
  const names = Object.keys(faults).filter(() => random.chance(0.65));
  return names.map((name) => faults[name]).filter((fault) => fault !== undefined);
}

/** Ends every fault: from here on the world is as it should be. */
export function heal(world: World, now: number): void {
  world.isFaulty = false;
  world.broker.quality = perfectLink;
  world.host.isStoreDown = false;
  world.edge.restartAt = now;
  world.host.restartAt = now;
  if (world.edge.process === null) world.edge.offsetMs = 0;
  else correctClock(world.edge, now);
}
