// One machine on a box whose clock is wrong: weeks off at the start, set while running, asleep, restarted. What was
// seen in doubt is dated afterwards, no time is lost or counted twice, and no slot lies in the true time's future.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Reading, totalMs } from '@nakamawashi/machine-model';
import { createLog } from '@nakamawashi/runtime';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../tests/manualClock.ts';
import { openCollector } from './collect.ts';
import { loadProfile, type Machine } from './config.ts';
import { type Database, openDatabase } from './database.ts';
import type { Driver } from './drivers/driver.ts';
import { sqliteHistory } from './history/sqliteHistory.ts';
import { openLedger } from './ledger.ts';
import { sqliteOutbox } from './outbox/sqliteOutbox.ts';
import { type OwnClock, openOwnClock } from './ownClock.ts';

const dayMs = 86_400_000;
const slotLengthMs = 60_000;
const truth = Date.UTC(2026, 10, 20, 8);
const machine: Machine = {
  id: 'a',
  name: { ja: 'ア', en: 'A' },
  profile: loadProfile(join(import.meta.dirname, '../../config/profiles/modbus-stack-light.yaml')),
  protocol: 'modbus',
  endpoint: {},
  dataDir: '',
  sharing: { desk: 'live', circle: 'none', consortium: 'none' },
};
const log = createLog('test');
log.level = 'silent';

let folder: string;
let database: Database;
let wall: ManualClock;
let box: { isSynchronised: boolean | null; bootId: string; isGreen: boolean };
let stop: AbortController;

const driver: Driver = async function* (_machine, { now, sleep }, signal) {
  while (!signal.aborted) {
    const at = now();
    const values = { red: false, yellow: false, green: box.isGreen, power: true };
    yield Object.entries(values).map(([item, value]): Reading => ({ item, value, quality: 'good', at }));
    await sleep(200, signal).catch(() => undefined);
  }
};

function setUp(startsAheadMs: number): void {
  folder = mkdtempSync(join(tmpdir(), 'time-'));
  database = openDatabase(join(folder, 'agent.sqlite'));
  wall = manualClock(truth + startsAheadMs);
  box = { isSynchronised: false, bootId: 'one', isGreen: true };
  stop = new AbortController();
}
async function tearDown(): Promise<void> {
  stop.abort();
  await wall.pass(0);
  database.close();
  rmSync(folder, { recursive: true });
}
beforeEach(() => setUp(0));
afterEach(tearDown);
async function anew(startsAheadMs: number): Promise<void> {
  await tearDown();
  setUp(startsAheadMs);
}

const outbox = () => sqliteOutbox(database, { maxDays: 30 });
const slots = () => outbox().read('a', null, 10_000)?.slots ?? [];
const minutesOf = (): readonly number[] => slots().map(({ start }) => (start - truth) / slotLengthMs);
const told = () => sqliteHistory(database).read('a', { from: 0, until: 2 * truth });

/** The agent's own loop, for one machine. */
async function begin(): Promise<{ clock: OwnClock; pass(seconds: number): Promise<void> }> {
  const source = {
    isSynchronised: async () => box.isSynchronised,
    bootId: () => box.bootId,
    sinceBootMs: () => wall.monotonicMs() + 77_000,
  };
  const clock = openOwnClock(wall, { mode: 'auto', hasHost: true, dataDir: folder, source });
  await clock.ask();
  clock.tick();
  const history = sqliteHistory(database);
  const collector = openCollector(machine, {
    clock,
    log,
    driver: async () => driver,
    outbox: outbox(),
    history,
    slotLengthMs,
    isShared: () => true,
    withheld: () => [],
    isTimeTrusted: () => clock.state().isTrusted,
    onLive: () => undefined,
  });
  const collectors = [collector];
  const ledger = openLedger({
    collectors: () => collectors,
    database,
    outbox: outbox(),
    history,
    clock,
    log,
    onSlots: () => undefined,
  });
  void collector.run(stop.signal);
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      await wall.pass(1_000);
      await clock.ask();
      const shiftMs = clock.tick();
      if (shiftMs !== null) collector.date(shiftMs);
      ledger.tick();
    }
  };
  return { clock, pass };
}

/** The system has found the time: the wall clock is set, and it says so. */
function correct(trueTime: number): void {
  wall.setWall(trueTime);
  box.isSynchronised = true;
}

