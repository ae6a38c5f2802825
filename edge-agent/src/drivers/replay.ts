// Plays recorded readings as if they were read now: for trying a profile, and for tests without a machine.
// One batch a line, as in the readings.jsonl of a case: {"at":"2026-11-20T08:00:00.000Z","read":{"green":true}}.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Reading } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import { z } from 'zod';
import type { Driver, Reachable } from './driver.ts';

/** Which file to play, how many times faster, and whether to begin again at its end. */
export const replayEndpoint = z.strictObject({
  file: z.string('the file of recorded readings is needed').min(1),
  speed: z.number().positive('a number above zero is needed').default(1),
  repeat: z.boolean().default(true),
});

const instant = z.iso.datetime().transform((text) => Date.parse(text));
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const said = z.union([
  scalar,
  z.strictObject({
    value: scalar.default(null),
    quality: z.enum(['good', 'uncertain', 'bad']).default('good'),
    at: instant.optional(),
  }),
]);
const line = z.object({ at: instant, read: z.record(z.string(), said).default({}) });

const proofEveryMs = 1_000;

/** A driver that reads files instead of machines; it never loses contact. */
export function replayDriver(): Driver {
  return play;
}

async function* play(
  machine: Reachable,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<readonly Reading[]> {
  const { file, speed, repeat } = replayEndpoint.parse(machine.endpoint);
  const recorded = await readRecording(resolve(machine.dataDir, file));
  const [first] = recorded;
  if (first === undefined) throw new Error(`${file} holds no readings`);
  do {
    const startedAt = clock.now();
    const at = (reading: Reading): number => startedAt + Math.round((reading.at - first.at) / speed);
    let next = 0;
    while (next < recorded.length && !signal.aborted) {
      const now = clock.now();
      const due = recorded.slice(next).filter((reading) => at(reading) <= now);
      next += due.length;
      yield due.map((reading) => ({ ...reading, at: at(reading) }));
      const following = recorded[next];
      const waitMs = following === undefined ? proofEveryMs : Math.min(at(following) - now, proofEveryMs);
      await clock.sleep(Math.max(waitMs, 1), signal).catch(() => undefined);
    }
  } while (repeat && !signal.aborted);
  while (!signal.aborted) {
    yield [];
    await clock.sleep(proofEveryMs, signal).catch(() => undefined);
  }
}

async function readRecording(file: string): Promise<readonly Reading[]> {
  const text = await readFile(file, 'utf8');
  const readings = text.split('\n').flatMap((row, index): Reading[] => {
    if (row.trim() === '') return [];
    try {
      const { at, read } = line.parse(JSON.parse(row));
      return Object.entries(read).map(([item, value]) =>
        typeof value === 'object' && value !== null
          ? { item, value: value.value, quality: value.quality, at: value.at ?? at }
          : { item, value, quality: 'good', at },
      );
    } catch (cause) {
      throw new Error(`${file}, line ${index + 1} is no recorded reading`, { cause });
    }
  });
  return readings.toSorted((a, b) => a.at - b.at);
}
