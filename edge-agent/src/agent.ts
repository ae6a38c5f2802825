// One edge agent, from top to bottom: machines are read, their time is written down, and what is shared is sent.
// Promise: it starts degraded, never dead: no machine, no broker and no page can keep the others from working.
import { join } from 'node:path';
import type { Clock, Log } from '@nakamawashi/runtime';
import { nodeStatusMetrics } from '@nakamawashi/sparkplug';
import {
  type Agent,
  agentVersion,
  announced,
  nodeNow,
  nodeStatus,
  sharedMachines,
  statusOf,
} from './agentNow.ts';
import { type Collector, openCollector } from './collect.ts';
import type { EdgeConfig, Machine } from './config.ts';
import { openCrew, openTogether } from './crew.ts';
import { openDrivers } from './drivers/index.ts';
import { openRenewal } from './enrolment/renewal.ts';
import { openHandOver } from './handOver.ts';
import { sqliteHistory } from './history/sqliteHistory.ts';
import { openLedger } from './ledger.ts';
import { openAccounts } from './localPage/accounts.ts';
import { healthOf } from './localPage/health.ts';
import { endOfPause } from './localPage/ownerDeeds.ts';
import type { PageOptions } from './localPage/page.ts';
import { openPageRun } from './localPage/pageRun.ts';
import { sqliteOutbox } from './outbox/sqliteOutbox.ts';
import { linuxTime, type OwnClock, openOwnClock, type TimeSource } from './ownClock.ts';
import { createPublisher } from './publish.ts';
import type { ReadConfig } from './reload/configChange.ts';
import type { ConfigFile } from './reload/configFile.ts';
import { openReloading, type Reloading } from './reload/reloading.ts';
import { openRepaired } from './repair.ts';
import { sessionCounter } from './sessionCounter.ts';
import { birthsOf } from './sharing/births.ts';
import { levelSent } from './sharing/levels.ts';
import { openSendingSwitch } from './sharing/sendingSwitch.ts';

/** What an agent runs with. */
export interface AgentOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** What the system knows about time; Linux's own books when left out. */
  readonly timeSource?: TimeSource;
  /** Aborted to stop: the account is written down, the node says NDEATH, all connections are closed. */
  readonly signal: AbortSignal;
  /** Called after each round of the books that was done; who waits for it in vain may take the agent for hung. */
  onProgress?(): void;
  /** The file that the configuration was read from, and what it said: changes are taken over while the agent runs. */
  readonly source?: { readonly file: ConfigFile; readonly first: ReadConfig };
  /** Given the way to ask for that now, for SIGHUP. */
  onReloading?(ask: () => void): void;
  /** Called with the local page's port when it is there. */
  onPage?(port: number): void;
}

const tickMs = 1_000;
const dayMs = 86_400_000;

