// What an idle aggregator needs in memory and processor time, beside a bare process that only imports the same
// libraries. For the edge agent see `edge`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { slotLengthMs } from '@nakamawashi/machine-model';
import { demoConsortium } from '../../packages/simulators/src/demo/consortium.ts';
import { createRig, until } from '../system/rig.ts';
import type { BenchTable } from './benchTable.ts';
import { type Usage, usageOf } from './usage.ts';

const settleMs = 20_000;
const windowMs = 30_000;

export async function footprint(): Promise<BenchTable> {
  const aggregator = await measureAggregator();
  const bareAggregator = await bare([
    'mqtt',
    'aedes',
    'fastify',
    'pino',
    'zod',
    'yaml',
    'node:sqlite',
    'temporal-polyfill',
  ]);
  return {
    title: 'Footprint of an idle consortium',
    columns: ['process', 'resident MB', 'peak MB', 'CPU s/min', 'imports alone, MB', 'ratio'],
    rows: [row('aggregator with its broker, nine machines', aggregator, bareAggregator)],
    notes: [`Machines play a day; ${settleMs / 1_000} s to settle, then ${windowMs / 1_000} s measured.`],
  };
}

function row(name: string, usage: Usage & { cpuSPerMinute: number }, bareMb: number): string[] {
  const { residentMb, peakMb, cpuSPerMinute } = usage;
  const figures = [residentMb.toFixed(0), peakMb.toFixed(0), cpuSPerMinute.toFixed(2), bareMb.toFixed(0)];
  return [name, ...figures, (residentMb / bareMb).toFixed(2)];
}

async function measureAggregator(): Promise<Usage & { cpuSPerMinute: number }> {
  const rig = await createRig({ consortium: demoConsortium, slotLengthMs, broker: 'embedded' });
  try {
    await rig.startAll();
    await untilLive(rig.board, 9);
    return await overTime(rig.pid('aggregator'));
  } finally {
    await rig.stop();
  }
}

async function untilLive(board: string, count: number): Promise<void> {
  await until(async () => {
    const answer = await fetch(`${board}/api/machines`);
    const { machines } = (await answer.json()) as { machines: { state: string }[] };
    return machines.filter(({ state }) => state !== 'unknown').length === count;
  });
}

async function overTime(pid: number): Promise<Usage & { cpuSPerMinute: number }> {
  await delay(settleMs);
  const before = usageOf(pid);
  await delay(windowMs);
  const after = usageOf(pid);
  return { ...after, cpuSPerMinute: ((after.cpuS - before.cpuS) * 60_000) / windowMs };
}

/** Resident MB of a process that imports these packages and waits. */
async function bare(packages: readonly string[]): Promise<number> {
  const imports = packages.map((name) => `await import('${name}');`).join('');
  const script = `${imports} console.log('up'); setInterval(() => {}, 1e6)`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: `${import.meta.dirname}/../../cloud-aggregator`,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null || child.pid === undefined)
    throw new Error('BUG: the bare process did not start');
  await once(child.stdout, 'data');
  await delay(2_000);
  const { residentMb } = usageOf(child.pid);
  child.kill();
  await once(child, 'close');
  return residentMb;
}
