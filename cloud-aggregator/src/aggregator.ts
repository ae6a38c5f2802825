// The aggregator, from top to bottom: what is remembered, the link to the edges, the store, the HTTP face, time.
// Each part is supervised by itself: a broker, a disk or a port that is missing is a named condition, never a stop.
import type { MachineId, TimestampMs } from '@nakamawashi/machine-model';
import { messageOf, supervise } from '@nakamawashi/runtime';
import { type AggregatorOptions, assemble, type Parts, queueLimits } from './aggregatorParts.ts';
import { type Condition, healthOf } from './api/health.ts';
import { openServer, serveUntil } from './api/server.ts';
import { embeddedLink, externalLink, type HostLink } from './broker/hostLink.ts';
import { standingBy } from './broker/standBy.ts';
import type { LoadedConfig } from './config.ts';
import { workshopOf } from './directory/directory.ts';
import { isOurs } from './directory/shard.ts';
import { makeServerFiles } from './enrolment/enrolmentOf.ts';
import { monthDuty } from './exports/monthDuty.ts';
import { keepMonths } from './exports/monthKeeper.ts';
import { isLoopback } from './httpConfig.ts';
import { runStore } from './ingest/storeRun.ts';
import { inTurns } from './inTurns.ts';
import { openStore } from './store/openStore.ts';

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
      holdMonths(parts, stop.face.signal),
    ]);
  } finally {
    stopAll();
    parts.records.database.close();
  }
}

async function holdLink(parts: Parts, signal: AbortSignal): Promise<void> {
  const { options, ingest, measures, held } = parts;
  const link = linkOf(parts);
  await supervise((each) => link(ingest.session, each), {
    signal,
    clock: options.clock,
    backoff,
    onFailure: (error, nextAttemptMs) => {
      held.linkFault = messageOf(error);
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
  const link = embeddedLink({
    config,
    certificateFault: ({ serialNumber }) => (parts.certificates.isRevoked(serialNumber) ? 'revoked' : null),
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
  return async (session, signal) => {
    await makeServerFiles(loaded.config, config.tls, clock.now());
    await link(session, signal);
  };
}

async function holdStore(parts: Parts, signal: AbortSignal): Promise<void> {
  const { loaded, options, records, measures, plans, board, capacity, queue, marks, ingest, held } = parts;
  const isOurMachine = (machine: MachineId): boolean => isOurs(options.shard, workshopOf(machine));
  const run = (each: AbortSignal): Promise<void> =>
    runStore({
      openStore: options.openStore ?? (() => openStore(loaded.config.store, isOurMachine)),
      directory: records.members.now,
      plans,
      board,
      capacity,
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
      held.storeFault = messageOf(error);
      measures.storeFailures.inc();
      options.log.error({ err: error, nextAttemptMs }, 'the store failed; receipts are withheld');
    },
  });
}

async function holdFace(parts: Parts, signal: AbortSignal): Promise<void> {
  const { loaded, options, records, people, measures, plans, capacity, deskRows } = parts;
  const { board, ingest, feed, held } = parts;
  const { administration, enrolment, quiet, exports, boxes, certificates, accounts } = parts;
  const { consortium, http } = loaded.config;
  const { clock, log } = options;
  if (http.open) {
    log.warn(
      { host: http.host },
      'http.open is set: WHOEVER REACHES THIS ADDRESS SEES EVERYTHING, nobody signs in',
    );
  }
  const serve = async (each: AbortSignal): Promise<void> => {
    await makeServerFiles(loaded.config, http.tls, clock.now());
    const server = await openServer({
      clock,
      log,
      board,
      boxes,
      certificates,
      accounts,
      feed,
      http,
      consortium,
      people,
      administration,
      directory: records.members.now,
      audit: records.audit,
      records,
      plans,
      capacity,
      deskRows,
      grafana: loaded.config.grafana ?? null,
      measures,
      store: () => held.store,
      health: () => healthOf(conditionOf(parts)),
      nodesAlive: () => ingest.nodesAlive(),
      exports,
      enrolment: enrolment === null ? null : { enrolment, clock, log, measures, quiet },
    });
    try {
      await server.listen({ host: http.host, port: http.port });
      const address = server.server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : http.port;
      log.info({ host: http.host, port: bound }, 'the board listens');
      options.onBoard?.(bound);
      await serveUntil(each, server, { http, clock, log });
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

/** Makes the months' files when they are due, where that is this aggregator's part. */
async function holdMonths({ options, exports, held }: Parts, signal: AbortSignal): Promise<void> {
  const { log, shard, isStandBy = false } = options;
  const duty = monthDuty({ shard, isStandBy, store: exports.home.store });
  if (duty === 'nobody')
    log.warn('no store here has the months of all workshops: nobody makes their files on schedule');
  if (duty === 'ours') await keepMonths({ ...exports, ...options, signal, store: () => held.store });
}

async function letTimePass(
  { options, records, certificates, ingest, board, feed, deskRows, lookAtRights }: Parts,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = options;
  let boardTickedMs = 0;
  while (!signal.aborted) {
    await clock.sleep(tickMs, signal).catch(() => undefined);
    ingest.tick();
    if (clock.monotonicMs() - boardTickedMs >= boardTickMs) {
      boardTickedMs = clock.monotonicMs();
      await inTurns(records.members.look());
      certificates.look();
      lookAtRights();
      board.tick(clock.now());
    }
    feed.flush();
    deskRows.keepFresh(clock.now());
    options.onProgress?.();
  }
}

function conditionOf({ held, ingest, accounts, certificates, options, queue }: Parts): Condition {
  return {
    linkUp: ingest.linkUp(),
    linkFault: held.linkFault,
    storeUp: held.store !== null,
    storeFault: held.storeFault,
    accounts: accounts === null ? null : accounts.all().size + certificates.countValid(options.clock.now()),
    accountsFault: accounts?.fault() ?? null,
    queuedSlots: queue.slots(),
    mostQueuedSlots: queueLimits.all,
  };
}
