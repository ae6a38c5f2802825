// kill -9 of one agent at random moments, its start among them, while machines and aggregator go on, and what is in the
// store afterwards, held against the machines' scripts: for the test, and for `npm run bench -- kills`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Slot, Span } from '@nakamawashi/machine-model';
import { systemClock } from '@nakamawashi/runtime';
import { startsBetween, untilAllLive, untilDelivered } from './accounts.ts';
import type { Rig } from './rig.ts';
import { smallConsortium } from './smallConsortium.ts';
import { difference, tallyScript } from './tally.ts';

/** The slots' length in these runs. */
export const killSlotMs = 10_000;
/** A change may be seen this late: polling and debounce together. */
const lateMs = 1_500;
/** What a killed agent may forget (operations.md): the five seconds of its account, and a change it had not settled. */
const forgottenMs = 5_000 + lateMs;
/** Every so often the agent is left alone for long enough that whole slots have to be known. */
const restEvery = 25;
const restMs = 3 * killSlotMs;

const [shop] = smallConsortium.workshops;
if (shop === undefined) throw new Error('BUG: no workshop');
const machines = shop.machines.filter(({ kind }) => kind === 'modbus-stack-light');
/** One workshop with one machine on Modbus. */
export const killConsortium = { ...smallConsortium, workshops: [{ ...shop, machines }] };
const workshop = shop.id;
const agent = `edge ${workshop}` as const;

/** What was found of one machine after the kills. */
export interface KillReport {
  readonly machine: string;
  /** Lives of the agent in which it reached the machine. */
  readonly lives: readonly Span[];
  readonly slots: number;
  /** The stored slots that are there twice, or out of their order. */
  readonly doubled: readonly number[];
  /** The starts of slots that are not in the store, which is unknown (wire.md). */
  readonly absent: readonly number[];
  /** Of these, the ones in which an agent surely saw the machine. */
  readonly lost: readonly number[];
  /** Slots that say what the machine did not do. */
  readonly wrong: readonly string[];
  /** Slots with more unknown time than the kills explain. */
  readonly unexplained: readonly Slot[];
  readonly unknownMs: number;
  /** The time that no kill can have made unknown. */
  readonly surelySeenMs: number;
}

/** Kills the agent so often, lets it deliver, and reads the store. */
export async function killAgent(rig: Rig, kills: number): Promise<readonly KillReport[]> {
  /** The times from the start of an agent's process to its end. */
  const runs: Span[] = [];
  await untilAllLive(rig, killConsortium);
  const from = Math.ceil(systemClock.now() / killSlotMs) * killSlotMs;
  await systemClock.sleep(from - systemClock.now() + 1_000);
  await rig.kill(agent);
  for (let kill = 1; kill < kills; kill += 1) {
    const ms = kill % restEvery === 3 ? restMs : 200 + Math.random() * 3_300;
    runs.push(await liveFor(rig, ms));
  }
  const lastFrom = systemClock.now();
  await rig.start(agent);
  const until = Math.ceil((systemClock.now() + forgottenMs) / killSlotMs) * killSlotMs + killSlotMs;
  runs.push({ from: lastFrom, until: until + forgottenMs });
  const slots = await untilDelivered(rig, killConsortium, { from, until });
  const lives = livesOf(runs, contacts(rig));
  return machines.map((machine) => reportOf(machine, { slots, lives, span: { from, until } }));
}

async function liveFor(rig: Rig, ms: number): Promise<Span> {
  const from = systemClock.now();
  const started = rig.start(agent);
  // A question that the killed agent leaves open is answered by the next one.
  started.catch(() => undefined);
  await systemClock.sleep(ms);
  await rig.kill(agent);
  return { from, until: systemClock.now() };
}

function reportOf(
  { id, script, kind }: (typeof machines)[number],
  { slots, lives, span }: { slots: readonly Slot[]; lives: readonly Span[]; span: Span },
): KillReport {
  const own = slots.filter(({ machine }) => machine === `${workshop}/${id}`);
  const starts = own.map(({ start }) => start);
  const absent = startsBetween(span, killSlotMs).filter((start) => !starts.includes(start));
  const seenMs = (start: number): number => surelySeenMs(lives, { from: start, until: start + killSlotMs });
  const wrong = own.map((slot) => difference(slot, tallyScript(script, kind, spanOf(slot)), lateMs));
  return {
    machine: id,
    lives,
    slots: own.length,
    doubled: starts.filter((start, index) => index > 0 && start <= (starts[index - 1] ?? 0)),
    absent,
    lost: absent.filter((start) => seenMs(start) > 0),
    wrong: wrong.filter((one) => one !== null),
    unexplained: own.filter(({ start, elements }) => elements.unknown > killSlotMs - seenMs(start)),
    unknownMs: own.reduce((sum, { elements }) => sum + elements.unknown, 0),
    surelySeenMs: own.reduce((sum, { start }) => sum + seenMs(start), 0),
  };
}

/** Milliseconds of the span that no kill can have made unknown. */
function surelySeenMs(lives: readonly Span[], span: Span): number {
  const seen = lives.map(({ from, until }) => ({ from: from + lateMs, until: until - forgottenMs }));
  return seen.reduce(
    (sum, { from, until }) => sum + Math.max(0, Math.min(until, span.until) - Math.max(from, span.from)),
    0,
  );
}

/** When agents came into contact with the machine, by their log. */
function contacts(rig: Rig): readonly number[] {
  const log = readFileSync(join(rig.folder, 'logs', `${agent.replace(' ', '-')}.log`), 'utf8');
  return log.split('\n').flatMap((line) => {
    if (!line.includes('"msg":"in contact"')) return [];
    const { time } = JSON.parse(line) as { time: number | string };
    return [new Date(time).getTime()];
  });
}

/** From the first contact of each run to its end. */
function livesOf(runs: readonly Span[], contacts: readonly number[]): readonly Span[] {
  return runs.flatMap(({ from, until }) => {
    const contact = contacts.find((at) => at >= from && at < until);
    return contact === undefined ? [] : [{ from: contact, until }];
  });
}

function spanOf({ start, lengthMs }: Pick<Slot, 'start' | 'lengthMs'>): Span {
  return { from: start, until: start + lengthMs };
}
