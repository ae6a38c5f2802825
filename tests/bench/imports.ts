// The members' directory of a ward as a file: how long it takes over HTTP to fetch it, to say what an edited workbook
// would change, and to take it over, and how long the event loop stands still meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CellValue, readXlsx, writeXlsx } from 'hucre/xlsx';
import { command, cookieOf, signIn } from '../aggregator/visitor.ts';
import type { BenchTable } from './benchTable.ts';
import { startWatched, type Watched } from './capacity/watchedAggregator.ts';
import { filledStore } from './exports/filledStore.ts';
import { usageOf } from './usage.ts';

const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export async function imports(sizes: readonly number[]): Promise<BenchTable> {
  const rows: string[][] = [];
  for (const machines of sizes) rows.push(...(await ofSize(machines)));
  return {
    title: 'The members as a file over HTTP',
    columns: ['machines', 'what', 's', 'answer kB', 'longest stop ms', 'peak MB'],
    rows,
    notes: [
      'Five machines in each shop. The edited workbook has another name in every line of the machines; the faulty ' +
        'one a level that there is not. From another process on the same machine.',
    ],
  };
}

async function ofSize(machines: number): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-imports-'));
  try {
    const dates = { firstDate: '2026-10-01', lastDate: '2026-10-01' };
    await filledStore(join(folder, 'data'), { machines, ...dates });
    const running = await startWatched(folder, false);
    try {
      const file = join(folder, 'config.yaml');
      const [password = ''] = await command(file, 'user add office', { roles: ['office'] });
      const cookie = cookieOf(await signIn(running.board, 'office', password));
      return await measured(running, machines, cookie);
    } finally {
      await running.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(running: Watched, machines: number, cookie: string): Promise<string[][]> {
  const rows: string[][] = [];
  const timed = async (what: string, path: string, body?: Uint8Array): Promise<Uint8Array> => {
    await running.longestStop();
    const began = performance.now();
    const answer = await fetch(`${running.board}/api/directory${path}`, {
      method: body === undefined ? 'GET' : 'PUT',
      headers: { cookie, origin: running.board, 'sec-fetch-site': 'same-origin', 'content-type': type },
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const seconds = (performance.now() - began) / 1_000;
    // What follows from a change is done a moment later.
    await new Promise((done) => setTimeout(done, 3_000));
    const { wallMs: stop } = await running.longestStop();
    const { peakMb } = usageOf(running.pid);
    const figures = [(bytes.length / 1_000).toFixed(0), stop.toFixed(0), peakMb.toFixed(0)];
    rows.push([String(machines), `${what} (${answer.status})`, seconds.toFixed(2), ...figures]);
    return bytes;
  };
  await timed('nothing', '?format=none');
  await timed('json', '');
  await timed('csv', '?format=csv');
  const workbook = await timed('workbook', '?format=xlsx');
  await timed('an unchanged workbook', '', workbook);
  const renamed = await edited(workbook, (line) => line.map((cell, at) => (at === 2 ? `${cell} 改` : cell)));
  await timed('what an edited one would change', '?dryRun=true', renamed);
  await timed('an edited one, taken over', '', renamed);
  const faulty = await edited(workbook, (line) => line.map((cell, at) => (at === 6 ? 'all' : cell)));
  await timed('a faulty one', '', faulty);
  return rows;
}

/** The workbook with other lines of machines. */
async function edited(
  workbook: Uint8Array,
  other: (line: readonly CellValue[]) => CellValue[],
): Promise<Uint8Array> {
  const { sheets } = await readXlsx(workbook);
  return writeXlsx({
    sheets: sheets.map(({ name, rows }) => ({
      name,
      rows: rows.map((line, at) => (name === '機械' && at > 0 ? other(line) : [...line])),
    })),
  });
}
