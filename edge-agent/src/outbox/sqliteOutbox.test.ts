// An outbox whose file leads elsewhere says so when it is asked, instead of keeping slots from the host.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noTime, type Slot } from '@nakamawashi/machine-model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Database, openDatabase } from '../database.ts';
import type { Outbox } from './outbox.ts';
import { sqliteOutbox } from './sqliteOutbox.ts';

const lengthMs = 300_000;
let folder: string;
let database: Database;
let outbox: Outbox;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outbox-'));
  database = openDatabase(join(folder, 'agent.sqlite'));
  outbox = sqliteOutbox(database, { maxDays: 30 });
  outbox.append([0, 1, 2, 3].map(slot));
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const slot = (index: number): Slot => ({
  machine: 'a',
  start: index * lengthMs,
  lengthMs,
  elements: { ...noTime, idle: lengthMs },
});
/** What a lookup on damaged pages does not find, without the damage. */
const hide = (where: string): void => database.prepare(`DELETE FROM slot WHERE ${where}`).run();

it('reads to the newest slot, in one parcel or several, and nothing more when all is acknowledged', () => {
  expect(outbox.read('a', null, 10)?.slots).toHaveLength(4);
  expect(outbox.read('a', null, 2)?.slots).toHaveLength(2);
  expect(outbox.read('a', 2 * lengthMs, 2)?.slots).toHaveLength(2);
  expect(outbox.read('a', 4 * lengthMs, 10)).toBeNull();
  outbox.acknowledge('a', 4 * lengthMs);
  expect(outbox.read('a', null, 10)).toBeNull();
  expect(outbox.read('never', null, 10)).toBeNull();
});

it.each([
  ['the newest', `start = ${3 * lengthMs}`, null],
  ['the newest, after a parcel', `start = ${3 * lengthMs}`, 2 * lengthMs],
  ['all', 'true', null],
])('calls the file damaged when it does not find %s', (_, where, after) => {
  hide(where);
  expect(() => outbox.read('a', after, 10)).toThrow(/damaged: the newest slots are not there/);
});

it('calls the file damaged when a slot is not found again right after it was written', () => {
  database
    .prepare(
      `CREATE TRIGGER elsewhere AFTER INSERT ON slot BEGIN DELETE FROM slot WHERE start = new.start; END`,
    )
    .run();
  expect(() => outbox.append([slot(4)])).toThrow(/damaged: a new slot is not found again/);
  expect(outbox.lastAppendedEnd('a')).toBe(4 * lengthMs);
});
