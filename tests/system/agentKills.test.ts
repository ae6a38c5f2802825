// kill -9 of the agent alone at random moments, its start among them, while machines and aggregator go on. Afterwards
// the store has every closed slot once, and each is what the machine's script says for all the time in which an agent
// had it in contact.
// The long run: `KILLS=200 npx vitest run tests/system/agentKills.test.ts`.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Slot, Span } from '@nakamawashi/machine-model';
import { systemClock } from '@nakamawashi/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startsBetween, untilAllLive, untilDelivered } from './accounts.ts';
import { createRig, type Rig } from './rig.ts';
import { smallConsortium } from './smallConsortium.ts';
import { difference, tallyScript } from './tally.ts';

const kills = Number(process.env['KILLS'] ?? 5);
const slotLengthMs = 10_000;
/** A change may be seen this late: polling and debounce together. */
const lateMs = 1_500;
/** What a killed agent may forget (operations.md): the five seconds of its account, and a change it had not settled. */
const forgottenMs = 5_000 + lateMs;
/** Every so often the agent is left alone for long enough that whole slots have to be known. */
const restEvery = 25;
const restMs = 3 * slotLengthMs;

const [shop] = smallConsortium.workshops;
if (shop === undefined) throw new Error('BUG: no workshop');
const machines = shop.machines.filter(({ kind }) => kind === 'modbus-stack-light');
const consortium = { ...smallConsortium, workshops: [{ ...shop, machines }] };
const agent = `edge ${shop.id}` as const;

describe('kill -9 of the agent', () => {
  let rig: Rig;
  /** The times from the start of an agent's process to its end. */
  const runs: Span[] = [];
  /** Of these, the times in which it had the machine in contact, by its own log. */
  let lives: readonly Span[] = [];

  beforeAll(async () => {
    rig = await createRig({ consortium, slotLengthMs, broker: 'embedded' });
    await rig.startAll();
  }, 120_000);
  afterAll(() => rig.stop());

  async function liveFor(ms: number): Promise<void> {
    const from = systemClock.now();
    const started = rig.start(agent);
    // A question that the killed agent leaves open is answered by the next one.
    started.catch(() => undefined);
    await systemClock.sleep(ms);
    await rig.kill(agent);
    runs.push({ from, until: systemClock.now() });
  }

  it(`loses and doubles nothing and makes nothing up, over ${kills} kills`, async ({ onTestFailed }) => {
    onTestFailed(() => keepEvidence());
    await untilAllLive(rig, consortium);
    const from = Math.ceil(systemClock.now() / slotLengthMs) * slotLengthMs;
    await systemClock.sleep(from - systemClock.now() + 1_000);
    await rig.kill(agent);
    for (let kill = 1; kill < kills; kill += 1)
      await liveFor(kill % restEvery === 3 ? restMs : 200 + Math.random() * 3_300);
    const lastFrom = systemClock.now();
    await rig.start(agent);
    const until = Math.ceil((systemClock.now() + forgottenMs) / slotLengthMs) * slotLengthMs + slotLengthMs;
    runs.push({ from: lastFrom, until: until + forgottenMs });
    const span = { from, until };
    const slots = await untilDelivered(rig, consortium, span);
    lives = livesOf(runs, contacts(rig));
    expect(lives.length).toBeGreaterThan(0);

    for (const { id, script, kind } of machines) {
      const own = slots.filter(({ machine }) => machine === `${shop?.id}/${id}`);
      const starts = own.map(({ start }) => start);
      const absent = startsBetween(span, slotLengthMs).filter((start) => !starts.includes(start));
      expect(starts).toEqual(startsBetween(span, slotLengthMs).filter((start) => !absent.includes(start)));
      // Absent is unknown (wire.md): only where no agent can have written anything down.
      const unaccounted = absent.filter((start) => surelySeenMs({ start, lengthMs: slotLengthMs }) > 0);
      expect(unaccounted, livesIn(unaccounted)).toEqual([]);
      const wrong = own.map((slot) => difference(slot, tallyScript(script, kind, spanOf(slot)), lateMs));
      expect(wrong.filter((one) => one !== null)).toEqual([]);
      const unexplained = own.filter((slot) => slot.elements.unknown > slotLengthMs - surelySeenMs(slot));
      expect(unexplained).toEqual([]);
      process.stdout.write(`${summary(own, absent)}\n`);
    }
  }, 1_800_000);

  /** Milliseconds of the slot that no kill can have made unknown. */
  function surelySeenMs(slot: Pick<Slot, 'start' | 'lengthMs'>): number {
    const span = spanOf(slot);
    const seen = lives.map(({ from, until }) => ({ from: from + lateMs, until: until - forgottenMs }));
    return seen.reduce(
      (sum, { from, until }) => sum + Math.max(0, Math.min(until, span.until) - Math.max(from, span.from)),
      0,
    );
  }

  /** How long agents had the machine in contact within each of these slots, for whoever has to judge them. */
  function livesIn(starts: readonly number[]): string {
    const inContactMs = (start: number): number =>
      lives.reduce(
        (sum, { from, until }) =>
          sum + Math.max(0, Math.min(until, start + slotLengthMs) - Math.max(from, start)),
        0,
      );
    return starts.map((start) => `${start}: ${inContactMs(start)} ms in contact`).join(', ') || 'none';
  }

  /** Logs, files and store of a run that failed. */
  function keepEvidence(): void {
    const kept = `${rig.folder}-failed`;
    cpSync(rig.folder, kept, { recursive: true });
    writeFileSync(join(kept, 'lives.json'), JSON.stringify({ runs, lives }));
    process.stdout.write(`the evidence is kept in ${kept}\n`);
  }

  function summary(slots: readonly Slot[], absent: readonly number[]): string {
    const unknownMs = slots.reduce((sum, { elements }) => sum + elements.unknown, 0);
    const seenMs = slots.reduce((sum, slot) => sum + surelySeenMs(slot), 0);
    return [
      `${kills} kills, ${lives.length} of the lives long enough to reach the machine: ${slots.length} slots of`,
      `${slotLengthMs} ms in the store, each once; ${absent.length} absent: ${livesIn(absent)};`,
      `${unknownMs} ms unknown; ${seenMs} ms had to be known and were`,
    ].join(' ');
  }
});

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
