// What one dead unit of thirty costs a line that is never idle, and after how many cycles it is back: the same units
// with all of them alive are the measure, in the same run.
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '@nakamawashi/runtime';
import { loadProfile } from '../../edge-agent/src/config.ts';
import type { Driver } from '../../edge-agent/src/drivers/driver.ts';
import { openDrivers } from '../../edge-agent/src/drivers/index.ts';
import { type RtuSlave, startRtuSlave } from '../contracts/rtuSlave.ts';
import type { BenchTable } from './benchTable.ts';

const ids = Array.from({ length: 30 }, (_, index) => index + 1);
const deadId = 30;
const answerMs = 30;
const settleMs = 40_000;
const windowMs = 40_000;
const profile = loadProfile(`${import.meta.dirname}/../../config/profiles/modbus-stack-light.yaml`);

export async function modbusBus(): Promise<BenchTable> {
  const slave = await startRtuSlave(ids);
  const stop = new AbortController();
  try {
    for (const id of ids) slave.unit(id).delaysMs[0] = answerMs;
    const driver = await openDrivers()('modbus');
    const reads = new Map<number, number>();
    const loops = ids.map((unit) => readForEver({ driver, slave, unit, reads, signal: stop.signal }));
    await delay(settleMs);
    const healthyMs = await cycleMs(reads);
    slave.unit(deadId).isSilent = true;
    await delay(settleMs / 4);
    const asked = slave.unit(deadId).asked.length;
    const hurtMs = await cycleMs(reads);
    const tries = slave.unit(deadId).asked.length - asked;
    const back: number[] = [];
    for (let time = 0; time < 5; time++) back.push(await cyclesUntilBack(slave, reads));
    stop.abort();
    await Promise.all(loops);
    return {
      title: 'One dead unit of thirty on a Modbus line',
      columns: ['line', 'cycle ms', 'with one dead', 'ratio', 'tries in the window', 'cycles until back'],
      rows: [
        [
          `RTU over TCP, ${answerMs} ms an answer`,
          healthyMs.toFixed(0),
          hurtMs.toFixed(0),
          (hurtMs / healthyMs).toFixed(3),
          String(tries),
          back.join(', '),
        ],
      ],
      notes: [`${windowMs / 1_000} s each; limits: ratio 1.05, back within 2 cycles.`],
    };
  } finally {
    stop.abort();
    await slave.stop();
  }
}

interface Read {
  readonly driver: Driver;
  readonly slave: RtuSlave;
  readonly unit: number;
  readonly reads: Map<number, number>;
  readonly signal: AbortSignal;
}

/** As the agent reads, but for its pause of half a second after a failure. */
async function readForEver({ driver, slave, unit, reads, signal }: Read): Promise<void> {
  const endpoint = { host: '127.0.0.1', port: slave.port, framing: 'rtu', unit, intervalMs: 100 };
  while (!signal.aborted) {
    try {
      for await (const _ of driver({ id: `${unit}`, profile, endpoint, dataDir: '' }, systemClock, signal)) {
        reads.set(unit, (reads.get(unit) ?? 0) + 1);
      }
    } catch {
      await delay(50);
    }
  }
}

async function cycleMs(reads: ReadonlyMap<number, number>): Promise<number> {
  const before = reads.get(1) ?? 0;
  await delay(windowMs);
  return windowMs / ((reads.get(1) ?? 0) - before);
}

/** Cycles of a living unit from the first answer that the dead one would give until it is read. */
async function cyclesUntilBack(slave: RtuSlave, reads: ReadonlyMap<number, number>): Promise<number> {
  slave.unit(deadId).isSilent = true;
  await delay(10_000);
  const [cycles, before] = [reads.get(1) ?? 0, reads.get(deadId) ?? 0];
  slave.unit(deadId).isSilent = false;
  while ((reads.get(deadId) ?? 0) === before) await delay(5);
  return (reads.get(1) ?? 0) - cycles;
}
