// The aggregator, from top to bottom: what is remembered, the link to the edges, the store, the HTTP face, time.
// Each part is supervised by itself: a broker, a disk or a port that is missing is a named condition, never a stop.
import type { MachineId, TimestampMs } from '@nakamawashi/machine-model';
import { type Clock, type Log, supervise } from '@nakamawashi/runtime';
import { type Condition, healthOf } from './api/health.ts';
import { openLiveFeed } from './api/liveFeed.ts';
import { openServer } from './api/server.ts';
import { openBoard } from './board/board.ts';
import { openAccounts } from './broker/accounts.ts';
import { embeddedLink, externalLink, type HostLink } from './broker/hostLink.ts';
import { standingBy } from './broker/standBy.ts';
import { isLoopback, type LoadedConfig } from './config.ts';
import type { Members } from './directory/members.ts';
import { openPlanBook } from './directory/planBook.ts';
import { openRecords } from './directory/records.ts';
import { isOurs, type Shard } from './directory/shard.ts';
import { openIngest } from './ingest/ingest.ts';
import { openParcelQueue } from './ingest/parcelQueue.ts';
import { runStore } from './ingest/storeRun.ts';
import { openMeasures } from './measures.ts';
import { sparingly } from './sparingly.ts';
import { openSqliteStore } from './store/sqliteStore.ts';
import type { UtilisationStore } from './store/utilisationStore.ts';

export interface AggregatorOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted: STATE goes offline, what waits is committed, the store is closed, and the run ends. */
  readonly signal: AbortSignal;
  /** Opens the store; the SQLite file of the configuration unless a test brings another. */
  readonly openStore?: () => Promise<UtilisationStore>;
  /** This aggregator's part, when several share the work over one external broker. */
  readonly shard?: Shard;
  /** With an external broker: wait, and take over only while no other host of this name is online. */
  readonly isStandBy?: boolean;
  /** Told the port of the embedded broker each time it listens. */
  onBroker?(port: number): void;
  /** Told the port of the board each time it listens. */
  onBoard?(port: number): void;
}

/** Slots that may wait for a store that is down, about 45 MB; the rest stays at the edges. */
const queueLimits = { all: 150_000, ofWorkshop: 10_000 };
/** One host need not stay out of step with anyone, so it comes back soon. */
const backoff = { firstMs: 250, maxMs: 5_000 };
const tickMs = 100;
const boardTickMs = 1_000;

/** Runs until the signal is aborted; throws only for programming errors. */
export async function runAggregator(loaded: LoadedConfig, options: AggregatorOptions): Promise<void> {
  const parts = assemble(loaded, options);
  const stop = { link: new AbortController(), store: new AbortController(), face: new AbortController() };
  const stopAll = (): void => {
    for (const each of Object.values(stop)) each.abort();
  };
  options.signal.addEventListener('abort', () => stop.link.abort(), { once: true });
  if (options.signal.aborted) stop.link.abort();
  try {
    await Promise.all([
      holdLink(parts, stop.link.signal).then(() => stop.store.abort()),
      holdStore(parts, stop.store.signal).then(() => stop.face.abort()),
      holdFace(parts, stop.face.signal),
      letTimePass(parts, stop.face.signal),
    ]);
  } finally {
    stopAll();
    parts.records.database.close();
  }
}

type Parts = ReturnType<typeof assemble>;

/** Everything that is remembered while the aggregator runs. */
function assemble(loaded: LoadedConfig, options: AggregatorOptions) {
  const { config, first } = loaded;
  const { clock, log } = options;
  const measures = openMeasures();
  const records = openRecords(config.dataDir, first, clock.now());
  const { members } = records;
  if (records.hasBegun) log.info({ workshops: first.workshops.size }, 'the records begin with the folders');
  const plans = openPlanBook(members.now);
  const board = openBoard(members.now, plans, clock.now());
  members.watch(() => board.members());
  const queue = openParcelQueue(queueLimits);
  const marks = new Map<MachineId, TimestampMs>();
  const quiet = sparingly(clock);
  const accounts = 'embedded' in config.broker ? openAccounts(config.broker.embedded.accounts) : null;
  const held: { store: UtilisationStore | null; storeFault: string | null; linkFault: string | null } = {
    store: null,
    storeFault: null,
    linkFault: null,
  };
  const ingest = openIngest({
    consortium: config.consortium,
    expectedNodes: expectedNodes(members, options.shard),
    clock,
    log,
    sparingly: quiet,
    measures,
    board,
    queue,
    marks,
    isStoreUp: () => held.store !== null,
  });
  const feed = openLiveFeed({ board, clock, timeZone: plans.timeZone });
  return {
    loaded,
    options,
    records,
    measures,
    plans,
    board,
    queue,
    marks,
    quiet,
    accounts,
    ingest,
    feed,
    held,
  };
}

/** The workshops that are written down and ours; counted anew only when somebody changed one. */
function expectedNodes(members: Members, shard: Shard | undefined): () => ReadonlySet<string> {
  let workshops = members.now().workshops;
  const own = (): ReadonlySet<string> => new Set([...workshops.keys()].filter((each) => isOurs(shard, each)));
  let nodes = own();
  return () => {
    const now = members.now().workshops;
    if (now !== workshops) {
      workshops = now;
      nodes = own();
    }
    return nodes;
  };
}

