// What the aggregator makes of a ward that comes back: thousands of workshops drain a backlog while live changes go on.
// Its processor time, delays and memory stand beside a bare writer of the same points in the same run.
import type { ChildProcess } from 'node:child_process';
import { present } from '../realServers.ts';
import { type RealInfluxd, startInfluxd } from '../store/realInfluxd.ts';
import type { BenchTable } from './benchTable.ts';
import { watchFeed } from './ingest/feed.ts';
import { type Load, percentile } from './ingest/loadPlan.ts';
import { type BenchRig, influxSection, openRig, type RigOptions, storeSection } from './ingest/rig.ts';
import { storedSlots } from './ingest/stored.ts';
import { type Usage, usageOf } from './usage.ts';

export interface IngestOptions {
  /** A file that holds the `store` section of the aggregator's configuration. */
  readonly store?: string | undefined;
  /** Only the rows whose name contains this. */
  readonly only?: string | undefined;
  /** Where the aggregator leaves its processor profile. */
  readonly profile?: string | undefined;
}

/** What was sent without waiting for receipts is given this time to arrive. */
const settleMs = 5_000;

interface Scenario {
  readonly name: string;
  readonly writer: 'aggregator' | 'bare writer';
  readonly broker: RigOptions['broker'];
  /** Started for this row alone; the SQLite file without it. */
  readonly influxd?: true;
  readonly load: Load;
}

const drain: Load = {
  workshops: 2_000,
  machinesOfEach: 2,
  slotsOfMachine: 300,
  slotsOfParcel: 20,
  singleEvery: 10,
  liveChanges: 200,
  parcelsPerSecond: null,
  awaitsReceipts: true,
};
const singles: Load = {
  ...drain,
  workshops: 1_000,
  machinesOfEach: 10,
  slotsOfMachine: 40,
  slotsOfParcel: 1,
  singleEvery: 1,
  parcelsPerSecond: 40_000,
  // Each goes out once, so that whatever is lost stays lost.
  awaitsReceipts: false,
};
const bare = { ...drain, liveChanges: 0, parcelsPerSecond: 5_000, awaitsReceipts: false };
const scenarios: readonly Scenario[] = [
  { name: 'backlog, embedded broker', writer: 'aggregator', broker: 'embedded', load: drain },
  { name: 'backlog, Mosquitto', writer: 'aggregator', broker: 'mosquitto', load: drain },
  { name: 'backlog, bare writer', writer: 'bare writer', broker: 'mosquitto', load: bare },
  { name: 'backlog, InfluxDB 1.6', writer: 'aggregator', broker: 'embedded', influxd: true, load: drain },
  {
    name: 'bare writer, InfluxDB 1.6',
    writer: 'bare writer',
    broker: 'mosquitto',
    influxd: true,
    load: bare,
  },
  { name: '40,000 messages/s, embedded broker', writer: 'aggregator', broker: 'embedded', load: singles },
  { name: '40,000 messages/s, Mosquitto', writer: 'aggregator', broker: 'mosquitto', load: singles },
  {
    name: '100 machines, embedded broker',
    writer: 'aggregator',
    broker: 'embedded',
    load: { ...drain, workshops: 50, slotsOfMachine: 4_000 },
  },
  {
    name: '42,000 machines, embedded broker',
    writer: 'aggregator',
    broker: 'embedded',
    load: { ...drain, workshops: 4_200, machinesOfEach: 10, slotsOfMachine: 20 },
  },
];

export async function ingest(options: IngestOptions = {}): Promise<BenchTable> {
  const rows: string[][] = [];
  for (const scenario of scenarios) {
    if (options.only !== undefined && !scenario.name.includes(options.only)) continue;
    rows.push(await run(scenario, options));
    process.stderr.write(`${rows.at(-1)?.join(' | ')}\n`);
  }
  return {
    title: 'A backlog on its way into the store',
    columns: [
      'run',
      'slots',
      'slots/s',
      'messages/s',
      'CPU s per 100,000 slots',
      'the store',
      'the broker',
      'receipt p50/p95/p99 s',
      'live p50/p95/p99 ms',
      'peak MB',
      'longest stop ms',
      'lost or twice',
    ],
    rows,
    notes: [
      'Parcels of 20 slots and every tenth of one (the 40,000 messages: all of one). Live changes: 200 a second on ' +
        'draining machines, from the sender’s socket to the live feed. Lost or twice: slots and their hours counted ' +
        'in the store. The bare writer and the 40,000 messages know no receipts: each message goes out once.',
    ],
  };
}

