// How much an edge agent writes to its card in a day: a virtual hour of machines that are read every second,
// change their state 40 times and get a receipt for each slot, played as fast as it goes, by the kernel's own count.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Reading, slotLengthMs } from '@nakamawashi/machine-model';
import { createLog } from '@nakamawashi/runtime';
import { type Collector, openCollector } from '../../edge-agent/src/collect.ts';
import { loadProfile, type Machine } from '../../edge-agent/src/config.ts';
import { openDatabase } from '../../edge-agent/src/database.ts';
import type { Driver } from '../../edge-agent/src/drivers/driver.ts';
import { sqliteHistory } from '../../edge-agent/src/history/sqliteHistory.ts';
import { openLedger } from '../../edge-agent/src/ledger.ts';
import { sqliteOutbox } from '../../edge-agent/src/outbox/sqliteOutbox.ts';
import { manualClock } from '../manualClock.ts';
import type { BenchTable } from './benchTable.ts';

const playedSeconds = 3_600;
const perDay = 86_400 / playedSeconds;
const start = Date.UTC(2026, 10, 20);
const profile = loadProfile(join(import.meta.dirname, '../../config/profiles/modbus-stack-light.yaml'));

interface Written {
  /** Handed to the kernel. */
  readonly mb: number;
  /** Marked for the disk; pages written again before the kernel gets to them count once. */
  readonly diskMb: number;
}

export async function writes(): Promise<BenchTable> {
  const rows: string[][] = [];
  for (const machines of [2, 10]) {
    const { mb, diskMb } = await anHour(machines, 'as it is');
    const quiet = await anHour(machines, 'changes and slots alone');
    const once = await anHour(machines, 'never checkpointed');
    const figures = [mb, diskMb, mb - once.mb, mb - quiet.mb];
    rows.push([String(machines), ...figures.map((each) => (each * perDay).toFixed(0))]);
  }
  return {
    title: 'Written to disk in a day by an edge agent',
    columns: [
      'machines',
      'MB/day written',
      'MB/day marked for the disk',
      'written: by WAL checkpoints',
      'written: for the five-second account',
    ],
    rows,
    notes: [
      'One hour times 24: read every second, 40 changes of state an hour, each slot receipted; without the log.',
      'The shares are what is not written when the same hour is played without them; they overlap.',
    ],
  };
}

/** What is left out, to see what it costs. */
type Variant = 'as it is' | 'changes and slots alone' | 'never checkpointed';

async function anHour(count: number, variant: Variant): Promise<Written> {
  const folder = mkdtempSync(join(tmpdir(), 'writes-'));
  const clock = manualClock(start);
  const stop = new AbortController();
  const log = createLog('bench');
  log.level = 'silent';
  const database = openDatabase(join(folder, 'agent.sqlite'));
  if (variant === 'never checkpointed') database.prepare('PRAGMA wal_autocheckpoint = 0').get();
  const outbox = sqliteOutbox(database, { maxDays: 30 });
  const history = sqliteHistory(database);
  const collectors = Array.from(
    { length: count },
    (_, index): Collector =>
      openCollector(machineOf(index), {
        clock,
        log,
        driver: async () => lamp,
        outbox,
        history,
        slotLengthMs,
        isShared: () => true,
        withheld: () => [],
        isTimeTrusted: () => true,
        onLive: () => undefined,
      }),
  );
  // By a clock that stands, the account of the moment is never due.
  const its = variant === 'changes and slots alone' ? { ...clock, monotonicMs: () => 0 } : clock;
  const books = { database, outbox, history, log };
  const ledger = openLedger({ ...books, collectors: () => collectors, clock: its, onSlots: () => undefined });
  for (const collector of collectors) void collector.run(stop.signal);
  const before = writtenSoFar();
  for (let second = 0; second < playedSeconds; second += 1) {
    await clock.pass(1_000);
    ledger.tick();
    for (const { machine } of collectors) receipt(machine.id);
  }
  const after = writtenSoFar();
  stop.abort();
  database.close();
  rmSync(folder, { recursive: true });
  return { mb: after.mb - before.mb, diskMb: after.diskMb - before.diskMb };

  function receipt(id: string): void {
    const end = outbox.lastAppendedEnd(id);
    if (end !== null && outbox.oldest(id) !== null) outbox.acknowledge(id, end);
  }
}

const machineOf = (index: number): Machine => ({
  id: `machine-${index}`,
  name: { ja: '機械', en: 'Machine' },
  profile,
  protocol: 'modbus',
  endpoint: {},
  dataDir: '',
  sharing: { desk: 'live', circle: 'none', consortium: 'none' },
});

/** Two and a half minutes green, half a minute dark, each machine at its own time. */
const lamp: Driver = async function* ({ id }, { now, sleep }, signal) {
  const offsetMs = Number(id.replace(/\D/g, '')) * 17_000;
  while (!signal.aborted) {
    const at = now();
    const green = (at + offsetMs) % 180_000 < 150_000;
    const values = { red: false, yellow: false, green, power: true };
    yield Object.entries(values).map(([item, value]): Reading => ({ item, value, quality: 'good', at }));
    await sleep(1_000, signal).catch(() => undefined);
  }
};

function writtenSoFar(): Written {
  const io = readFileSync('/proc/self/io', 'utf8');
  const count = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(io)?.[1]) / 1e6;
  return { mb: count('wchar'), diskMb: count('write_bytes') };
}
