// kill -9 of the agent alone at random moments. Afterwards the store has every closed slot once, and each is what the
// machine's script says for all the time in which an agent had it in contact.
// The long run: `npm run bench -- kills`.
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { killAgent, killConsortium, killSlotMs } from './agentKills.ts';
import { createRig, type Rig } from './rig.ts';

const kills = 5;
let rig: Rig;
beforeAll(async () => {
  rig = await createRig({ consortium: killConsortium, slotLengthMs: killSlotMs, broker: 'embedded' });
  await rig.startAll();
}, 120_000);
afterAll(() => rig.stop());

it(`loses and doubles nothing and makes nothing up, over ${kills} kills of the agent`, async ({
  onTestFailed,
}) => {
  const reports = await killAgent(rig, kills);
  onTestFailed(() => {
    const kept = `${rig.folder}-failed`;
    cpSync(rig.folder, kept, { recursive: true });
    writeFileSync(join(kept, 'reports.json'), JSON.stringify(reports));
    process.stdout.write(`the evidence is kept in ${kept}\n`);
  });
  expect(reports.length).toBe(1);
  for (const { lives, doubled, lost, wrong, unexplained, slots } of reports) {
    expect(lives.length).toBeGreaterThan(0);
    expect(slots).toBeGreaterThan(0);
    expect([doubled, lost, wrong, unexplained]).toEqual([[], [], [], []]);
  }
}, 600_000);
