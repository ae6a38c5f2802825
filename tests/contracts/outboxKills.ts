// kill -9 of a process that writes to the outbox, at random moments, and what is in its file afterwards: for the test,
// and for `npm run bench -- kills`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { totalMs } from '@nakamawashi/machine-model';
import { createLog, systemClock } from '@nakamawashi/runtime';
import { sqliteHistory } from '../../edge-agent/src/history/sqliteHistory.ts';
import { sqliteOutbox } from '../../edge-agent/src/outbox/sqliteOutbox.ts';
import { openRepaired } from '../../edge-agent/src/repair.ts';

const lengthMs = 300_000;

/** What the file held after one kill. */
export interface OutboxAfterKill {
  /** The last slot that the writer said was on disk. */
  readonly said: number;
  readonly held: number;
  /** Every slot from the first to the last once, in its order, and of its full length. */
  readonly isWhole: boolean;
  /** The history ends where the slots end. */
  readonly isTogether: boolean;
  readonly repairs: number;
}

/** Lets a writer write and kills it, so often, on one file. */
export async function killWriters(kills: number): Promise<readonly OutboxAfterKill[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kills-'));
  const file = join(folder, 'agent.sqlite');
  const found: OutboxAfterKill[] = [];
  try {
    for (let round = 0; round < kills; round += 1) found.push(lookInto(file, await writeAndKill(file)));
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

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

function lookInto(file: string, said: number): OutboxAfterKill {
  const log = createLog('kills');
  log.level = 'silent';
  const { database, repairs } = openRepaired(file, { clock: systemClock, log });
  try {
    const slots = sqliteOutbox(database, { maxDays: 3_650 }).read('a', null, 1_000_000)?.slots ?? [];
    const isWhole = slots.every(
      ({ start, elements }, index) => start === index * lengthMs && totalMs(elements) === lengthMs,
    );
    const isTogether = sqliteHistory(database).knownThrough('a') === slots.length * lengthMs;
    return { said, held: slots.length, isWhole, isTogether, repairs: repairs.length };
  } finally {
    database.close();
  }
}
