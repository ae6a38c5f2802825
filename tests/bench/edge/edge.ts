// `npm run bench -- edge`: what reading costs, beside a bare script that does the same reading at the same time. The
// contenders of a row start one after the other, so that each start is its own, and are then measured together; at
// OPC UA each gets servers of its own and is measured alone, because a server's work is many times its client's.
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { packEdge } from '../../../edge-agent/install/pack.ts';
import type { BenchTable } from '../benchTable.ts';
import { usageOf } from '../usage.ts';
import { type Contender, contenders, startContender } from './contenders.ts';
import { type EdgeRig, endAll, openRig, type Protocol, valuesPerMachine } from './rig.ts';

/** Which rows, and for how long. */
export interface EdgeBenchOptions {
  /** Numbers of machines, a row each. */
  readonly modbus: readonly number[];
  readonly opcua: readonly number[];
  /** Of warming up, and of measuring. */
  readonly seconds: number;
  /** The table shows medians over them. */
  readonly rounds: number;
}

interface Measured {
  readonly contender: Contender;
  readonly readingsPerS: number;
  readonly cpuSPerMinute: number;
  readonly residentMb: number;
  readonly peakMb: number;
  /** From the start of the process until the broker saw the first machine's value, and the last one's. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly missing: number;
}

const columns = [
  'machines',
  'contender',
  'readings/s (wanted)',
  'CPU s/min',
  '× bare',
  'resident MB',
  'peak MB',
  'first value s',
  'all machines s',
  'missing',
];
/** Who reads the same machines at the same time. */
const together: Readonly<Record<Protocol, readonly (readonly Contender[])[]>> = {
  modbus: [contenders],
  opcua: contenders.map((contender) => [contender]),
};
/** A machine that was not heard of in this time after the start counts as missing. */
const startLimitMs = 20_000;

/** The table of all rows. */
export async function edge({ modbus, opcua, seconds, rounds }: EdgeBenchOptions): Promise<BenchTable> {
  const out = mkdtempSync(join(tmpdir(), 'bench-pack-'));
  const rows: string[][] = [];
  try {
    const { folder } = await packEdge(out);
    const launcher = join(folder, 'bin/nakamawashi-edge');
    const wanted = [
      ...modbus.map((count) => ({ protocol: 'modbus' as const, count })),
      ...opcua.map((count) => ({ protocol: 'opcua' as const, count })),
    ];
    for (const { protocol, count } of wanted) {
      const measured: Measured[] = [];
      for (let round = 0; round < rounds; round += 1) {
        for (const group of together[protocol])
          measured.push(...(await measureGroup(protocol, count, { launcher, seconds, group })));
      }
      for (const contender of contenders) rows.push(rowOf(protocol, count, contender, measured));
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  return {
    title: `Reading ${valuesPerMachine} items of each machine every second`,
    columns,
    rows,
    notes: [
      `${seconds} s to warm up, ${seconds} s measured, medians of ${rounds}; at OPC UA one contender after the other.`,
    ],
  };
}

interface Measuring {
  readonly launcher: string;
  readonly seconds: number;
  readonly group: readonly Contender[];
}

async function measureGroup(
  protocol: Protocol,
  count: number,
  { launcher, seconds, group }: Measuring,
): Promise<readonly Measured[]> {
  const rig = await openRig(protocol, count);
  const running: ChildProcess[] = [];
  try {
    const started: { contender: Contender; child: ChildProcess; at: number }[] = [];
    for (const contender of group) {
      rig.counting(contender);
      const at = Date.now();
      const child = startContender(contender, rig, { protocol, launcher });
      running.push(child);
      started.push({ contender, child, at });
      await untilAllHeard(rig, contender, count);
    }
    await delay(seconds * 1_000);
    const before = { counts: await rig.counts(), usage: started.map(({ child }) => usageOf(pidOf(child))) };
    await delay(seconds * 1_000);
    const after = { counts: await rig.counts(), usage: started.map(({ child }) => usageOf(pidOf(child))) };
    return started.map(({ contender, at }, index): Measured => {
      const heard = [...rig.heard(contender).values()].map((instant) => instant - at);
      const [usage, earlier] = [after.usage[index], before.usage[index]];
      if (usage === undefined || earlier === undefined) throw new Error('BUG: a contender was not measured');
      const read = (after.counts[contender] ?? 0) - (before.counts[contender] ?? 0);
      return {
        contender,
        readingsPerS: read / seconds,
        cpuSPerMinute: ((usage.cpuS - earlier.cpuS) * 60) / seconds,
        residentMb: usage.residentMb,
        peakMb: usage.peakMb,
        firstMs: Math.min(...heard),
        lastMs: Math.max(...heard),
        missing: count - heard.length,
      };
    });
  } finally {
    await endAll(running);
    await rig.stop();
  }
}

async function untilAllHeard(rig: EdgeRig, contender: Contender, count: number): Promise<void> {
  const until = Date.now() + startLimitMs;
  while (rig.heard(contender).size < count && Date.now() < until) await delay(50);
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('BUG: a contender did not start');
  return pid;
}

function rowOf(
  protocol: Protocol,
  count: number,
  contender: Contender,
  measured: readonly Measured[],
): string[] {
  const of = (who: Contender, figure: (each: Measured) => number): number =>
    median(measured.filter((each) => each.contender === who).map(figure));
  const show = (digits: number, figure: (each: Measured) => number): string =>
    of(contender, figure).toFixed(digits);
  const cpu = (each: Measured): number => each.cpuSPerMinute;
  const medium = protocol === 'modbus' ? 'Modbus TCP' : 'OPC UA';
  return [
    `${count} by ${medium}`,
    contender,
    `${show(0, (each) => each.readingsPerS)} (${count * valuesPerMachine})`,
    show(2, cpu),
    (of(contender, cpu) / of('bare', cpu)).toFixed(1),
    show(0, (each) => each.residentMb),
    show(0, (each) => each.peakMb),
    show(2, (each) => each.firstMs / 1_000),
    show(2, (each) => each.lastMs / 1_000),
    show(0, (each) => each.missing),
  ];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