describe('a box whose clock is weeks off at the start', () => {
  for (const startsAheadMs of [-14 * dayMs, 14 * dayMs]) {
    it(`dates afterwards what it saw (${startsAheadMs / dayMs} days off)`, async () => {
      await anew(startsAheadMs);
      const { pass, clock } = await begin();
      await pass(90);
      box.isGreen = false;
      await pass(60);
      expect([slots(), told(), clock.state().isTrusted]).toEqual([[], [], false]);
      correct(truth + 150_000);
      await pass(90);
      expect(clock.state().isTrusted).toBe(true);
      expect(minutesOf()).toEqual([0, 1, 2]);
      for (const { elements } of slots()) expect(totalMs(elements)).toBe(slotLengthMs);
      // The lamp was seen to change at the reading after 90 s.
      expect(slots()[0]?.elements).toMatchObject({ production: 60_000 });
      expect(slots()[1]?.elements).toMatchObject({ production: 30_200, idle: 29_800 });
      expect(slots()[2]?.elements).toMatchObject({ idle: 60_000 });
      expect(told().map(({ state }) => state)).toEqual(['production', 'idle']);
      expect(told()[0]?.from).toBe(truth);
    });
  }

  it('trusts at once after a restart of the agent, and not after one of the computer', async () => {
    correct(truth);
    await (await begin()).pass(5);
    expect(existsSync(join(folder, 'clock.json'))).toBe(true);
    stop.abort();
    stop = new AbortController();
    box.isSynchronised = null;
    expect((await begin()).clock.state().isTrusted).toBe(true);
    box.bootId = 'two';
    expect((await begin()).clock.state().isTrusted).toBe(false);
  });
});

describe('a box whose clock is set while it runs', () => {
  it('goes on where it was when the time was taken wrongly and given back', async () => {
    correct(truth);
    const { pass } = await begin();
    await pass(90);
    wall.setWall(truth + 90_000 + dayMs);
    box.isSynchronised = false;
    await pass(70);
    expect(minutesOf()).toEqual([0]);
    correct(truth + 160_000);
    await pass(100);
    expect(minutesOf()).toEqual([0, 1, 2, 3]);
    for (const { elements } of slots()) expect(elements.production).toBe(slotLengthMs);
  });

  it('knows nothing of the time it slept, and everything of before and after', async () => {
    correct(truth);
    const { pass } = await begin();
    await pass(90);
    wall.setWall(truth + 90_000 + 3_600_000);
    await pass(120);
    const all = slots();
    for (const { elements } of all) expect(totalMs(elements)).toBe(slotLengthMs);
    expect(minutesOf()).toEqual(Array.from({ length: 63 }, (_, index) => index));
    const production = all.reduce((sum, { elements }) => sum + elements.production, 0);
    // All that it was awake, less what is not settled or not closed yet.
    expect(production).toBeGreaterThan(165_000);
    expect(production).toBeLessThanOrEqual(210_000);
  });

  it('overwrites nothing when a clock that was trusted turns out to have been ahead', async () => {
    correct(truth);
    const { pass } = await begin();
    await pass(130);
    const before = slots();
    correct(truth + 30_000);
    await pass(60);
    expect(slots()).toEqual(before);
    outbox().setAside('a', truth);
    await pass(90);
    expect(minutesOf().every((minute) => minute >= 1)).toBe(true);
  });
});

it('never makes a slot of the future, nor counts a time twice, whatever is done to the clock', async () => {
  const event = fc.record({
    seconds: fc.integer({ min: 1, max: 100 }),
    aheadMs: fc.constantFrom(0, 0, 0, -3_600_000, 3_600_000, -14 * dayMs, 14 * dayMs),
    isGreen: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), async (events) => {
      await anew(events[0]?.aheadMs ?? 0);
      const { pass } = await begin();
      for (const { seconds, aheadMs, isGreen } of events) {
        const trueTime = truth + wall.monotonicMs();
        wall.setWall(trueTime + aheadMs);
        box.isSynchronised = aheadMs === 0;
        box.isGreen = isGreen;
        await pass(seconds);
        const now = truth + wall.monotonicMs();
        for (const { start, elements } of slots()) {
          expect(start + slotLengthMs).toBeLessThanOrEqual(now);
          expect(totalMs(elements)).toBe(slotLengthMs);
        }
      }
      correct(truth + wall.monotonicMs());
      await pass(130);
      // All of it was seen; only what is not closed yet is missing.
      const minutes = Math.floor(wall.monotonicMs() / slotLengthMs);
      expect(minutesOf()).toEqual(Array.from({ length: slots().length }, (_, index) => index));
      expect(slots().length).toBeGreaterThanOrEqual(minutes - 1);
      expect(slots().every(({ elements }) => elements.unknown === 0)).toBe(true);
    }),
    { numRuns: 15 },
  );
}, 60_000);
