// Real agents on boxes whose clock is two weeks off at the start and is set right later, while machines and host go
// on: nothing is dated wrongly, what was seen in doubt is dated afterwards, and nothing acknowledged changes. One of
// them is killed while in doubt: what it had not dated is unknown then.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Slot, Span } from '@nakamawashi/machine-model';
import { systemClock } from '@nakamawashi/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSqliteStore } from '../../cloud-aggregator/src/store/sqliteStore.ts';
import { describeFound } from '../realServers.ts';
import { startsBetween, untilAllLive, untilDelivered } from './accounts.ts';
import { createRig, type Rig, until } from './rig.ts';
import { smallConsortium } from './smallConsortium.ts';
import { difference, tallyScript } from './tally.ts';

const slotLengthMs = 10_000;
/** A change may be seen this late: polling and debounce together. */
const lateMs = 1_500;
/** What a killed agent may forget (operations.md), and how long the next one may take to reach its machine. */
const forgottenMs = 5_000 + lateMs;
const doubtMs = 25_000;
const dayMs = 86_400_000;
const boxes = [
  { id: 'shop-a', off: '-14d', isKilled: false },
  { id: 'shop-b', off: '+14d', isKilled: true },
] as const;
const wired = ['modbus-stack-light', 'modbus-press-stroke'];
const workshops = smallConsortium.workshops.map((shop) => ({
  ...shop,
  machines: shop.machines.filter(({ kind }) => wired.includes(kind)),
}));
const consortium = { ...smallConsortium, workshops };

/** Where Debian puts the library that shows a process another wall clock. */
const library =
  ['x86_64', 'aarch64']
    .map((cpu) => `/usr/lib/${cpu}-linux-gnu/faketime/libfaketimeMT.so.1`)
    .find((file) => existsSync(file)) ?? null;

describeFound('faketime', library, 'an agent whose clock is two weeks off', (preload) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await createRig({ consortium, slotLengthMs, broker: 'embedded' });
    await rig.startAll();
  }, 120_000);
  afterAll(() => rig.stop());

  /** A fresh word of the host is what counts: the system of this computer would vouch for the clock it knows. */
  function trustTheHost(): void {
    for (const { edgeAgent } of rig.files.workshops.values()) {
      const config: object = JSON.parse(readFileSync(edgeAgent, 'utf8'));
      writeFileSync(edgeAgent, JSON.stringify({ ...config, clock: { trust: 'host' } }));
    }
  }

  const clockFile = (box: string): string => join(rig.folder, `clock-${box}`);
  const setClock = (box: string, off: string): void => writeFileSync(clockFile(box), `${off}\n`);
  const startBox = (box: string): Promise<void> =>
    rig.start(`edge ${box}`, {
      LD_PRELOAD: preload,
      FAKETIME_TIMESTAMP_FILE: clockFile(box),
      FAKETIME_CACHE_DURATION: '1',
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    });
  const isTrusted = async (box: string): Promise<boolean> => {
    const answer = await fetch(`${rig.page(box)}/health`);
    return ((await answer.json()) as { isTimeTrusted: boolean }).isTimeTrusted;
  };
  async function stored(span: Span): Promise<readonly Slot[]> {
    const store = openSqliteStore(`${rig.folder}/aggregator/store.sqlite`);
    const slots: Slot[] = [];
    for await (const slot of store.slots(span)) slots.push(slot);
    await store.close();
    return slots;
  }

  it('dates nothing wrongly, and afterwards what it saw', async () => {
    await untilAllLive(rig, consortium);
    const from = Math.ceil(systemClock.now() / slotLengthMs) * slotLengthMs;
    await untilDelivered(rig, consortium, { from, until: from + 2 * slotLengthMs });
    const acknowledged = await stored({ from, until: from + 2 * slotLengthMs });
    expect(acknowledged.length).toBe(4);

    const killedAt = systemClock.now();
    for (const { id } of boxes) await rig.kill(`edge ${id}`);
    for (const { id, off } of boxes) setClock(id, off);
    trustTheHost();
    await Promise.all(boxes.map(({ id }) => startBox(id)));
    await systemClock.sleep(doubtMs);
    for (const { id, isKilled } of boxes) {
      expect(await isTrusted(id)).toBe(false);
      if (!isKilled) continue;
      await rig.kill(`edge ${id}`);
      await startBox(id);
    }
    const againAt = systemClock.now();
    await systemClock.sleep(doubtMs);
    // Neither in these days nor in any other.
    const late = (await stored({ from: 0, until: 4e12 })).filter(({ start }) => start >= killedAt);
    expect(late).toEqual([]);

    for (const { id } of boxes) setClock(id, '+0');
    const setAt = systemClock.now();
    await until(async () => (await Promise.all(boxes.map(({ id }) => isTrusted(id)))).every(Boolean));
    const end = Math.floor(systemClock.now() / slotLengthMs) * slotLengthMs + 2 * slotLengthMs;
    const span = { from, until: end };
    const slots = await untilDelivered(rig, consortium, span);

    const everything = await stored({ from: 0, until: setAt + 30 * dayMs });
    const strange = everything.filter(({ start }) => start < from - dayMs || start > systemClock.now());
    expect(strange).toEqual([]);
    expect(slots.filter(({ start }) => start < from + 2 * slotLengthMs)).toEqual(acknowledged);
    for (const { id, machines } of workshops) {
      const isKilled = boxes.some((box) => box.id === id && box.isKilled);
      for (const { id: machine, script, kind } of machines) {
        const own = slots.filter((slot) => slot.machine === `${id}/${machine}`);
        const wrong = own.map((slot) => difference(slot, tallyScript(script, kind, spanOf(slot)), lateMs));
        expect(wrong.filter((one) => one !== null)).toEqual([]);
        // From the moment at which the agent that dated it reached its machine, all of it is known.
        const knownFrom = (isKilled ? againAt : killedAt) + 2 * forgottenMs;
        const known = startsBetween(
          { from: Math.ceil(knownFrom / slotLengthMs) * slotLengthMs, until: end },
          slotLengthMs,
        );
        const told = new Map(own.map((slot) => [slot.start, slot.elements.unknown]));
        expect(known.map((start) => told.get(start))).toEqual(known.map(() => 0));
        const unknownMs = own.reduce((sum, { elements }) => sum + elements.unknown, 0);
        process.stdout.write(`${id}/${machine}: ${own.length} slots, ${unknownMs} ms unknown\n`);
      }
    }
  }, 300_000);
});

function spanOf({ start, lengthMs }: Pick<Slot, 'start' | 'lengthMs'>): Span {
  return { from: start, until: start + lengthMs };
}
