// One machine from driver to slots, with driver and clock in the test's hand: contact, loss, restart, a clock set back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Reading, totalMs } from '@nakamawashi/machine-model';
import { createLog } from '@nakamawashi/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../tests/manualClock.ts';
import { type Collector, openCollector } from './collect.ts';
import { loadProfile, type Machine } from './config.ts';
import { type Database, openDatabase } from './database.ts';
import type { Driver } from './drivers/driver.ts';
import { sqliteHistory } from './history/sqliteHistory.ts';
import { openLedger } from './ledger.ts';
import { sqliteOutbox } from './outbox/sqliteOutbox.ts';
import type { Withholding } from './sharing/withholding.ts';

const slotLengthMs = 60_000;
const start = Date.UTC(2026, 10, 20, 8);
const machine: Machine = {
  id: 'a',
  name: { ja: 'ア', en: 'A' },
  profile: loadProfile(join(import.meta.dirname, '../../config/profiles/modbus-stack-light.yaml')),
  protocol: 'modbus',
  endpoint: {},
  dataDir: '',
  sharing: { desk: 'live', circle: 'none', consortium: 'none' },
};

let folder: string;
let database: Database;
let clock: ManualClock;
let lamp: { green: boolean; isDead: boolean; contacts: number };
let stop: AbortController;
let withheld: readonly Withholding[];

/** Reads the lamp every 200 ms until it is dead. */
const driver: Driver = async function* (_machine, { now, sleep }, signal) {
  lamp.contacts += 1;
  while (!signal.aborted) {
    if (lamp.isDead) throw new Error('pulled the plug');
    const at = now();
    const values = { red: false, yellow: false, green: lamp.green, power: true };
    yield Object.entries(values).map(([item, value]): Reading => ({ item, value, quality: 'good', at }));
    await sleep(200, signal).catch(() => undefined);
  }
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'collect-'));
  database = openDatabase(join(folder, 'agent.sqlite'));
  clock = manualClock(start);
  lamp = { green: true, isDead: false, contacts: 0 };
  stop = new AbortController();
  withheld = [];
});
afterEach(async () => {
  stop.abort();
  await clock.pass(0);
  database.close();
  rmSync(folder, { recursive: true });
});

function begin(isShared = true): {
  collector: Collector;
  pass(seconds: number): Promise<void>;
  lives: string[];
} {
  const outbox = sqliteOutbox(database, { maxDays: 1 });
  const history = sqliteHistory(database);
  const log = createLog('test');
  log.level = 'silent';
  const lives: string[] = [];
  const collector: Collector = openCollector(machine, {
    clock,
    log,
    driver: async () => driver,
    outbox,
    history,
    slotLengthMs,
    isShared: () => isShared,
    withheld: () => withheld,
    isTimeTrusted: () => true,
    onLive: () => lives.push(collector.live().state),
  });
  const collectors = [collector];
  const ledger = openLedger({
    collectors: () => collectors,
    database,
    outbox,
    history,
    clock,
    log,
    onSlots: () => undefined,
  });
  void collector.run(stop.signal);
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      await clock.pass(1_000);
      ledger.tick();
    }
  };
  return { collector, pass, lives };
}

const outbox = () => sqliteOutbox(database, { maxDays: 1 });
const slots = () => outbox().read('a', null, 100)?.slots ?? [];
const told = (until = clock.now()) => sqliteHistory(database).read('a', { from: start, until });

