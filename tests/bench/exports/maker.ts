// A process that makes one month's file as the aggregator does, in a thread beside its event loop, and says how long
// that took and how long the loop stood still at most.
import { statSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { openExportDesk } from '../../../cloud-aggregator/src/exports/exportDesk.ts';
import type { ExportHome } from '../../../cloud-aggregator/src/exports/exportHome.ts';

/** What the process says, and waits for its end by a signal. */
export interface Made {
  readonly issueMs: number;
  readonly writeMs: number;
  readonly longestStopMs: number;
  readonly fileMb: number;
  /** Resident before the work began. */
  readonly beforeMb: number;
}

const [homeText = '', folder = ''] = process.argv.slice(2);
if (homeText !== '') {
  const home = JSON.parse(homeText) as ExportHome;
  const at = Date.parse('2026-11-05T09:00:00+09:00');
  const desk = openExportDesk();
  const loop = monitorEventLoopDelay({ resolution: 1 });
  await delay(1_000);
  const beforeMb = process.memoryUsage().rss / 1_048_576;
  loop.enable();
  const began = performance.now();
  await desk.perform({
    kind: 'issue',
    home,
    request: { month: '2026-10', at, person: 'bench', reason: null },
  });
  const issued = performance.now();
  const form = { edition: 'internal', format: 'xlsx', language: 'ja', encoding: 'utf-8' } as const;
  const request = { ...form, workshop: undefined, isForOffice: true, person: 'bench', at };
  const result = await desk.perform({
    kind: 'write',
    home,
    month: '2026-10',
    version: null,
    request,
    folder,
  });
  const written = performance.now();
  loop.disable();
  if (result.kind !== 'written') throw new Error(`BUG: ${result.kind}`);
  const made: Made = {
    issueMs: issued - began,
    writeMs: written - issued,
    longestStopMs: loop.max / 1e6,
    fileMb: statSync(result.path).size / 1e6,
    beforeMb,
  };
  process.stdout.write(`${JSON.stringify(made)}\n`);
  await delay(60_000);
}
