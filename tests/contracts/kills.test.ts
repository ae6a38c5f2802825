// kill -9 of a process that writes to the outbox, at random moments: what it had said is on disk is there, whole and
// once, and the file needs no repair. `KILLS=200 npx vitest run tests/contracts/kills.test.ts` for the long run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { totalMs } from '@nakamawashi/machine-model';
import { createLog, systemClock } from '@nakamawashi/runtime';
import { expect, it } from 'vitest';
import { sqliteHistory } from '../../edge-agent/src/history/sqliteHistory.ts';
import { sqliteOutbox } from '../../edge-agent/src/outbox/sqliteOutbox.ts';
import { openRepaired } from '../../edge-agent/src/repair.ts';

const kills = Number(process.env['KILLS'] ?? 30);
const lengthMs = 300_000;

/** Lets the writer write for a moment, kills it, and returns the last slot it said was on disk. */
async function writeAndKill(file: string): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'outboxWriter.ts'), file], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const closed = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), closed]);
  await delay(Math.random() * 60);
  child.kill('SIGKILL');
  await closed;
  return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1));
}

it(`keeps every slot it said it had, over ${kills} kills`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kills-'));
  const file = join(folder, 'agent.sqlite');
  const log = createLog('test');
  log.level = 'silent';
  try {
    for (let round = 0; round < kills; round += 1) {
      const last = await writeAndKill(file);
      expect(last).toBeGreaterThan(0);
      const { database, repairs } = openRepaired(file, { clock: systemClock, log });
      expect(repairs).toEqual([]);
      const slots = sqliteOutbox(database, { maxDays: 3_650 }).read('a', null, 1_000_000)?.slots ?? [];
      const through = sqliteHistory(database).knownThrough('a');
      database.close();
      expect(slots.length).toBeGreaterThan(last);
      expect(slots.every(({ start }, index) => start === index * lengthMs)).toBe(true);
      expect(slots.every(({ elements }) => totalMs(elements) === lengthMs)).toBe(true);
      expect(through).toBe(slots.length * lengthMs);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 600_000);
