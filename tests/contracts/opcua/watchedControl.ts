// One machine read by the agent's own collector over the real driver, its account kept as the agent keeps it, so
// that a test sees both what is shown now and what was written down.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interval, LiveState } from '@nakamawashi/machine-model';
import { createLog, systemClock } from '@nakamawashi/runtime';
import { openCollector } from '../../../edge-agent/src/collect.ts';
import { loadProfile } from '../../../edge-agent/src/config.ts';
import { openDatabase } from '../../../edge-agent/src/database.ts';
import { openDrivers } from '../../../edge-agent/src/drivers/index.ts';
import { sqliteHistory } from '../../../edge-agent/src/history/sqliteHistory.ts';
import { openLedger } from '../../../edge-agent/src/ledger.ts';
import { sqliteOutbox } from '../../../edge-agent/src/outbox/sqliteOutbox.ts';

/** The control as its workshop sees it. */
export interface WatchedControl {
  /** Every state shown so far, in order, the present one last. */
  shown(): readonly string[];
  problem(): string | null;
  isConnected(): boolean;
  /** Waits until the state shown is this one. Throws after a minute, with what happened instead. */
  until(state: LiveState['state']): Promise<void>;
  /** Ends the reading, and returns what was written down; a second time nothing. */
  end(): Promise<readonly Interval[]>;
}

const profiles = join(import.meta.dirname, '../../../config/profiles');
/** What is watched unless another is named. */
const plainControl = { protocol: 'opcua', profile: 'opcua-plain-cnc' };
/** Twice the 30 s of the promise: this computer does much else at the same time. */
const longestMs = 60_000;

/** Which machine; those that share a driver share its lines. */
interface Watched {
  readonly protocol: string;
  readonly profile: string;
  readonly driver?: ReturnType<typeof openDrivers>;
}

const silent = createLog('test');
silent.level = 'silent';

/** Begins to read. */
export function watchControl(
  endpoint: object,
  { protocol, profile, driver = openDrivers() }: Watched = plainControl,
): WatchedControl {
  const folder = mkdtempSync(join(tmpdir(), 'watched-control-'));
  const database = openDatabase(join(folder, 'agent.sqlite'));
  const outbox = sqliteOutbox(database, { maxDays: 1 });
  const history = sqliteHistory(database);
  const lives: string[] = [];
  const start = systemClock.now();
  const machine = {
    id: 'mc-1',
    name: { ja: '旋盤', en: 'Lathe' },
    profile: loadProfile(join(profiles, `${profile}.yaml`)),
    protocol,
    endpoint: protocol === 'opcua' ? { machine: 'mc-1', security: 'none', ...endpoint } : endpoint,
    dataDir: folder,
    sharing: { desk: 'live', circle: 'none', consortium: 'none' },
  } as const;
  const parts = { clock: systemClock, log: silent, outbox, history };
  const collector = openCollector(machine, {
    ...parts,
    driver,
    slotLengthMs: 60_000,
    isShared: () => true,
    withheld: () => [],
    isTimeTrusted: () => true,
    onLive: () => lives.push(collector.live().state),
  });
  const ledger = openLedger({ ...parts, collectors: () => [collector], database, onSlots: () => undefined });
  const stop = new AbortController();
  const running = collector.run(stop.signal);
  const ticking = setInterval(() => ledger.tick(), 500);
  return {
    shown: () => lives,
    problem: () => collector.contact().problem,
    isConnected: () => collector.contact().isConnected,
    until: async (state) => {
      const giveUp = systemClock.monotonicMs() + longestMs;
      while (collector.live().state !== state) {
        if (systemClock.monotonicMs() > giveUp)
          throw new Error(`not ${state} but ${lives.join(', ')} (${collector.contact().problem})`);
        await systemClock.sleep(50);
      }
    },
    end: async () => {
      if (stop.signal.aborted) return [];
      stop.abort();
      clearInterval(ticking);
      await running;
      collector.finish();
      ledger.flush();
      const told = history.read('mc-1', { from: start, until: systemClock.now() });
      database.close();
      rmSync(folder, { recursive: true });
      return told;
    },
  };
}