async function holdLink(parts: Parts, signal: AbortSignal): Promise<void> {
  const { options, ingest, measures, held } = parts;
  const link = linkOf(parts);
  await supervise((each) => link(ingest.session, each), {
    signal,
    clock: options.clock,
    backoff,
    onFailure: (error, nextAttemptMs) => {
      held.linkFault = textOf(error);
      measures.linkFailures.inc();
      options.log.warn({ err: error, nextAttemptMs }, 'the link to the broker is down');
    },
  });
}

/** A stand-by's marks are as old as its start; the other host has made more durable since. */
async function readMarksAgain({ held, marks }: Parts): Promise<void> {
  const durable = (await held.store?.marks().catch(() => null)) ?? new Map<MachineId, TimestampMs>();
  for (const [machine, through] of durable) {
    marks.set(machine, Math.max(through, marks.get(machine) ?? through));
  }
}

function linkOf(parts: Parts): HostLink {
  const { loaded, options, measures, quiet, accounts } = parts;
  const { consortium, host, broker } = loaded.config;
  const { clock, log, shard, isStandBy } = options;
  const scope = { consortium, host };
  const onError = (source: string, error: Error): void => {
    const leftOut = quiet(`error ${source}`);
    if (leftOut !== null) log.info({ source, reason: error.message, leftOut }, 'a connection failed');
  };
  if ('external' in broker) {
    const endpoint = broker.external;
    const workshops = [...parts.records.members.now().workshops.keys()];
    const part = shard === undefined ? {} : { part: { shard, workshops } };
    const link = externalLink({ endpoint, scope, clock, onError, ...part });
    const onWatching = (): void => log.info('standing by: another host is waited for to be away');
    const onTaking = (): Promise<void> => readMarksAgain(parts);
    return isStandBy === true ? standingBy(link, { endpoint, scope, clock, onWatching, onTaking }) : link;
  }
  const config = broker.embedded;
  if (accounts === null) throw new Error('BUG: an embedded broker without accounts');
  if (!isLoopback(config.host) && config.tls === undefined) {
    log.warn(
      { host: config.host },
      'the broker is open to the network without TLS: passwords can be read on the way',
    );
  }
  return embeddedLink({
    config,
    scope,
    accounts,
    clock,
    onError,
    onRefused: ({ what, source, detail }) => {
      measures.refusals.inc({ what });
      const leftOut = quiet(`refused ${source}`);
      if (leftOut !== null) log.warn({ what, source, detail, leftOut }, 'the broker refused something');
    },
    onListening: (port, webSocketPort) => {
      log.info({ host: config.host, port, webSocketPort }, 'the broker listens');
      options.onBroker?.(port);
    },
  });
}

async function holdStore(parts: Parts, signal: AbortSignal): Promise<void> {
  const { loaded, options, records, measures, plans, board, queue, marks, ingest, held } = parts;
  const { file } = loaded.config.store.sqlite;
  const openStore = options.openStore ?? (async () => openSqliteStore(file));
  const run = (each: AbortSignal): Promise<void> =>
    runStore({
      openStore,
      directory: records.members.now,
      plans,
      board,
      queue,
      marks,
      measures,
      clock: options.clock,
      signal: each,
      onOpen: (store) => {
        held.store = store;
        if (store !== null) held.storeFault = null;
      },
      onCommitted: (outcomes) => ingest.committed(outcomes),
    });
  await supervise(run, {
    signal,
    clock: options.clock,
    backoff,
    onFailure: (error, nextAttemptMs) => {
      held.storeFault = textOf(error);
      measures.storeFailures.inc();
      options.log.error({ err: error, nextAttemptMs }, 'the store failed; receipts are withheld');
    },
  });
}

async function holdFace(parts: Parts, signal: AbortSignal): Promise<void> {
  const { loaded, options, records, measures, plans, board, ingest, feed, held } = parts;
  const { host, port, open } = loaded.config.http;
  const { clock, log } = options;
  if (open && !isLoopback(host)) {
    log.warn({ host }, 'http.open is set: whoever reaches this address reads the board without signing in');
  }
  const serve = async (each: AbortSignal): Promise<void> => {
    const server = await openServer({
      clock,
      log,
      board,
      feed,
      directory: records.members.now,
      plans,
      measures,
      open,
      store: () => held.store,
      health: () => healthOf(conditionOf(parts)),
      nodesAlive: () => ingest.nodesAlive(),
    });
    try {
      await server.listen({ host, port });
      const address = server.server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      log.info({ host, port: bound }, 'the board listens');
      options.onBoard?.(bound);
      await new Promise<void>((resolve) => each.addEventListener('abort', () => resolve(), { once: true }));
    } finally {
      feed.close();
      await server.close();
    }
  };
  await supervise(serve, {
    signal,
    clock,
    onFailure: (error, nextAttemptMs) =>
      log.error({ err: error, nextAttemptMs }, 'the board cannot be served'),
  });
}

async function letTimePass(
  { options, records, ingest, board, feed }: Parts,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = options;
  let boardTickedMs = 0;
  while (!signal.aborted) {
    await clock.sleep(tickMs, signal).catch(() => undefined);
    ingest.tick();
    if (clock.monotonicMs() - boardTickedMs >= boardTickMs) {
      boardTickedMs = clock.monotonicMs();
      records.members.look();
      board.tick(clock.now());
    }
    feed.flush();
  }
}

function conditionOf({ held, ingest, accounts, queue }: Parts): Condition {
  return {
    linkUp: ingest.linkUp(),
    linkFault: held.linkFault,
    storeUp: held.store !== null,
    storeFault: held.storeFault,
    accounts: accounts?.all().size ?? null,
    accountsFault: accounts?.fault() ?? null,
    queuedSlots: queue.slots(),
    mostQueuedSlots: queueLimits.all,
  };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