/** Runs until aborted. Throws when the data folder cannot be used, and for programming errors. */
export async function runAgent(config: EdgeConfig, options: AgentOptions): Promise<void> {
  const { log } = options;
  const clock = openOwnClock(options.clock, {
    mode: config.clock.trust,
    hasHost: config.primaryHost !== null,
    dataDir: config.dataDir,
    source: options.timeSource ?? linuxTime,
  });
  // Most boxes are synchronised when the agent starts: then nothing has to be dated afterwards.
  await clock.ask();
  clock.tick();
  const agent = assemble(config, clock, options);
  log.info({ version: agentVersion, machines: config.machines.length }, 'edge agent started');
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const parts = [
    agent.crew.run(signal),
    keepBooks(agent, options, signal),
    agent.publisher.run(signal),
    agent.page.run(signal),
    agent.renewal.run(signal),
    agent.reloading?.run(signal) ?? Promise.resolve(),
  ];
  // One part's programming error ends them all, in order, before it ends the process.
  for (const part of parts) part.catch(() => failed.abort());
  const outcomes = await Promise.allSettled(parts);
  for (const collector of agent.crew.list()) collector.finish();
  agent.ledger.flush();
  agent.database.close();
  log.info('edge agent stopped');
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** The owner's page as the configuration has it now; null where there is none. */
function ownerDesk(agent: Agent, { log, onPage }: AgentOptions): PageOptions | null {
  const { clock, history, sending, publisher } = agent;
  const { http, timeZone } = agent.config();
  if (http === null) return null;
  const accountOf = openAccounts(history, timeZone);
  return {
    http,
    clock,
    log,
    status: () => statusOf(agent),
    view: (isUnsaved) => {
      const { consent, machines } = agent.config();
      const health = healthOf(statusOf(agent));
      const accounts = new Map(machines.map(({ id }) => [id, accountOf(id, health.at)]));
      return { health, timeZone, consent, accounts, isUnsaved };
    },
    perform: (deed) => {
      const at = clock.now();
      try {
        if (deed === 'stop') sending.stop(at);
        else if (deed === 'resume') sending.resume(at);
        else sending.pause(at, endOfPause(deed, at, timeZone));
      } finally {
        publisher.ring();
      }
    },
    onListening: (port) => onPage?.(port),
  };
}

function assemble(first: EdgeConfig, clock: OwnClock, options: AgentOptions): Agent {
  const { log } = options;
  const { slotLengthMs, dataDir } = first;
  let current = first;
  const config = (): EdgeConfig => current;
  const { database, repairs } = openRepaired(join(dataDir, 'agent.sqlite'), { clock, log });
  const outbox = sqliteOutbox(database, first.outbox);
  const history = sqliteHistory(database);
  const driver = openDrivers();
  const sending = openSendingSwitch(dataDir, clock.now());
  const open = (machine: Machine): Collector =>
    openCollector(machine, {
      clock,
      log,
      driver,
      outbox,
      history,
      slotLengthMs,
      isShared: ({ sharing }) => levelSent(sharing, current.consent) !== 'none',
      withheld: () => sending.times(clock.now()),
      isTimeTrusted: () => clock.state().isTrusted,
      onLive: () => publisher.ring(),
    });
  const handOver = openHandOver({ outbox, clock, log, slotLengthMs });
  const books = { database, outbox, history, clock, log };
  const ledger = openLedger({ ...books, collectors: () => crew.list(), onSlots: () => publisher.ring() });
  const writeDown = (): void => ledger.flush();
  const crew = openTogether({ database, log }, () => openCrew({ machines: first.machines, open, writeDown }));
  const renewal = openRenewal({ config, clock, log });
  const parts = { ...books, config, repairs, handOver, sending, crew, ledger, renewal };
  const publisher = createPublisher({
    ...parts,
    counter: sessionCounter(database),
    sending: () => sending.now(clock.now()).mode,
    machines: () => sharedMachines(parts),
    births: () => birthsOf(announced(parts), nodeNow(parts), clock.now()),
    status: () => nodeStatusMetrics(nodeStatus(parts), clock.now()),
    onHostTime: (at, isFresh) => {
      clock.hostSaid(at, isFresh);
      lookAtClock(parts);
    },
    shouldAskHost: () => clock.shouldAskHost(),
    onSetAside: () => {
      for (const collector of crew.list()) collector.clockWasAhead();
    },
  });
  const take = (next: EdgeConfig): void => {
    current = next;
  };
  const page = openPageRun(() => ownerDesk(agent, options));
  const reloading = watchConfig({ ...parts, publisher, page, take }, options);
  const agent: Agent = { ...parts, publisher, page, reloading };
  return agent;
}

/** Takes over what is changed in the file, where the agent was started from one. */
function watchConfig(
  { crew, ledger, publisher, page, clock, log, take }: Changeable,
  { source, onReloading }: AgentOptions,
): Reloading | null {
  if (source === undefined) return null;
  const reloading = openReloading({
    ...source,
    clock,
    log,
    apply: async (change, next) => {
      ledger.flush();
      if (ledger.problem() !== null) throw new Error(`the disk has to be well first: ${ledger.problem()}`);
      await crew.change(next.config.machines, new Set(change.changed), () => {
        take(next.config);
        publisher.configChanged(change.isSessionNew);
      });
      if (change.isPageNew) page.anew();
    },
  });
  onReloading?.(() => reloading.ask());
  return reloading;
}

type Changeable = Omit<Agent, 'reloading'> & { readonly take: (next: EdgeConfig) => void };

function lookAtClock({ clock, crew, log }: Pick<Agent, 'clock' | 'crew' | 'log'>): void {
  const wasTrusted = clock.state().isTrusted;
  const shiftMs = clock.tick();
  if (wasTrusted && !clock.state().isTrusted)
    log.warn('the clock was set: nothing is dated until it can be trusted');
  if (shiftMs === null) return;
  log.info({ shiftMs }, 'the time can be trusted; what was told before is dated now');
  for (const collector of crew.list()) collector.date(shiftMs);
}

async function keepBooks(agent: Agent, { onProgress }: AgentOptions, signal: AbortSignal): Promise<void> {
  const { ledger, clock, config, history } = agent;
  let forgetAt = clock.monotonicMs();
  while (!signal.aborted) {
    // Answered in its own time: the books do not wait for the system, and the next look takes in what it said.
    void clock.ask();
    lookAtClock(agent);
    ledger.tick();
    // What is old is a question of the date: a clock in doubt must not empty the history.
    if (clock.monotonicMs() >= forgetAt && clock.state().isTrusted) {
      forgetAt += dayMs;
      const { history: kept, machines } = config();
      const before = clock.now() - kept.maxDays * dayMs;
      for (const { id } of machines) ledger.attempt(() => history.forget(id, before));
    }
    onProgress?.();
    await clock.sleep(tickMs, signal).catch(() => undefined);
  }
}
