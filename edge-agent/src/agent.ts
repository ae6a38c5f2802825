// One edge agent, from top to bottom: machines are read, their time is written down, and what is shared is sent.
// Promise: it starts degraded, never dead: no machine, no broker and no page can keep the others from working.
import { join } from 'node:path';
import type { LiveState } from '@nakamawashi/machine-model';
import type { Clock, Log } from '@nakamawashi/runtime';
import { type NodeStatus, nodeStatusMetrics } from '@nakamawashi/sparkplug';
import packageJson from '../package.json' with { type: 'json' };
import { type Collector, openCollector } from './collect.ts';
import type { EdgeConfig, Machine } from './config.ts';
import { type Database, openDatabase } from './database.ts';
import { openDrivers, protocols } from './drivers/index.ts';
import { type HandOver, openHandOver } from './handOver.ts';
import type { IntervalHistory } from './history/intervalHistory.ts';
import { sqliteHistory } from './history/sqliteHistory.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { openAccounts } from './localPage/accounts.ts';
import { type AgentStatus, healthOf } from './localPage/health.ts';
import { endOfPause } from './localPage/ownerDeeds.ts';
import { type PageOptions, servePage } from './localPage/page.ts';
import type { Outbox } from './outbox/outbox.ts';
import { sqliteOutbox } from './outbox/sqliteOutbox.ts';
import { createPublisher, type Publisher } from './publish.ts';
import { sessionCounter } from './sessionCounter.ts';
import { birthsOf } from './sharing/births.ts';
import { levelSent } from './sharing/levels.ts';
import { openSendingSwitch, type SendingSwitch } from './sharing/sendingSwitch.ts';
import { sinceSent } from './sharing/withholding.ts';

/** What an agent runs with. */
export interface AgentOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted to stop: the account is written down, the node says NDEATH, all connections are closed. */
  readonly signal: AbortSignal;
  /** Called with the local page's port when it is there. */
  onPage?(port: number): void;
}

/** The parts of a running agent. */
interface Agent {
  readonly config: EdgeConfig;
  readonly clock: Clock;
  readonly database: Database;
  readonly outbox: Outbox;
  readonly history: IntervalHistory;
  readonly handOver: HandOver;
  readonly sending: SendingSwitch;
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
  const agent = assemble(config, options);
  log.info({ version: agentVersion, machines: config.machines.length }, 'edge agent started');
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const { http } = config;
  const page = ownerDesk(agent, options);
  const parts = [
    ...agent.collectors.map((collector) => collector.run(signal)),
    keepBooks(agent, signal),
    agent.publisher.run(signal),
    ...(http === null ? [] : [servePage({ ...page, http }, signal)]),
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

function ownerDesk(agent: Agent, { clock, log, onPage }: AgentOptions): Omit<PageOptions, 'http'> {
  const { config, history, sending, publisher } = agent;
  const { timeZone, consent, machines } = config;
  const accountOf = openAccounts(history, timeZone);
  return {
    clock,
    log,
    status: () => statusOf(agent),
    view: (isUnsaved) => {
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

function assemble(config: EdgeConfig, { clock, log }: AgentOptions): Agent {
  const { slotLengthMs, consent } = config;
  const database = openDatabase(join(config.dataDir, 'agent.sqlite'));
  const outbox = sqliteOutbox(database, config.outbox);
  const history = sqliteHistory(database);
  const driver = openDrivers();
  const sending = openSendingSwitch(config.dataDir, clock.now());
  const open = (machine: Machine): Collector =>
    openCollector(machine, {
      clock,
      log,
      driver,
      outbox,
      history,
      slotLengthMs,
      isShared: levelSent(machine.sharing, consent) !== 'none',
      withheld: () => sending.times(clock.now()),
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
  const parts = { config, clock, database, outbox, history, handOver, sending, collectors, ledger };
  const publisher = createPublisher({
    ...parts,
    log,
    counter: sessionCounter(database),
    sending: () => sending.now(clock.now()).mode,
    machines: sharedMachines(parts),
    births: () => birthsOf(announced(parts), nodeNow(parts), clock.now()),
    status: () => nodeStatusMetrics(nodeStatus(parts), clock.now()),
    onSetAside: () => {
      for (const collector of collectors) collector.clockWasAhead();
    },
  });
  return { ...parts, publisher };
}

async function keepBooks({ ledger, clock, config, history }: Agent, signal: AbortSignal): Promise<void> {
  let forgetAt = clock.monotonicMs();
  while (!signal.aborted) {
    ledger.tick();
    if (clock.monotonicMs() >= forgetAt) {
      forgetAt += dayMs;
      const before = clock.now() - config.history.maxDays * dayMs;
      for (const { id } of config.machines) ledger.attempt(() => history.forget(id, before));
    }
    await clock.sleep(tickMs, signal).catch(() => undefined);
  }
}

type Parts = Omit<Agent, 'publisher'>;

function sharedMachines(parts: Parts) {
  const { config, collectors } = parts;
  return collectors.flatMap((collector) => {
    const { id, sharing, profile } = collector.machine;
    const level = levelSent(sharing, config.consent);
    const live = () => liveSent(parts, collector);
    return level === 'none' ? [] : [{ id, level, evidence: profile.evidence, live }];
  });
}

function liveSent({ sending, clock }: Parts, { live }: Collector): LiveState {
  const at = clock.now();
  const now = live();
  return { ...now, since: sinceSent(sending.times(at), now.since, at) };
}

/** While the owner withholds them, the machines are not there to be spoken of. */
function announced({ config, sending, clock }: Parts): EdgeConfig {
  return sending.now(clock.now()).mode === 'open' ? config : { ...config, machines: [] };
}

function sharedIds(parts: Parts): readonly string[] {
  return sharedMachines(parts).map(({ id }) => id);
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
        live: liveSent(parts, collector),
        follows: outbox.lastAppendedEnd(id),
        oldest: outbox.oldest(id),
        acknowledgedThrough: outbox.acknowledgedThrough(id),
      };
    },
  };
}

function nodeStatus(parts: Parts): NodeStatus {
  const { outbox, handOver, clock } = parts;
  const { depth, oldest, setAside } = outbox.holdings(sharedIds(parts));
  const { isTrusted, offsetMs } = handOver.clock();
  return {
    clockTrusted: isTrusted,
    clockOffsetMs: offsetMs,
    outboxDepth: depth,
    outboxOldestAgeS: oldest === null ? null : Math.max(0, Math.floor((clock.now() - oldest) / 1_000)),
    outboxSetAside: setAside,
  };
}

function statusOf(agent: Agent): AgentStatus {
  const { config, clock, outbox, handOver, sending, collectors, ledger, publisher } = agent;
  const at = clock.now();
  return {
    at,
    version: agentVersion,
    workshop: config.workshop,
    link: publisher.link(),
    hasConsent: config.consent !== null,
    sending: sending.now(at),
    switchProblem: sending.problem,
    clock: handOver.clock(),
    outbox: outbox.holdings(sharedIds(agent)),
    diskProblem: ledger.problem(),
    machines: collectors.map((collector) => ({
      id: collector.machine.id,
      name: collector.machine.name,
      level: levelSent(collector.machine.sharing, config.consent),
      sharing: collector.machine.sharing,
      evidence: collector.machine.profile.evidence,
      live: collector.live(),
      contact: collector.contact(),
      isUnprotected:
        protocols[collector.machine.protocol]?.isUnprotected(collector.machine.endpoint) ?? false,
    })),
  };
}
