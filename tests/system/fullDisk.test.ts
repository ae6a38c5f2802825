// A real file system that is full: the agent's data folder lies on one of 4 MB. While another file takes all the
// room the agent goes on, and the board with it; when there is room again everything is written down and
// delivered.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '@nakamawashi/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startsBetween, untilAllLive, untilDelivered } from './accounts.ts';
import { createRig, type Rig, until } from './rig.ts';
import { smallConsortium } from './smallConsortium.ts';
import { difference, tallyScript } from './tally.ts';

const slotLengthMs = 10_000;
const lateMs = 1_500;
const root = resolve(import.meta.dirname, '../..');

const [shop] = smallConsortium.workshops;
if (shop === undefined) throw new Error('BUG: no workshop');
const machines = shop.machines.filter(({ kind }) => kind === 'modbus-stack-light');
const consortium = { ...smallConsortium, workshops: [{ ...shop, machines }] };

function mount(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]).status === 0;
}

/** Takes all the room there is, to the last byte. */
function fillUp(folder: string): string {
  const file = join(folder, 'somebody-elses-photographs');
  const isFull = spawnSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=4096']).status !== 0;
  expect(isFull).toBe(true);
  return file;
}

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'mount-'));
  const isPossible = mount(folder);
  if (isPossible) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  return isPossible;
}

const isPossible = canMount();
const isRequired = process.env['REQUIRE_REAL'] === '1' && process.getuid?.() === 0;

describe.skipIf(!isPossible && !isRequired)(`a full disk [mount ${isPossible ? 'works' : 'refused'}]`, () => {
  let rig: Rig;
  let data: string;
  let isMounted = false;
  beforeAll(async () => {
    rig = await createRig({ consortium, slotLengthMs, broker: 'embedded' });
    data = join(rig.folder, shop?.id ?? '', 'data');
    isMounted = mount(data);
  }, 60_000);
  afterAll(async () => {
    // Lazily: it is gone from the tree at once, and for the agent when it has closed its files.
    if (isMounted) execFileSync('umount', ['-l', data]);
    await rig.stop();
  });

  it('ends a first start in clear words, and nothing is started by halves', () => {
    expect(isMounted).toBe(true);
    const filler = fillUp(data);
    const file = rig.files.workshops.get(shop?.id ?? '')?.edgeAgent ?? '';
    const { status, stderr } = spawnSync(process.execPath, ['edge-agent/src/main.ts', '--config', file], {
      cwd: root,
      encoding: 'utf8',
      timeout: 30_000,
    });
    rmSync(filler);
    expect(status).toBe(1);
    expect(stderr).toMatch(/cannot open .*agent\.sqlite: .*(full|room)/);
    expect(stderr).not.toMatch(/^\s+at /m);
  }, 60_000);

  it('loses nothing while the agent runs', async () => {
    await rig.startAll();
    await untilAllLive(rig, consortium);
    const from = Math.ceil((systemClock.now() + 1_000) / slotLengthMs) * slotLengthMs;
    await systemClock.sleep(from - systemClock.now() + 2_000);
    const filler = fillUp(data);
    await until(async () => (await diskProblem(rig)) !== null);
    await systemClock.sleep(3 * slotLengthMs);
    // The live state is still sent, and the slots wait in memory.
    await untilAllLive(rig, consortium);
    expect(await diskProblem(rig)).toMatch(/full|I\/O|room/);
    rmSync(filler);
    await until(async () => (await diskProblem(rig)) === null);
    const last = Math.floor(systemClock.now() / slotLengthMs) * slotLengthMs;
    const span = { from, until: last };
    const slots = await untilDelivered(rig, consortium, span);
    expect(slots.map(({ start }) => start)).toEqual(startsBetween(span, slotLengthMs));
    for (const slot of slots) {
      const { script, kind } = machines[0] ?? { script: null, kind: null };
      if (script === null) throw new Error('BUG: no machine');
      const did = tallyScript(script, kind, { from: slot.start, until: slot.start + slotLengthMs });
      expect([difference(slot, did, lateMs), slot.elements.unknown]).toEqual([null, 0]);
    }
    expect(readFileSync(join(rig.folder, 'logs', `edge-${shop?.id}.log`), 'utf8')).toMatch(
      /written down again/,
    );
  }, 180_000);
});

async function diskProblem(rig: Rig): Promise<string | null> {
  const answer = await fetch(`${rig.page(shop?.id ?? '')}/health`);
  return ((await answer.json()) as { diskProblem: string | null }).diskProblem;
}
