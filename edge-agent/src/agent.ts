// One edge agent, from top to bottom: machines are read, their time is written down, and what is shared is sent.
// Promise: it starts degraded, never dead: no machine, no broker and no page can keep the others from working.
import { join } from 'node:path';
import type { Clock, Log } from '@nakamawashi/runtime';
import { type NodeStatus, nodeStatusMetrics } from '@nakamawashi/sparkplug';
import packageJson from '../package.json' with { type: 'json' };
import { aheadOfHostMs } from './clockRule.ts';
import type { ClockTrust } from './clockTrust.ts';
import { type Collector, openCollector } from './collect.ts';
import type { EdgeConfig, Machine } from './config.ts';
import type { Database } from './database.ts';
import { openDrivers } from './drivers/index.ts';
import { type HandOver, openHandOver } from './handOver.ts';
import type { IntervalHistory } from './history/intervalHistory.ts';
import { sqliteHistory } from './history/sqliteHistory.ts';
import { type Ledger, openLedger } from './ledger.ts';
import type { AgentStatus } from './localPage/health.ts';
import { servePage } from './localPage/page.ts';
import type { Outbox } from './outbox/outbox.ts';
import { sqliteOutbox } from './outbox/sqliteOutbox.ts';
import { linuxTime, type OwnClock, openOwnClock, type TimeSource } from './ownClock.ts';
import { createPublisher, type Publisher } from './publish.ts';
import { openRepaired, type Repair } from './repair.ts';
import { sessionCounter } from './sessionCounter.ts';
import { birthsOf } from './sharing/births.ts';
import { levelSent } from './sharing/levels.ts';

/** What an agent runs with. */
export interface AgentOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** What the system knows about time; Linux's own books when left out. */
  readonly timeSource?: TimeSource;
  /** Aborted to stop: the account is written down, the node says NDEATH, all connections are closed. */
  readonly signal: AbortSignal;
  /** Called with the local page's port when it is there. */
  onPage?(port: number): void;
}

/** The parts of a running agent. */
interface Agent {
  readonly config: EdgeConfig;
  readonly log: Log;
  readonly clock: OwnClock;
  readonly database: Database;
  readonly repairs: readonly Repair[];
  readonly outbox: Outbox;
  readonly history: IntervalHistory;
  readonly handOver: HandOver;
  readonly collectors: readonly Collector[];
  readonly ledger: Ledger;
  readonly publisher: Publisher;
}

const tickMs = 1_000;
const dayMs = 86_400_000;

/** The agent's version, as it tells it to the host. */
export const agentVersion = packageJson.version;

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
  const agent = assemble(config, clock, log);
  log.info({ version: agentVersion, machines: config.machines.length }, 'edge agent started');
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const { http } = config;
  const page = {
    ...http,
    clock,
    log,
    status: () => statusOf(agent),
    onListening: (port: number) => options.onPage?.(port),
  };
  const parts = [
    ...agent.collectors.map((collector) => collector.run(signal)),
    keepBooks(agent, signal),
    keepTime(agent, signal),
    agent.publisher.run(signal),
    ...(http === null ? [] : [servePage({ ...page, ...http }, signal)]),
  ];
  // One part's programming error ends them all, in order, before it ends the process.
  for (const part of parts) part.catch(() => failed.abort());
  const outcomes = await Promise.allSettled(parts);
  for (const collector of agent.collectors) collector.finish();
  agent.ledger.flush();
  agent.database.close();
  log.info('edge agent stopped');
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

function assemble(config: EdgeConfig, clock: OwnClock, log: Log): Agent {
  const { slotLengthMs, consent } = config;
  const { database, repairs } = openRepaired(join(config.dataDir, 'agent.sqlite'), { clock, log });
  const outbox = sqliteOutbox(database, config.outbox);
  const history = sqliteHistory(database);
  const driver = openDrivers();
  const open = (machine: Machine): Collector =>
    openCollector(machine, {
      clock,
      log,
      driver,
      outbox,
      history,
      slotLengthMs,
      isShared: levelSent(machine.sharing, consent) !== 'none',
      isTimeTrusted: () => clock.state().isTrusted,
      onLive: () => publisher.ring(),
    });
  const collectors = database.durably(() => config.machines.map(open));
  const handOver = openHandOver({ outbox, clock, log, slotLengthMs });
  const ledger = openLedger({
    collectors,
    database,
    outbox,
    history,
    clock,
    log,
    onSlots: () => publisher.ring(),
  });
  const parts = { config, log, clock, database, repairs, outbox, history, handOver, collectors, ledger };
  const publisher = createPublisher({
    ...parts,
    counter: sessionCounter(database),
    machines: sharedMachines(config, collectors),
    births: () => birthsOf(config, nodeNow(parts), clock.now()),
    status: () => nodeStatusMetrics(nodeStatus(parts), clock.now()),
    onHostTime: (at, isFresh) => {
      clock.hostSaid(at, isFresh);
      lookAtClock(parts);
    },
    shouldAskHost: () => clock.shouldAskHost(),
    onSetAside: () => {
      for (const collector of collectors) collector.clockWasAhead();
    },
  });
  return { ...parts, publisher };
}

