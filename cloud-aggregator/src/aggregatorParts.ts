// Everything that an aggregator remembers while it runs, put together; who does what with it stands in `aggregator.ts`.
import type { MachineId, TimestampMs } from '@nakamawashi/machine-model';
import type { Clock, Log } from '@nakamawashi/runtime';
import { openDeskRows } from './api/deskRows.ts';
import { type LiveFeed, openLiveFeed } from './api/liveFeed.ts';
import { openBoard } from './board/board.ts';
import { openBoxBook } from './board/boxBook.ts';
import { openAccounts } from './broker/accounts.ts';
import { openCapacityBook } from './capacity/capacityBook.ts';
import type { LoadedConfig } from './config.ts';
import type { Members } from './directory/members.ts';
import { openPlanBook } from './directory/planBook.ts';
import { openRecords, type Records } from './directory/records.ts';
import { isOurs, type Shard } from './directory/shard.ts';
import { openCertificateBook } from './enrolment/certificateBook.ts';
import { enrolmentOf } from './enrolment/enrolmentOf.ts';
import { openExportDesk } from './exports/exportDesk.ts';
import { exportHome } from './exports/exportHome.ts';
import { openForeignEdges } from './foreign/foreignEdges.ts';
import { openIngest } from './ingest/ingest.ts';
import { openParcelQueue } from './ingest/parcelQueue.ts';
import { openMeasures } from './measures.ts';
import { openAdministration } from './people/administration.ts';
import { openPeople } from './people/people.ts';
import { sparingly } from './sparingly.ts';
import type { UtilisationStore } from './store/utilisationStore.ts';

/** What an aggregator runs with. */
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
  /** Called after each round of the work; who waits for it in vain may take the aggregator for hung. */
  onProgress?(): void;
  /** Told the port of the embedded broker each time it listens. */
  onBroker?(port: number): void;
  /** Told the port of the board each time it listens. */
  onBoard?(port: number): void;
}

/** Slots that may wait for a store that is down, about 45 MB; the rest stays at the edges. */
export const queueLimits = { all: 150_000, ofWorkshop: 10_000 };
/** What comes and goes with the store and the broker. */
interface Held {
  store: UtilisationStore | null;
  storeFault: string | null;
  linkFault: string | null;
}

/** All of it. */
export type Parts = ReturnType<typeof assemble>;

/** Everything that is remembered while the aggregator runs. */
export function assemble(loaded: LoadedConfig, options: AggregatorOptions) {
  const { config } = loaded;
  const { clock, log } = options;
  const measures = openMeasures();
  const records = begunRecords(loaded, options);
  const { members } = records;
  const plans = openPlanBook(members.now);
  const board = openBoard(members.now, plans, clock.now());
  members.watch(() => board.members());
  const boxes = openBoxBook();
  const queue = openParcelQueue(queueLimits);
  const marks = new Map<MachineId, TimestampMs>();
  const quiet = sparingly(clock);
  const accounts = 'embedded' in config.broker ? openAccounts(config.broker.embedded.accounts) : null;
  const certificates = openCertificateBook(records.database);
  const enrolment = enrolmentOf(config, { ...records, certificates, clock });
  const held: Held = { store: null, storeFault: null, linkFault: null };
  const ingest = openIngest({
    foreign: openForeignEdges({ directory: members.now, board, queue, clock }),
    consortium: config.consortium,
    expectedNodes: expectedNodes(members, options.shard),
    clock,
    log,
    sparingly: quiet,
    measures,
    board,
    boxes,
    queue,
    marks,
    isStoreUp: () => held.store !== null,
  });
  const hasDevice = (machine: MachineId): boolean => board.machine(machine)?.known ?? false;
  const capacity = openCapacityBook({ members, plans, settings: config.capacity, hasDevice });
  const deskRows = openDeskRows({ board, book: capacity, plans, directory: members.now });
  const feed = withNews(members, openLiveFeed({ board, clock, timeZone: plans.timeZone }));
  return {
    loaded,
    options,
    records,
    ...whoMay(records, feed, clock),
    feed,
    measures,
    plans,
    capacity,
    deskRows,
    board,
    boxes,
    queue,
    marks,
    quiet,
    accounts,
    certificates,
    enrolment,
    ingest,
    exports: { home: exportHome(config), desk: openExportDesk() },
    held,
  };
}

function begunRecords({ config, first }: LoadedConfig, { clock, log }: AggregatorOptions): Records {
  const records = openRecords(config.dataDir, first, clock.now());
  if (records.hasBegun) log.info({ workshops: first.workshops.size }, 'the records begin with the folders');
  return records;
}

/** Whoever reads the feed is told when something is written down. */
function withNews(members: Members, feed: LiveFeed): LiveFeed {
  let { workshops } = members.now();
  members.watch(() => {
    const isOther = members.now().workshops !== workshops;
    ({ workshops } = members.now());
    feed.news(isOther);
  });
  return feed;
}

/** People and what administrators do with them; whoever reads the feed is asked again when a right may be gone. */
function whoMay(records: Records, feed: LiveFeed, clock: Clock) {
  const { database } = records;
  let seen = database.version();
  return {
    people: openPeople({ ...records, clock, onChange: feed.askAgain }),
    administration: openAdministration({ ...records, now: clock.now, onChange: feed.askAgain }),
    /** Another process may have taken a right away; about once a second. */
    lookAtRights: (): void => {
      const version = database.version();
      if (version !== seen) feed.askAgain();
      seen = version;
    },
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
