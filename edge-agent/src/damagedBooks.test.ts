// A card that goes bad while an account is begun, dated or set back: the agent's loop goes on, a new file takes the
// place of the damaged one, and what was seen is accounted for in it.
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Reading, totalMs } from '@nakamawashi/machine-model';
import { createLog } from '@nakamawashi/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../tests/manualClock.ts';
import { type Collector, openCollector } from './collect.ts';
import { loadProfile, type Machine } from './config.ts';
import { openTogether } from './crew.ts';
import type { Driver } from './drivers/driver.ts';
import { sqliteHistory } from './history/sqliteHistory.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { sqliteOutbox } from './outbox/sqliteOutbox.ts';
import { type OpenedFile, openRepaired } from './repair.ts';

const slotLengthMs = 60_000;
const truth = Date.UTC(2026, 10, 20, 8);
const dayMs = 86_400_000;
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

const driver: Driver = async function* (_machine, { now, sleep }, signal) {
  while (!signal.aborted) {
    const at = now();
    const values = { red: false, yellow: false, green: true, power: true };
    yield Object.entries(values).map(([item, value]): Reading => ({ item, value, quality: 'good', at }));
    await sleep(200, signal).catch(() => undefined);
  }
};

let folder: string;
let opened: OpenedFile;
let clock: ManualClock;
let isTrusted: boolean;
let stop: AbortController;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'books-'));
  clock = manualClock(truth);
  isTrusted = true;
  stop = new AbortController();
  opened = openRepaired(join(folder, 'agent.sqlite'), { clock, log });
  // A file of years does not fit into memory: neither may this small one.
  opened.database.prepare('PRAGMA cache_size = 1').get();
});
afterEach(async () => {
  stop.abort();
  await clock.pass(0);
  opened.database.close();
  rmSync(folder, { recursive: true });
});

/** Every byte that SQLite reads from now on is another; in place, as a card does it. */
function damage(): void {
  opened.database.prepare('PRAGMA shrink_memory').get();
  for (const part of ['', '-wal']) {
    const file = join(folder, `agent.sqlite${part}`);
    if (!existsSync(file)) continue;
    const open = openSync(file, 'r+');
    writeSync(open, Buffer.alloc(statSync(file).size, 0x55));
    closeSync(open);
  }
}

interface Books {
  readonly collector: Collector;
  readonly ledger: Ledger;
  pass(seconds: number): Promise<void>;
}

/** The agent's own loop, for one machine. */
function begin(): Books {
  const { database } = opened;
  const outbox = sqliteOutbox(database, { maxDays: 30 });
  const history = sqliteHistory(database);
  const collector = openTogether({ database, log }, () =>
    openCollector(machine, {
      clock,
      log,
      driver: async () => driver,
      outbox,
      history,
      slotLengthMs,
      isShared: () => true,
      withheld: () => [],
      isTimeTrusted: () => isTrusted,
      onLive: () => undefined,
    }),
  );
  const collectors = (): readonly Collector[] => [collector];
  const onSlots = (): void => undefined;
  const ledger = openLedger({ collectors, database, outbox, history, clock, log, onSlots });
  void collector.run(stop.signal);
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      await clock.pass(1_000);
      ledger.tick();
    }
  };
  return { collector, ledger, pass };
}

const slots = () => sqliteOutbox(opened.database, { maxDays: 30 }).read('a', null, 10_000)?.slots ?? [];
const minutes = (): readonly number[] => slots().map(({ start }) => (start - truth) / slotLengthMs);

it('damage while an account is taken up costs nothing but the file', async () => {
  const first = begin();
  await first.pass(70);
  stop.abort();
  stop = new AbortController();
  first.collector.finish();
  first.ledger.flush();
  damage();
  const { pass, ledger } = begin();
  await pass(115);
  expect([opened.repairs.length, ledger.problem()]).toEqual([1, null]);
  // The slot of before lay in the damaged file; from the new start on all is there.
  expect(minutes().at(-1)).toBe(2);
  expect(slots().at(-1)?.elements.production).toBe(slotLengthMs);
  for (const { elements } of slots()) expect(totalMs(elements)).toBe(slotLengthMs);
});

it('damage while undated time is dated loses none of that time', async () => {
  isTrusted = false;
  const { pass, collector, ledger } = begin();
  await pass(90);
  expect(slots()).toEqual([]);
  damage();
  clock.setWall(clock.now() + 14 * dayMs);
  isTrusted = true;
  collector.date(14 * dayMs);
  await pass(95);
  expect([opened.repairs.length, ledger.problem()]).toEqual([1, null]);
  expect(minutes()).toEqual([0, 1, 2].map((minute) => minute + (14 * dayMs) / slotLengthMs));
  for (const { elements } of slots()) expect(elements.production).toBe(slotLengthMs);
});

it('damage while a full disk refuses the new file keeps what was dated waiting', async () => {
  isTrusted = false;
  const { pass, collector, ledger } = begin();
  await pass(30);
  damage();
  // Nothing can be renamed in a folder that is not there.
  const away = `${folder}-away`;
  renameSync(folder, away);
  isTrusted = true;
  collector.date(0);
  await pass(60);
  expect(ledger.problem()).not.toBeNull();
  renameSync(away, folder);
  await pass(95);
  expect([opened.repairs.length, ledger.problem()]).toEqual([1, null]);
  expect(minutes()).toEqual([0, 1, 2]);
  for (const { elements } of slots()) expect(elements.production).toBe(slotLengthMs);
});

it('damage while a clock is set back ends nothing', async () => {
  const { pass, ledger } = begin();
  await pass(20);
  damage();
  clock.setWall(truth - 3_600_000);
  await pass(130);
  expect(opened.repairs[0]?.isWhileRunning).toBe(true);
  expect([opened.repairs.length, ledger.problem()]).toEqual([1, null]);
  expect(minutes().every((minute) => minute >= -60 && minute < -57)).toBe(true);
  expect(slots().at(-1)?.elements.production).toBe(slotLengthMs);
});