async function keepTime(agent: Agent, signal: AbortSignal): Promise<void> {
  const { clock } = agent;
  while (!signal.aborted) {
    await clock.ask();
    lookAtClock(agent);
    await clock.sleep(tickMs, signal).catch(() => undefined);
  }
}

function lookAtClock({ clock, collectors, log }: Pick<Agent, 'clock' | 'collectors' | 'log'>): void {
  const wasTrusted = clock.state().isTrusted;
  const shiftMs = clock.tick();
  if (wasTrusted && !clock.state().isTrusted)
    log.warn('the clock was set: nothing is dated until it can be trusted');
  if (shiftMs === null) return;
  log.info({ shiftMs }, 'the time can be trusted; what was told before is dated now');
  for (const collector of collectors) collector.date(shiftMs);
}

async function keepBooks(agent: Agent, signal: AbortSignal): Promise<void> {
  const { ledger, clock, config, history } = agent;
  let forgetAt = clock.monotonicMs();
  while (!signal.aborted) {
    lookAtClock(agent);
    ledger.tick();
    // What is old is a question of the date: a clock in doubt must not empty the history.
    if (clock.monotonicMs() >= forgetAt && clock.state().isTrusted) {
      forgetAt += dayMs;
      const before = clock.now() - config.history.maxDays * dayMs;
      for (const { id } of config.machines) ledger.attempt(() => history.forget(id, before));
    }
    await clock.sleep(tickMs, signal).catch(() => undefined);
  }
}

type Parts = Omit<Agent, 'publisher'>;

function sharedMachines({ consent }: EdgeConfig, collectors: readonly Collector[]) {
  return collectors.flatMap(({ machine, live }) => {
    const level = levelSent(machine.sharing, consent);
    return level === 'none' ? [] : [{ id: machine.id, level, evidence: machine.profile.evidence, live }];
  });
}

function sharedIds({ config, collectors }: Parts): readonly string[] {
  return sharedMachines(config, collectors).map(({ id }) => id);
}

function nodeNow(parts: Parts) {
  const { outbox, collectors } = parts;
  return {
    agentVersion,
    status: nodeStatus(parts),
    machine: (id: string) => {
      const collector = collectors.find(({ machine }) => machine.id === id);
      if (collector === undefined) throw new Error(`BUG: no machine ${id}`);
      return {
        live: collector.live(),
        follows: outbox.lastAppendedEnd(id),
        oldest: outbox.oldest(id),
        acknowledgedThrough: outbox.acknowledgedThrough(id),
      };
    },
  };
}

function nodeStatus(parts: Parts): NodeStatus {
  const { outbox, clock } = parts;
  const { depth, oldest, setAside } = outbox.holdings(sharedIds(parts));
  const { isTrusted, offsetMs } = clockTrust(parts);
  return {
    clockTrusted: isTrusted,
    clockOffsetMs: offsetMs,
    outboxDepth: depth,
    outboxOldestAgeS: oldest === null ? null : Math.max(0, Math.floor((clock.now() - oldest) / 1_000)),
    outboxSetAside: setAside,
  };
}

/** By what the host refused, and by what the clocks themselves say. */
function clockTrust({ handOver, clock }: Pick<Agent, 'handOver' | 'clock'>): ClockTrust {
  const refused = handOver.clock();
  const state = clock.state();
  return {
    isTrusted: refused.isTrusted && state.isTrusted,
    offsetMs: aheadOfHostMs(state) ?? refused.offsetMs,
  };
}

function statusOf(agent: Agent): AgentStatus {
  const { config, clock, outbox, collectors, ledger, publisher } = agent;
  return {
    at: clock.now(),
    version: agentVersion,
    workshop: config.workshop,
    link: publisher.link(),
    hasConsent: config.consent !== null,
    clock: clockTrust(agent),
    isTimeTrusted: clock.state().isTrusted,
    outbox: outbox.holdings(sharedIds(agent)),
    diskProblem: ledger.problem(),
    givenUp: collectors.reduce((sum, collector) => sum + collector.givenUp(), 0),
    repairs: agent.repairs,
    machines: collectors.map((collector) => ({
      id: collector.machine.id,
      name: collector.machine.name,
      level: levelSent(collector.machine.sharing, config.consent),
      live: collector.live(),
      contact: collector.contact(),
    })),
  };
}
