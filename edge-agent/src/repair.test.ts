// A file that is torn, damaged, foreign or newer, at start: set aside, told, and the agent goes on with a new one.
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { noTime, type Slot } from '@nakamawashi/machine-model';
import { createLog } from '@nakamawashi/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../tests/manualClock.ts';
import { openDatabase } from './database.ts';
import { sqliteOutbox } from './outbox/sqliteOutbox.ts';
import { type OpenedFile, openRepaired } from './repair.ts';

const lengthMs = 300_000;
const start = Date.UTC(2026, 10, 20);
const clock = manualClock(start);
const log = createLog('test');
log.level = 'silent';
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repair-'));
  file = join(folder, 'agent.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

const slot = (index: number): Slot => ({
  machine: 'a',
  start: start + index * lengthMs,
  lengthMs,
  elements: { ...noTime, idle: lengthMs },
});
const holding = (database: OpenedFile['database']): number =>
  sqliteOutbox(database, { maxDays: 30 }).holdings(['a']).depth;

function fill(slots: number): void {
  const database = openDatabase(file);
  sqliteOutbox(database, { maxDays: 30 }).append(Array.from({ length: slots }, (_, index) => slot(index)));
  database.close();
}
function open(): OpenedFile {
  const opened = openRepaired(file, { clock, log });
  try {
    sqliteOutbox(opened.database, { maxDays: 30 }).append([slot(9_000)]);
    expect(holding(opened.database)).toBeGreaterThan(0);
  } finally {
    opened.database.close();
  }
  return opened;
}
const aside = (): readonly string[] => readdirSync(folder).filter((name) => /\.aside-\d+-\w+$/.test(name));

const damages: Readonly<Record<string, () => void>> = {
  torn: () => truncateSync(file, 5_000),
  'half overwritten': () => {
    const bytes = readFileSync(file);
    bytes.fill(0x55, 4_096, bytes.length / 2);
    writeFileSync(file, bytes);
  },
  'taken for one of a newer SQLite': () => {
    const bytes = readFileSync(file);
    // The version of the writer, in the head of the file: with 3 it may be read and not written.
    bytes[18] = 3;
    writeFileSync(file, bytes);
  },
  'no database at all': () => writeFileSync(file, 'JUNK '.repeat(3_000)),
  "another program's": () => {
    rmSync(file);
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE customers (name TEXT)');
    other.close();
  },
  "a newer version's": () => {
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
  },
};

describe('a file that cannot be used', () => {
  for (const [name, damage] of Object.entries(damages)) {
    it(`is set aside and told when it is ${name}`, () => {
      fill(300);
      damage();
      const { repairs } = open();
      expect(repairs.length).toBe(1);
      expect(repairs[0]?.at).toBe(start);
      expect(aside()).toEqual([repairs[0]?.file]);
      // The note outlives the restart, and the new file is found good.
      expect(open().repairs).toEqual(repairs);
      expect(aside().length).toBe(1);
    });
  }

  it('is told with the number of slots lost, where they can still be counted', () => {
    fill(300);
    damages["a newer version's"]?.();
    expect(open().repairs[0]).toMatchObject({ lostSlots: 300, reason: expect.stringMatching(/version 99/) });
    fill(1);
    damages['no database at all']?.();
    expect(open().repairs[1]).toMatchObject({ lostSlots: null });
  });

  it('is kept, but only the last three of them', () => {
    for (let round = 0; round < 5; round += 1) {
      writeFileSync(file, `JUNK ${round} `.repeat(3_000));
      open();
    }
    const kept = aside().map((name) => readFileSync(join(folder, name), 'utf8').slice(0, 6));
    expect(kept).toEqual(['JUNK 2', 'JUNK 3', 'JUNK 4']);
    expect(readdirSync(folder).filter((name) => name.includes('.aside-')).length).toBeLessThan(9);
  });

  it('is told when it is gone or empty, but not at the very first start', () => {
    const first = open();
    expect(first.repairs).toEqual([]);
    rmSync(file);
    expect(open().repairs).toMatchObject([{ reason: expect.stringMatching(/gone/), isWhileRunning: false }]);
    truncateSync(file, 0);
    expect(open().repairs.length).toBe(2);
    // One that says nothing of a file that was emptied would look like the first start of a new box.
    expect(open().repairs.length).toBe(2);
  });

  it('is left alone when it is good, and when another agent has it', () => {
    fill(3);
    const opened = openRepaired(file, { clock, log });
    expect([opened.repairs, holding(opened.database)]).toEqual([[], 3]);
    expect(() => new DatabaseSync(file, { timeout: 0 }).exec('BEGIN IMMEDIATE')).toThrow(/locked/);
    opened.database.close();
    expect(aside()).toEqual([]);
  });
});
