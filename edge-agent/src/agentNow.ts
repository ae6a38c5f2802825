// What a running agent can say of itself at an instant: to the host in births and node data, and on its own page.
// Promise: what the owner withholds is not there to be spoken of; the clock's trust is told as it is.
import type { LiveState } from '@nakamawashi/machine-model';
import type { Log } from '@nakamawashi/runtime';
import type { NodeStatus } from '@nakamawashi/sparkplug';
import packageJson from '../package.json' with { type: 'json' };
import { aheadOfHostMs } from './clockRule.ts';
import type { ClockTrust } from './clockTrust.ts';
import type { Collector } from './collect.ts';
import type { EdgeConfig } from './config.ts';
import type { Crew } from './crew.ts';
import type { Database } from './database.ts';
import { protocols } from './drivers/index.ts';
import type { Renewal } from './enrolment/renewal.ts';
import type { HandOver } from './handOver.ts';
import type { IntervalHistory } from './history/intervalHistory.ts';
import type { Ledger } from './ledger.ts';
import type { AgentStatus } from './localPage/health.ts';
import type { PageRun } from './localPage/pageRun.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { OwnClock } from './ownClock.ts';
import type { Publisher } from './publish.ts';
import type { Reloading } from './reload/reloading.ts';
import type { Repair } from './repair.ts';
import { levelSent } from './sharing/levels.ts';
import type { SendingSwitch } from './sharing/sendingSwitch.ts';
import { sinceSent } from './sharing/withholding.ts';

/** The agent's version, as it tells it to the host. */
export const agentVersion = packageJson.version;

/** The parts of a running agent. */
export interface Agent {
  /** As it holds now. */
  readonly config: () => EdgeConfig;
  readonly log: Log;
  readonly clock: OwnClock;
  readonly database: Database;
  readonly repairs: readonly Repair[];
  readonly outbox: Outbox;
  readonly history: IntervalHistory;
  readonly handOver: HandOver;
  readonly sending: SendingSwitch;
  readonly crew: Crew;
  readonly ledger: Ledger;
  readonly renewal: Renewal;
  readonly publisher: Publisher;
  readonly page: PageRun;
  /** Null where the agent was not started from a file. */
  readonly reloading: Reloading | null;
}

/** The parts that are there before there is a way to the host. */
type Parts = Omit<Agent, 'publisher' | 'page' | 'reloading'>;

/** The machines that leave the building, with the level and the state that may be told. */
export function sharedMachines(parts: Parts) {
  const { config, crew } = parts;
  return crew.list().flatMap((collector) => {
    const { id, sharing, profile } = collector.machine;
    const level = levelSent(sharing, config().consent);
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
export function announced({ config, sending, clock }: Parts): EdgeConfig {
  return sending.now(clock.now()).mode === 'open' ? config() : { ...config(), machines: [] };
}

function sharedIds(parts: Parts): readonly string[] {
  return sharedMachines(parts).map(({ id }) => id);
}

/** The values of all metrics for a birth. */
export function nodeNow(parts: Parts) {
  const { outbox, crew } = parts;
  return {
    agentVersion,
    status: nodeStatus(parts),
    machine: (id: string) => {
      const collector = crew.list().find(({ machine }) => machine.id === id);
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

/** How the box itself is doing. */
export function nodeStatus(parts: Parts): NodeStatus {
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

/** Everything the box's own page tells. */
export function statusOf(agent: Agent): AgentStatus {
  const { clock, outbox, sending, crew, ledger, publisher } = agent;
  const config = agent.config();
  const at = clock.now();
  const collectors = crew.list();
  return {
    at,
    version: agentVersion,
    workshop: config.workshop,
    link: publisher.link(),
    hasConsent: config.consent !== null,
    sending: sending.now(at),
    switchProblem: sending.problem,
    configProblem: agent.reloading?.problem() ?? null,
    certificate: agent.renewal.status(),
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
      sharing: collector.machine.sharing,
      evidence: collector.machine.profile.evidence,
      live: collector.live(),
      contact: collector.contact(),
      isUnprotected:
        protocols[collector.machine.protocol]?.isUnprotected(collector.machine.endpoint) ?? false,
    })),
  };
}
