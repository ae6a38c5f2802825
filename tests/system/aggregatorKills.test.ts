// kill -9 of the aggregator alone at random moments, its start among them, while the boxes go on; over its SQLite
// file and over a real InfluxDB. Afterwards every closed slot is in the store once, known, and what the machine did.
// The long run: `KILLS=200 npx vitest run tests/system/aggregatorKills.test.ts`.
import { systemClock } from '@nakamawashi/runtime';
import { describe, expect, it } from 'vitest';
import type { StoreSettings } from '../../cloud-aggregator/src/store/storeSettings.ts';
import { describeReal } from '../realServers.ts';
import { startInfluxd } from '../store/realInfluxd.ts';
import { startsBetween, untilAllLive, untilDelivered } from './accounts.ts';
import { createRig } from './rig.ts';
import { smallConsortium } from './smallConsortium.ts';
import { difference, tallyScript } from './tally.ts';

const kills = Number(process.env['KILLS'] ?? 5);
const slotLengthMs = 10_000;
/** A change may be seen this late: polling, debounce and the OPC UA publishing interval together. */
const lateMs = 1_500;
const longMs = 3_600_000;

async function torment(store?: StoreSettings): Promise<void> {
  const given = store === undefined ? {} : { store };
  const rig = await createRig({ consortium: smallConsortium, slotLengthMs, broker: 'embedded', ...given });
  try {
    await rig.startAll();
    await untilAllLive(rig, smallConsortium);
    const from = Math.ceil((systemClock.now() + lateMs) / slotLengthMs) * slotLengthMs;
    for (let kill = 0; kill < kills; kill += 1) {
      await systemClock.sleep(kill === 0 ? from - systemClock.now() + 1_000 : Math.random() * 1_500);
      await rig.kill('aggregator');
      const started = rig.start('aggregator');
      // Every other time it is killed again while it starts; the question that it leaves open is answered by the next.
      if (kill % 2 === 1) {
        started.catch(() => undefined);
        await systemClock.sleep(Math.random() * 1_500);
      } else await started;
    }
    await rig.kill('aggregator').catch(() => undefined);
    await rig.start('aggregator');
    const until = Math.ceil(systemClock.now() / slotLengthMs) * slotLengthMs;
    const slots = await untilDelivered(rig, smallConsortium, { from, until }, store);
    const problems: string[] = [];
    for (const { id: workshop, machines } of smallConsortium.workshops) {
      for (const { id, script, kind } of machines) {
        const own = slots.filter(({ machine }) => machine === `${workshop}/${id}`);
        expect(own.map(({ start }) => start)).toEqual(startsBetween({ from, until }, slotLengthMs));
        for (const slot of own) {
          const span = { from: slot.start, until: slot.start + slot.lengthMs };
          const wrong = difference(slot, tallyScript(script, kind, span), lateMs);
          if (wrong !== null || slot.elements.unknown > 0) problems.push(wrong ?? `${slot.start}: unknown`);
        }
      }
    }
    expect(problems).toEqual([]);
    process.stdout.write(`${kills} kills of the aggregator: ${slots.length} slots, each once and known\n`);
  } finally {
    await rig.stop();
  }
}

describe('kill -9 of the aggregator', () => {
  it(`over its SQLite file loses and doubles nothing (${kills} kills)`, () => torment(), longMs);
});

describeReal('influxd', 'kill -9 of the aggregator over InfluxDB', (binary) => {
  it(
    `loses and doubles nothing (${kills} kills)`,
    async () => {
      const influxd = await startInfluxd(binary);
      try {
        await torment({ influx1: { url: influxd.url, database: 'kills' } });
      } finally {
        await influxd.remove();
      }
    },
    longMs,
  );
});
