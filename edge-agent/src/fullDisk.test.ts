// A disk that is full: the agent goes on reading and sending, keeps what it learns in memory within a bound, says so,
// and writes all of it down when there is room again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noTime, type Slot } from '@nakamawashi/machine-model';
import { createLog } from '@nakamawashi/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../tests/manualClock.ts';
import { type Collector, openCollector } from './collect.ts';
import { loadProfile, type Machine } from './config.ts';
import { type Database, openDatabase } from './database.ts';
import { openHandOver } from './handOver.ts';
import { sqliteHistory } from './history/sqliteHistory.ts';
import { type Ledger, openLedger } from './ledger.ts';
import type { Outbox } from './outbox/outbox.ts';
import { sqliteOutbox } from './outbox/sqliteOutbox.ts';
import { sessionCounter } from './sessionCounter.ts';

const lengthMs = 60_000;
const start = Date.UTC(2026, 10, 20, 8);
const log = createLog('test');
log.level = 'silent';
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
let outbox: Outbox;
let clock: ManualClock;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'full-'));
  database = openDatabase(join(folder, 'agent.sqlite'));
  outbox = sqliteOutbox(database, { maxDays: 30 });
  clock = manualClock(start);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

/** SQLite's own limit gives the same SQLITE_FULL that a full disk does. */
function setPages(most: number): void {
  database.prepare(`PRAGMA max_page_count = ${most}`).get();
}
function fillUp(): void {
  setPages(1);
  const filler = database.prepare('INSERT INTO set_aside VALUES (?, ?, 1, ?)');
  const isRoom = (index: number): boolean => {
    try {
      database.soon(() => filler.run('filler', index, 'x'.repeat(500)));
      return true;
    } catch (error) {
      expect(String(error)).toMatch(/full/);
      return false;
    }
  };
  let index = 0;
  while (isRoom(index)) index += 1;
}

function begin(): { collector: Collector; ledger: Ledger; pass(seconds: number): Promise<void> } {
  const history = sqliteHistory(database);
  const collector = openCollector(machine, {
    clock,
    log,
    driver: async () =>
      async function* () {
        yield [];
        await Promise.reject(new Error('no machine here'));
      },
    outbox,
    history,
    slotLengthMs: lengthMs,
    isShared: () => true,
    withheld: () => [],
    isTimeTrusted: () => true,
    onLive: () => undefined,
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
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      await clock.pass(1_000);
      ledger.tick();
    }
  };
  return { collector, ledger, pass };
}

const held = (): readonly Slot[] => outbox.read('a', null, 10_000)?.slots ?? [];
const starts = (slots: readonly Slot[]): readonly number[] => slots.map((slot) => slot.start);
const minutes = (from: number, until: number): readonly number[] =>
  Array.from({ length: until - from }, (_, index) => start + (from + index) * lengthMs);

describe('a full disk', () => {
  it('is told, waited for, and loses nothing', async () => {
    const { ledger, pass } = begin();
    await pass(130);
    expect(starts(held())).toEqual(minutes(0, 2));
    fillUp();
    await pass(120 * 60);
    expect(ledger.problem()).toMatch(/full/);
    const before = held().length;
    expect(before).toBeLessThan(120);
    setPages(1_000_000);
    await pass(2);
    expect(ledger.problem()).toBeNull();
    expect(starts(held())).toEqual(minutes(0, 122));
    const told = sqliteHistory(database).read('a', { from: start, until: clock.now() });
    expect(told.at(-1)?.until).toBeGreaterThan(clock.now() - 10_000);
  });

  it('costs the oldest when it stays full too long, and says how many', async () => {
    const { collector, ledger, pass } = begin();
    await pass(1);
    fillUp();
    // Whole days at once: the account is the same, however seldom time is looked at.
    for (let day = 0; day < 3; day += 1) {
      await clock.pass(86_400_000);
      ledger.tick();
    }
    expect(ledger.problem()).toMatch(/full/);
    const madeSlots = Math.floor((clock.now() - start) / lengthMs);
    expect(collector.settled().slots.length).toBe(2_880);
    expect(collector.givenUp()).toBe(madeSlots - 2_880);
    setPages(1_000_000);
    await pass(2);
    expect(starts(held())).toEqual(minutes(madeSlots - 2_880, madeSlots));
  });

  it('neither ends a session nor forgets its number', () => {
    const elements = { ...noTime, idle: lengthMs };
    outbox.append(
      [0, 1].map((index) => ({ machine: 'a', start: start + index * lengthMs, lengthMs, elements })),
    );
    const handOver = openHandOver({ outbox, clock, log, slotLengthMs: lengthMs });
    const counter = sessionCounter(database);
    counter.sent(1);
    const failing: Database = {
      ...database,
      durably: () => {
        throw new Error('database or disk is full');
      },
    };
    const unlucky = sessionCounter(failing);
    unlucky.sent(2);
    expect([unlucky.last(), counter.last()]).toEqual([2, 1]);
    handOver.next('a')?.sent();
    fillUp();
    handOver.receipt('a', start + lengthMs);
    setPages(1_000_000);
    handOver.receipt('a', start + 2 * lengthMs);
    expect(held()).toEqual([]);
  });
});
