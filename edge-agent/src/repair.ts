// Opens the agent's file whatever became of it: one that cannot be used is renamed with the time and kept, and a new
// one takes its place. Promise: no damaged file stops a start, and what was lost with it is told in the log, on the
// health page and in a note that stays (`repairs.jsonl`).
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TimestampMs } from '@nakamawashi/machine-model';
import { type Clock, type Log, messageOf } from '@nakamawashi/runtime';
import { z } from 'zod';
import { type Database, isDamage, openDatabase } from './database.ts';
import { salvageSlots } from './outbox/salvage.ts';
import { underWholeHead } from './outbox/wholeHead.ts';
import { faultOfSlots } from './outbox/wholeness.ts';
import { selfRepairing } from './selfRepairing.ts';

/** One file that was set aside. */
export interface Repair {
  readonly at: TimestampMs;
  /** The name it has now, in the same folder. */
  readonly file: string;
  readonly reason: string;
  /** Slots in it that were still waiting for their receipt; null when even that could not be read. */
  readonly lostSlots: number | null;
  /** Found damaged while it was open, and not at a start. */
  readonly isWhileRunning: boolean;
}

/** The file, and every repair there ever was that the note still tells of, the oldest first. */
export interface OpenedFile {
  readonly database: Database;
  readonly repairs: readonly Repair[];
}

const note = z.object({
  at: z.number(),
  file: z.string(),
  reason: z.string(),
  lostSlots: z.number().nullable(),
  isWhileRunning: z.boolean().default(false),
});
/** So many damaged files are kept for whoever wants to look; a failing card must not be filled with them. */
const keptFiles = 3;
const keptNotes = 20;
/** The write-ahead log goes first: alone, the file it belonged to is still found damaged at the next start. */
const parts = ['-wal', '-shm', '-journal', ''];

/**
 * Opens `file`, setting it aside when it cannot be used, now or later while it is open: then the work at hand fails,
 * and the next finds a new file. Throws when the disk or another agent is in the way.
 */
export function openRepaired(file: string, { clock, log }: { clock: Clock; log: Log }): OpenedFile {
  const notes = join(dirname(file), 'repairs.jsonl');
  const repairs = [...readNotes(notes)];
  const replace = (reason: string, isWhileRunning: boolean): Database => {
    const repair = setFileAside(file, { at: clock.now(), reason });
    const database = openDatabase(file);
    const salvaged = salvage(join(dirname(file), repair.file), database, log);
    const lostSlots = repair.lostSlots === null ? null : Math.max(0, repair.lostSlots - salvaged);
    const told = { ...repair, lostSlots, isWhileRunning };
    log.error(
      { ...told, salvaged },
      'the file of records cannot be used and was set aside; a new one begins',
    );
    writeNote(notes, told, log);
    repairs.push(told);
    return database;
  };
  const mark = `${file}.begun`;
  const isGone = existsSync(mark) && (!existsSync(file) || statSync(file).size === 0);
  const open = (): Database => {
    if (isGone) return replace(`${file} is empty, or gone`, false);
    try {
      return openWhole(file);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return replace(messageOf(error), false);
    }
  };
  const database = open();
  writeMark(mark, log);
  return { database: selfRepairing(database, (reason) => replace(reason, true)), repairs };
}

/** Whether its slots are what was written is asked once, here: it takes a look at each of them. */
function openWhole(file: string): Database {
  const database = openDatabase(file);
  try {
    const fault = faultOfSlots(database);
    if (fault !== null) database.condemn(fault);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Tells a file that was lost from one that never was. */
function writeMark(mark: string, log: Log): void {
  try {
    if (!existsSync(mark)) writeFileSync(mark, '', { flush: true });
  } catch (error) {
    log.error({ error }, 'the mark of a first start cannot be written');
  }
}

/** What cannot be written now stays in the file that was set aside. */
function salvage(file: string, database: Database, log: Log): number {
  try {
    return salvageSlots(file, database);
  } catch (error) {
    log.error({ problem: String(error) }, 'nothing could be carried over from it');
    return 0;
  }
}

function setFileAside(
  file: string,
  { at, reason }: { at: TimestampMs; reason: string },
): Omit<Repair, 'isWhileRunning'> {
  const stamp = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  const last = namesAside(file).at(-1)?.number ?? 0;
  const aside = `${file}.aside-${last + 1}-${stamp}`;
  const lostSlots = waitingSlots(file);
  for (const part of parts) if (existsSync(file + part)) renameSync(file + part, aside + part);
  dropOldest(file);
  return { at, file: basename(aside), reason, lostSlots };
}

function waitingSlots(file: string): number | null {
  try {
    return countSlots(file);
  } catch {
    // Its head may be all that is damaged.
  }
  try {
    return underWholeHead(file, countSlots);
  } catch {
    // That nothing can be said about it is the answer.
    return null;
  }
}

function countSlots(file: string): number {
  const connection = new DatabaseSync(file, { readOnly: true });
  try {
    return Number(connection.prepare('SELECT count(*) AS slots FROM slot').get()?.['slots']);
  } finally {
    connection.close();
  }
}

function dropOldest(file: string): void {
  for (const { name } of namesAside(file).slice(0, -keptFiles)) {
    for (const part of parts) rmSync(join(dirname(file), name + part), { force: true });
  }
}

/** In the order in which they were set aside; numbered, because the clock may be wrong. */
function namesAside(file: string): readonly { readonly name: string; readonly number: number }[] {
  const found = readdirSync(dirname(file)).flatMap((name) => {
    const number = /\.aside-(\d+)-\w+$/.exec(name)?.[1];
    return name.startsWith(basename(file)) && number !== undefined ? [{ name, number: Number(number) }] : [];
  });
  return found.toSorted((a, b) => a.number - b.number);
}

function writeNote(notes: string, repair: Repair, log: Log): void {
  try {
    appendFileSync(notes, `${JSON.stringify(repair)}\n`, { flush: true });
  } catch (error) {
    log.error({ error }, 'the note about it cannot be written');
  }
}

function readNotes(notes: string): readonly Repair[] {
  if (!existsSync(notes)) return [];
  const lines = readFileSync(notes, 'utf8').split('\n').slice(-keptNotes);
  return lines.flatMap((line) => {
    try {
      return [note.parse(JSON.parse(line))];
    } catch {
      // A torn line is a note half lost; the file it spoke of still lies there.
      return [];
    }
  });
}
