// A file of the first version of our tables: taken over as it is, with every slot it holds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { noTime } from '@nakamawashi/machine-model';
import { createLog } from '@nakamawashi/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { manualClock } from '../../tests/manualClock.ts';
import { sqliteHistory } from './history/sqliteHistory.ts';
import { sqliteOutbox } from './outbox/sqliteOutbox.ts';
import { openRepaired } from './repair.ts';

/** As version 1 made them. */
const firstTables = `
CREATE TABLE slot (machine TEXT NOT NULL, start INTEGER NOT NULL, length_ms INTEGER NOT NULL, follows INTEGER,
  elements TEXT NOT NULL, PRIMARY KEY (machine, start)) WITHOUT ROWID, STRICT;
CREATE TABLE set_aside (machine TEXT NOT NULL, start INTEGER NOT NULL, length_ms INTEGER NOT NULL,
  elements TEXT NOT NULL, PRIMARY KEY (machine, start)) WITHOUT ROWID, STRICT;
CREATE TABLE delivery (machine TEXT PRIMARY KEY, appended_through INTEGER, acknowledged_through INTEGER,
  shared_since INTEGER, dropped INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID, STRICT;
CREATE TABLE interval (machine TEXT NOT NULL, start INTEGER NOT NULL, state INTEGER NOT NULL,
  inferred INTEGER NOT NULL, PRIMARY KEY (machine, start)) WITHOUT ROWID, STRICT;
CREATE TABLE known (machine TEXT PRIMARY KEY, through INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE session (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), bd_seq INTEGER NOT NULL) STRICT;
PRAGMA application_id = ${0x4e4d4531};
PRAGMA user_version = 1;`;
const lengthMs = 300_000;
const clock = manualClock(Date.UTC(2026, 10, 20));
const log = createLog('test');
log.level = 'silent';
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'database-'));
  file = join(folder, 'agent.sqlite');
  const first = new DatabaseSync(file);
  first.exec(firstTables);
  const add = first.prepare('INSERT INTO slot VALUES (?, ?, ?, ?, ?)');
  for (let index = 0; index < 50; index += 1)
    add.run('a', index * lengthMs, lengthMs, index === 0 ? null : index * lengthMs, '{"idle":300000}');
  first.exec(`INSERT INTO delivery VALUES ('a', ${50 * lengthMs}, NULL, 0, 0);
    INSERT INTO interval VALUES ('a', 0, 2, 0); INSERT INTO known VALUES ('a', ${50 * lengthMs});
    INSERT INTO session VALUES (1, 7)`);
  first.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

it('keeps every slot, interval and session number, and goes on from there', () => {
  for (const round of [0, 1]) {
    const { database, repairs } = openRepaired(file, { clock, log });
    const outbox = sqliteOutbox(database, { maxDays: 30 });
    expect(repairs).toEqual([]);
    expect(outbox.read('a', null, 1_000)?.slots.length).toBe(50 + round);
    expect(database.prepare('SELECT bd_seq FROM session').get()).toEqual([7]);
    expect(sqliteHistory(database).read('a', { from: 0, until: 60 * lengthMs })).toEqual([
      { from: 0, until: 50 * lengthMs, state: 'idle', inferred: false },
    ]);
    const start = (50 + round) * lengthMs;
    outbox.append([{ machine: 'a', start, lengthMs, elements: { ...noTime, production: lengthMs } }]);
    const sums = database.prepare('SELECT count(*) FROM slot WHERE check_sum IS NOT NULL').get();
    expect([sums, database.prepare('PRAGMA user_version').get()]).toEqual([[round + 1], [2]]);
    database.close();
  }
});

it('finds a slot of it that was altered, by its length alone', () => {
  const first = new DatabaseSync(file);
  first.exec('UPDATE slot SET elements = \'{"idle":299999}\' WHERE start = 0');
  first.close();
  const { database, repairs } = openRepaired(file, { clock, log });
  expect(repairs.map(({ reason }) => reason)).toEqual([expect.stringMatching(/not as it was written/)]);
  expect(sqliteOutbox(database, { maxDays: 30 }).read('a', null, 1_000)?.slots[0]?.start).toBe(lengthMs);
  database.close();
});
