// `npm start` as a newcomer meets it: a sign-in per role, nine machines alive on the board, a month of history, last
// month's file, and nothing left behind after Ctrl-C.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, cookieOf, signIn } from '../aggregator/visitor.ts';
import { until } from './rig.ts';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Row {
  readonly id: string;
  readonly state: string;
  readonly freshness: string;
}

describe('npm start', () => {
  let folder = '';
  let output = '';
  let demo: ReturnType<typeof spawn>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'demo-'));
    demo = spawn(
      process.execPath,
      ['packages/simulators/src/demo/main.ts', '--port', '0', '--data', folder],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    for (const stream of [demo.stdout, demo.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
  });
  afterAll(() => {
    for (const pid of processesOf(folder)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows nine live machines, every one with a state', async () => {
    await until(() => output.includes('Ctrl-C ends all of it.') || demo.exitCode !== null);
    expect(output).toContain('board ');
    const desk = await enter('desk');
    await until(async () => (await machines(desk)).filter(isAlive).length === 9);
  }, 120_000);

  it('has a sign-in for each role, kept in its own folder for its owner alone', async () => {
    for (const name of ['owner', 'desk', 'office', 'reviewer', 'admin'])
      expect(passwordOf(name), name).toMatch(/^[2-9a-z-]{19}$/);
    expect((await machines(await enter('owner'))).map(({ id }) => id.split('/')[0])).toEqual(
      Array.from({ length: 3 }, () => 'kamata-seimitsu'),
    );
    expect((await ask(`${board()}/api/machines`, { headers: await enter('reviewer') })).status).toBe(403);
    expect((await ask(`${board()}/api/machines`)).status).toBe(401);
    expect(statSync(join(folder, 'sign-ins.txt')).mode & 0o777).toBe(0o600);
    const logs = readdirSync(join(folder, 'logs')).map((name) =>
      readFileSync(join(folder, 'logs', name), 'utf8'),
    );
    for (const name of ['owner', 'desk', 'admin']) expect(logs.join('')).not.toContain(passwordOf(name));
  });

  it('writes last month whole: every machine has exactly the hours of the month', async () => {
    const command = /npm run aggregator -- (export .*)/.exec(output)?.[1]?.split(' ') ?? [];
    const config = join(folder, 'cloud-aggregator.yaml');
    const args = [
      'cloud-aggregator/src/main.ts',
      ...command.slice(0, -1),
      config,
      '--out',
      folder,
      '--lang',
      'en',
    ];
    const { stdout } = await run(process.execPath, args, { cwd: root });
    const file = stdout.split('\n').find((line) => /_06_.*\.csv$/.test(line)) ?? '';
    const [header = [], ...rows] = table(readFileSync(file, 'utf8'));
    expect(rows).toHaveLength(9);
    const month = command[1] ?? '';
    const days = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
    // Seven states inside the plan and three outside it; the others are their sums.
    const sums = ['month (h)', 'planned (h)', 'observed (h)'];
    const elements = header.flatMap((name, index) =>
      name.endsWith(' (h)') && !sums.includes(name) ? [index] : [],
    );
    expect(elements).toHaveLength(10);
    for (const row of rows) {
      const tenths = elements.reduce((sum, index) => sum + Math.round(Number(row[index]) * 10), 0);
      expect(tenths).toBe(days * 24 * 10);
    }
  }, 60_000);

  it('ends at Ctrl-C with exit code 0 and leaves no process', async () => {
    expect(processesOf(folder).length).toBeGreaterThanOrEqual(6);
    demo.kill('SIGINT');
    await until(() => demo.exitCode !== null);
    expect(demo.exitCode).toBe(0);
    expect(processesOf(folder)).toEqual([]);
  }, 60_000);

  function board(): string {
    return /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? '';
  }
  function passwordOf(name: string): string {
    return new RegExp(`^(?:  sign in)? +${name} +([\\w-]{19})`, 'm').exec(output)?.[1] ?? '';
  }
  async function enter(name: string): Promise<Record<string, string>> {
    return { cookie: cookieOf(await signIn(board(), name, passwordOf(name))) };
  }
  async function machines(headers: Record<string, string>): Promise<readonly Row[]> {
    const { text } = await ask(`${board()}/api/machines`, { headers });
    return (JSON.parse(text) as { machines: Row[] }).machines;
  }
});

function isAlive({ state, freshness }: Row): boolean {
  return freshness === 'live' && state !== 'unknown';
}

/** Process ids whose command line names the folder. */
function processesOf(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** The month file has no quoted commas in its English edition's figures; names are quoted where needed. */
function table(csv: string): readonly (readonly string[])[] {
  const lines = csv
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n');
  return lines.map((line) =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((cell) => cell[1] ?? ''),
  );
}
