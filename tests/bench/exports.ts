// The month's file of a ward: how long it takes from stored day tallies to a workbook on disk, how much memory the
// process needs for it at most, and how long its event loop stands still meanwhile.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BenchTable } from './benchTable.ts';
import { filledStore } from './exports/filledStore.ts';
import type { Made } from './exports/maker.ts';
import { usageOf } from './usage.ts';

export async function exports(sizes: readonly number[]): Promise<BenchTable> {
  const rows: string[][] = [];
  for (const machines of sizes) rows.push(await once(machines));
  return {
    title: 'The month’s file',
    columns: [
      'machines',
      'facts s',
      'workbook s',
      'together s',
      'peak MB',
      'before it MB',
      'longest stop ms',
      'file MB',
    ],
    rows,
    notes: [
      'A month of counted day tallies in SQLite, five machines in each shop, all of which agreed; the internal ' +
        'edition as xlsx. Facts: read, summed, compared and kept as a version. A process with nothing else to do, ' +
        'whose thread makes the file; its peak holds that thread, and node with its modules (before it).',
    ],
  };
}

async function once(machines: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-exports-'));
  try {
    const home = await filledStore(folder, { machines, firstDate: '2026-10-01', lastDate: '2026-10-31' });
    const out = join(folder, 'out');
    mkdirSync(out);
    const maker = join(import.meta.dirname, 'exports/maker.ts');
    const child = spawn(process.execPath, [maker, JSON.stringify(home), out], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const made = await firstLine(child.stdout);
      const { peakMb } = usageOf(child.pid ?? 0);
      const seconds = (ms: number): string => (ms / 1_000).toFixed(2);
      const { issueMs, writeMs, longestStopMs, fileMb, beforeMb } = made;
      const times = [issueMs, writeMs, issueMs + writeMs].map(seconds);
      return [
        String(machines),
        ...times,
        peakMb.toFixed(0),
        beforeMb.toFixed(0),
        longestStopMs.toFixed(0),
        fileMb.toFixed(1),
      ];
    } finally {
      child.kill();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<Made> {
  for await (const line of createInterface({ input: stream })) return JSON.parse(line) as Made;
  throw new Error('the process that makes the file ended without a word');
}
