// kill -9 of the aggregator, of the broker and of an edge agent, ten times each, while the machines go on. Afterwards
// every closed slot of every machine is in the store once and is what the machine did while its agent was up.

import type { Span } from '@nakamawashi/machine-model';
import { systemClock } from '@nakamawashi/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeReal } from '../realServers.ts';
import { startsBetween, untilAllLive, untilDelivered } from './accounts.ts';
import { createRig, type Part, type Rig } from './rig.ts';
import { smallConsortium } from './smallConsortium.ts';
import { difference, tallyScript } from './tally.ts';

const slotLengthMs = 10_000;
const kills = 10;
/** A change may be seen this late: polling, debounce and the OPC UA publishing interval together. */
const lateMs = 1_500;
/** What a killed agent may forget: its checkpoint period, and the machines' first readings after its return. */
const forgottenMs = 6_000;

describeReal('mosquitto', 'kill -9', () => {
  let rig: Rig;
  const downs: { readonly part: Part; readonly span: Span }[] = [];

  beforeAll(async () => {
    rig = await createRig({ consortium: smallConsortium, slotLengthMs, broker: 'mosquitto' });
    await rig.startAll();
  }, 120_000);
  afterAll(() => rig.stop());

  async function killAndRestart(part: Part): Promise<void> {
    const from = systemClock.now();
    await rig.kill(part);
    await systemClock.sleep(Math.random() * 2_000);
    await rig.start(part);
    downs.push({ part, span: { from, until: systemClock.now() } });
  }

  it('loses no slot, stores none twice, and claims nothing that was not seen', async () => {
    await untilAllLive(rig, smallConsortium);
    const from = Math.ceil((systemClock.now() + forgottenMs) / slotLengthMs) * slotLengthMs;
    for (let round = 0; round < kills; round += 1) {
      for (const part of ['aggregator', 'broker', 'edge shop-a'] as const) {
        await killAndRestart(part);
        await systemClock.sleep(1_000 + Math.random() * 2_000);
      }
    }
    const last = Math.floor(systemClock.now() / slotLengthMs) * slotLengthMs;
    const slots = await untilDelivered(rig, smallConsortium, { from, until: last });

    const problems: string[] = [];
    for (const { id: workshop, machines } of smallConsortium.workshops) {
      for (const { id, script, kind } of machines) {
        const machine = `${workshop}/${id}`;
        const own = slots.filter((slot) => slot.machine === machine);
        expect(own.map(({ start }) => start)).toEqual(startsBetween({ from, until: last }, slotLengthMs));
        for (const slot of own) {
          const span = { from: slot.start, until: slot.start + slot.lengthMs };
          const wrong = difference(slot, tallyScript(script, kind, span), lateMs);
          if (wrong !== null) problems.push(wrong);
          const mayMissMs = missable(`edge ${workshop}`, span);
          if (slot.elements.unknown > mayMissMs) {
            problems.push(
              `${machine} ${slot.start}: ${slot.elements.unknown} ms unknown, at most ${mayMissMs} explained`,
            );
          }
        }
      }
    }
    expect(problems).toEqual([]);
  }, 600_000);

  /** Milliseconds of the span in which the agent was down, or had only just come back. */
  function missable(part: Part, span: Span): number {
    const explained = downs
      .filter((down) => down.part === part)
      .map(({ span: down }) => ({ from: down.from - forgottenMs, until: down.until + forgottenMs }))
      .map((down) => Math.max(0, Math.min(down.until, span.until) - Math.max(down.from, span.from)));
    return explained.reduce((sum, ms) => sum + ms, 0);
  }
});