async function run(
  { name, writer, broker, influxd, load }: Scenario,
  options: IngestOptions,
): Promise<string[]> {
  const { workshops, machinesOfEach, slotsOfMachine } = load;
  const machines = workshops * machinesOfEach;
  const database = influxd === true ? await startInfluxd(present('influxd') ?? '') : null;
  const store = database === null ? storeSection(options.store) : influxSection(database.url);
  const rig = await openRig({
    broker,
    workshops,
    machinesOfEach,
    store,
    profileFolder: options.profile ?? null,
  });
  try {
    const mosquitto = broker === 'mosquitto' ? await rig.startMosquitto() : null;
    const isBare = writer === 'bare writer';
    const receiver = isBare ? await rig.startBareWriter(database?.url) : await rig.startAggregator();
    const { go } = await rig.startLoad(load);
    if (!isBare) await longestStopMs(rig);
    const feed = isBare ? null : await watchFeed(rig.board);
    const before = spent(receiver, mosquitto, database);
    const drained = await go();
    if (!load.awaitsReceipts) await new Promise((done) => setTimeout(done, settleMs));
    const after = spent(receiver, mosquitto, database);
    const stopMs = isBare ? '' : (await longestStopMs(rig)).toFixed(0);
    feed?.stop();
    const slots = machines * slotsOfMachine;
    const stored = await storedSlots(
      { ...rig, influxUrl: database?.url ?? null },
      { machines, slotsOfMachine },
    );
    const per100k = (seconds: number): string => ((seconds * 100_000) / slots).toFixed(2);
    return [
      name,
      String(slots),
      (slots / drained.seconds).toFixed(0),
      (drained.parcels / drained.seconds).toFixed(0),
      per100k(after.receiver.cpuS - before.receiver.cpuS),
      after.storeCpuS === null ? 'inside' : per100k(after.storeCpuS - (before.storeCpuS ?? 0)),
      after.brokerCpuS === null ? 'inside' : per100k(after.brokerCpuS - (before.brokerCpuS ?? 0)),
      load.awaitsReceipts ? drained.receiptMs.map((ms) => (ms / 1_000).toFixed(1)).join(' / ') : '',
      feed === null ? '' : [0.5, 0.95, 0.99].map((share) => percentile(feed.agesMs, share)).join(' / '),
      after.receiver.peakMb.toFixed(0),
      stopMs,
      verdict(slots, stored, drained),
    ];
  } finally {
    await rig.stop();
    await database?.remove();
  }
}

function verdict(
  slots: number,
  stored: { readonly slots: number; readonly isExact: boolean },
  { repeated, reconnects }: { readonly repeated: number; readonly reconnects: number },
): string {
  const trouble = [
    ...(repeated > 0 ? [`${repeated} sent again`] : []),
    ...(reconnects > 0 ? [`${reconnects} reconnects`] : []),
  ];
  const loss = stored.slots === slots && stored.isExact ? '0' : `${slots - stored.slots} slots`;
  return [loss, ...trouble].join(', ');
}

function spent(receiver: ChildProcess, mosquitto: ChildProcess | null, database: RealInfluxd | null) {
  const usage = (child: ChildProcess): Usage => usageOf(child.pid ?? 0);
  return {
    receiver: usage(receiver),
    brokerCpuS: mosquitto === null ? null : usage(mosquitto).cpuS,
    storeCpuS: database === null ? null : usageOf(database.pid()).cpuS,
  };
}

/** How long the aggregator's event loop stood still at most since this was asked last. */
async function longestStopMs({ board }: BenchRig): Promise<number> {
  const text = await (await fetch(`${board}/metrics`)).text();
  return Number(/^nodejs_eventloop_lag_max_seconds (.*)$/m.exec(text)?.[1]) * 1_000;
}