describe('one machine', () => {
  it('becomes live states at once and exact slots in time', async () => {
    const { pass, lives } = begin();
    await pass(30);
    lamp.green = false;
    await pass(100);
    expect(lives).toEqual(['production', 'idle']);
    const [first, second] = slots();
    // The change was seen at the next reading, 200 ms later.
    expect(first?.elements).toMatchObject({ production: 30_200, idle: 29_800, unknown: 0 });
    expect(second?.elements).toMatchObject({ idle: 60_000 });
  });

  it('is unknown from the last contact on when contact is lost, and comes back by itself', async () => {
    const { pass, collector } = begin();
    await pass(20);
    lamp.isDead = true;
    await pass(20);
    expect(collector.live().state).toBe('unknown');
    expect(collector.contact()).toMatchObject({ isConnected: false, problem: 'pulled the plug' });
    lamp.isDead = false;
    await pass(60);
    expect(collector.contact().isConnected).toBe(true);
    const elements = slots()[0]?.elements;
    expect(elements?.production).toBeGreaterThan(20_000);
    expect(elements?.unknown).toBeGreaterThanOrEqual(20_000);
    expect((elements?.production ?? 0) + (elements?.unknown ?? 0)).toBe(slotLengthMs);
  });

  it('makes no slot of withheld time, leaves its part of other slots unknown, and keeps the history', async () => {
    const { pass } = begin();
    await pass(30);
    withheld = [{ kind: 'pause', from: start + 30_000, until: start + 200_000 }];
    await pass(220);
    expect(slots().map(({ start: from }) => (from - start) / slotLengthMs)).toEqual([0, 3]);
    expect(slots()[0]?.elements).toMatchObject({ production: 30_000, unknown: 30_000 });
    expect(slots()[1]?.elements).toMatchObject({ production: 40_000, unknown: 20_000 });
    expect(told().map(({ state }) => state)).toEqual(['production']);
  });

  it('keeps withheld time unknown in the slot that it takes up again after a restart', async () => {
    withheld = [{ kind: 'stop', from: start + 10_000, until: null }];
    await begin().pass(30);
    stop.abort();
    await clock.pass(1_000);
    stop = new AbortController();
    withheld = [{ kind: 'stop', from: start + 10_000, until: start + 31_000 }];
    await begin().pass(60);
    expect(slots()[0]?.elements.production).toBeLessThanOrEqual(10_000 + 29_000);
    expect(slots()[0]?.elements.unknown).toBeGreaterThanOrEqual(21_000);
  });

  it('loses no more than the last checkpoint when it is killed, and appends no slot twice', async () => {
    await begin().pass(90);
    stop.abort();
    await clock.pass(10_000);
    stop = new AbortController();
    await begin().pass(60);
    const all = slots();
    expect(all.map(({ start: from }) => (from - start) / slotLengthMs)).toEqual([0, 1]);
    for (const { elements } of all) expect(totalMs(elements)).toBe(slotLengthMs);
    const unknown = all[1]?.elements.unknown ?? 0;
    expect(unknown).toBeGreaterThanOrEqual(10_000);
    expect(unknown).toBeLessThan(10_000 + 5_000 + 3_000);
    expect(told().filter(({ state }) => state === 'unknown').length).toBe(1);
  });

  it('keeps the history of a machine that is not shared, and makes no slots of it', async () => {
    await begin(false).pass(130);
    expect(slots()).toEqual([]);
    expect(told().map(({ state }) => state)).toEqual(['production']);
  });

  it('makes slots only of time since it was shared', async () => {
    await begin(false).pass(30);
    stop.abort();
    await clock.pass(0);
    stop = new AbortController();
    await begin(true).pass(40);
    expect(slots()[0]?.elements).toMatchObject({ unknown: 30_000, production: 30_000 });
  });

  it('begins anew when the clock is set back within the open slot, and the driver with it', async () => {
    const { pass } = begin();
    await pass(50);
    const before = lamp.contacts;
    clock.setWall(start + 20_000);
    await pass(45);
    expect(lamp.contacts).toBe(before + 1);
    const [slot] = slots();
    expect(totalMs(slot?.elements ?? { ...emptyElements })).toBe(slotLengthMs);
    expect(slot?.elements.production).toBeGreaterThan(57_000);
  });

  it('waits when the clock is set back behind slots that were closed, and overwrites nothing', async () => {
    const { pass } = begin();
    await pass(130);
    const before = slots();
    clock.setWall(start + 10_000);
    await pass(20);
    expect(slots()).toEqual(before);
    outbox().setAside('a', start);
    await pass(60);
    expect(slots().map(({ start: from }) => from)).toEqual([start]);
  });
});

const emptyElements = { unknown: 0, off: 0, idle: 0, setup: 0, production: 0, fault: 0, maintenance: 0 };
