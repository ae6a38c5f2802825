// The owner's switch, in a small file of its own (`sending.json` in dataDir): were it in the database, a damaged
// database that is set aside would make a silent box speak again. Promise: a switch to less holds at once, whatever the
// disk says; a file that cannot be read counts as stopped (product page, "Sharing": default deny).
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TimestampMs } from '@nakamawashi/machine-model';
import { messageOf } from '@nakamawashi/runtime';
import { z } from 'zod';
import {
  pauseAt,
  reachBack,
  resumeAt,
  type Sending,
  sendingAt,
  stopAt,
  type Withholding,
} from './withholding.ts';

/** The switch. `at` is now, by the wall clock. */
export interface SendingSwitch {
  now(at: TimestampMs): Sending;
  times(at: TimestampMs): readonly Withholding[];
  /** Why the file could not be read, or null. */
  readonly problem: string | null;
  /** All three are on disk when they return, and throw when the disk refuses; pausing and stopping hold even then. */
  pause(at: TimestampMs, until: TimestampMs): void;
  stop(at: TimestampMs): void;
  resume(at: TimestampMs): void;
}

const instant = z.int().min(-8.64e15).max(8.64e15);
const fileSchema = z.strictObject({
  withheld: z.array(
    z.strictObject({ kind: z.enum(['pause', 'stop']), from: instant, until: instant.nullable() }),
  ),
});

/** Opens the switch of a data folder; without a file everything shared is sent. */
export function openSendingSwitch(dataDir: string, openedAt: TimestampMs): SendingSwitch {
  const file = join(dataDir, 'sending.json');
  const read = readSwitch(file, openedAt);
  let { times } = read;
  const timesAt = (at: TimestampMs): readonly Withholding[] => {
    times = reachBack(times, at);
    return times;
  };
  const withhold = (changed: readonly Withholding[]): void => {
    times = changed;
    write(file, changed);
  };
  return {
    problem: read.problem,
    times: timesAt,
    now: (at) => sendingAt(timesAt(at), at),
    pause: (at, until) => withhold(pauseAt(timesAt(at), at, until)),
    stop: (at) => withhold(stopAt(timesAt(at), at)),
    resume: (at) => {
      const changed = resumeAt(timesAt(at), at);
      write(file, changed);
      times = changed;
    },
  };
}

/** The switch as it lies in a data folder, without opening it for change; for the preview. */
export function readSending(dataDir: string, at: TimestampMs): Sending {
  return sendingAt(readSwitch(join(dataDir, 'sending.json'), at).times, at);
}

function readSwitch(
  file: string,
  at: TimestampMs,
): { readonly times: readonly Withholding[]; readonly problem: string | null } {
  try {
    return { times: fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).withheld, problem: null };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { times: [], problem: null };
    const problem = `${file} cannot be read: ${messageOf(error)}`;
    return { times: [{ kind: 'stop', from: at, until: null }], problem };
  }
}

function write(file: string, withheld: readonly Withholding[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.new`;
  const handle = openSync(fresh, 'w', 0o600);
  try {
    writeFileSync(handle, `${JSON.stringify({ withheld })}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(fresh, file);
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
