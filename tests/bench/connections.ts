// What it costs the aggregator to hold a ward's connections: by certificate over TLS, and plain as the measure beside
// it, each with the same traffic of single slots and live changes.
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchTable } from './benchTable.ts';
import { watchFeed } from './ingest/feed.ts';
import { type Load, percentile } from './ingest/loadPlan.ts';
import { openRig } from './ingest/rig.ts';
import { storedSlots } from './ingest/stored.ts';
import { usageOf } from './usage.ts';

const quietMs = 10_000;
const load: Load = {
  workshops: 2_000,
  machinesOfEach: 2,
  slotsOfMachine: 8,
  slotsOfParcel: 1,
  singleEvery: 1,
  liveChanges: 200,
  parcelsPerSecond: 1_000,
  awaitsReceipts: true,
};

export async function connections(): Promise<BenchTable> {
  const rows = [await hold(true), await hold(false)];
  return {
    title: `${load.workshops} connections at the embedded broker`,
    columns: [
      'lines',
      'MB before',
      'MB with all of them',
      'KB each',
      'CPU ms each to connect',
      'CPU s/min at rest',
      'CPU s/min with traffic',
      'messages/s',
      'live p50/p95/p99 ms',
      'peak MB',
      'slots lost or twice',
    ],
    rows,
    notes: [
      'A line is a box with two machines, so that its births are in the cost. At rest: no message and no keep-alive ' +
        `for ${quietMs / 1_000} s. Traffic: 1,000 single slots and 200 live changes a second.`,
    ],
  };
}

async function hold(isTls: boolean): Promise<string[]> {
  const { workshops, machinesOfEach, slotsOfMachine } = load;
  const shape = { broker: 'embedded', workshops, machinesOfEach, store: null, profileFolder: null } as const;
  const rig = await openRig({ ...shape, isTls });
  try {
    const { pid = 0 } = await rig.startAggregator();
    await delay(2_000);
    const before = usageOf(pid);
    const { go } = await rig.startLoad(load);
    const held = usageOf(pid);
    await delay(quietMs);
    const rested = usageOf(pid);
    const feed = await watchFeed(rig.board);
    const drained = await go();
    const after = usageOf(pid);
    feed.stop();
    const machines = workshops * machinesOfEach;
    const stored = await storedSlots(rig, { machines, slotsOfMachine });
    const perMinute = (cpuS: number, seconds: number): string => ((cpuS * 60) / seconds).toFixed(1);
    return [
      isTls ? 'TLS, each by its certificate' : 'plain TCP, each by its password',
      before.residentMb.toFixed(0),
      rested.residentMb.toFixed(0),
      (((rested.residentMb - before.residentMb) * 1_024) / workshops).toFixed(0),
      (((held.cpuS - before.cpuS) * 1_000) / workshops).toFixed(1),
      perMinute(rested.cpuS - held.cpuS, quietMs / 1_000),
      perMinute(after.cpuS - rested.cpuS, drained.seconds),
      ((drained.parcels + drained.liveChanges) / drained.seconds).toFixed(0),
      [0.5, 0.95, 0.99].map((share) => percentile(feed.agesMs, share)).join(' / '),
      after.peakMb.toFixed(0),
      stored.slots === machines * slotsOfMachine && stored.isExact ? '0' : 'some',
    ];
  } finally {
    await rig.stop();
  }
}
