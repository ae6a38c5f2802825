// Pure: the tables of the SQLite store, the steps that bring an older file up to them, and the statements.
// Slots are keyed by (machine, start) without a row id: a slot written twice is a slot written once.
import { machineStates } from '@nakamawashi/machine-model';

export const schemaVersion = 3;
/** Marks the file as ours, so that another program's database is refused and not written into. */
export const applicationId = 0x4e4d5731;

const slotColumns = machineStates.map((state) => `${state}_ms`);
const tallyColumns = ['in', 'out'].flatMap((side) => machineStates.map((state) => `${side}_${state}_ms`));
const morningColumns = ['planned', 'observed', 'busy'].map((what) => `morning_${what}_ms`);
const integers = (names: readonly string[]): string =>
  names.map((name) => `${name} INTEGER NOT NULL`).join(', ');
const places = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

export const createTables = `
CREATE TABLE machine (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, basis TEXT) STRICT;
CREATE TABLE slot (machine INTEGER NOT NULL, start INTEGER NOT NULL, length_ms INTEGER NOT NULL,
  ${integers(slotColumns)}, PRIMARY KEY (machine, start)) WITHOUT ROWID, STRICT;
CREATE TABLE mark (machine INTEGER PRIMARY KEY, through INTEGER NOT NULL) STRICT;
CREATE TABLE dead_letter (key INTEGER PRIMARY KEY, machine INTEGER NOT NULL, start INTEGER NOT NULL,
  slot TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, UNIQUE (machine, start)) STRICT;
CREATE TABLE due (machine INTEGER NOT NULL, date TEXT NOT NULL, stamp INTEGER NOT NULL,
  PRIMARY KEY (machine, date)) WITHOUT ROWID, STRICT;
CREATE INDEX due_by_date ON due (date);
CREATE TABLE stamp (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), last INTEGER NOT NULL) STRICT;
INSERT INTO stamp VALUES (1, 0);
CREATE TABLE tally (machine INTEGER NOT NULL, date TEXT NOT NULL, planned_ms INTEGER NOT NULL,
  ${integers(tallyColumns)}, PRIMARY KEY (machine, date)) WITHOUT ROWID, STRICT;
PRAGMA application_id = ${applicationId};
PRAGMA user_version = 1;`;

/** From each version to the next; a step that is out in the world is never changed. Tallies made before are due. */
export const upgrades: readonly string[] = [
  `${morningColumns.map((name) => `ALTER TABLE tally ADD COLUMN ${name} INTEGER NOT NULL DEFAULT 0;`).join(' ')}
   UPDATE stamp SET last = last + 1;
   INSERT INTO due SELECT machine, date, (SELECT last FROM stamp) FROM tally WHERE true
     ON CONFLICT (machine, date) DO UPDATE SET stamp = excluded.stamp;
   PRAGMA user_version = 2;`,
  // An empty digest is that of no plan.
  `ALTER TABLE tally ADD COLUMN plan TEXT NOT NULL DEFAULT '';
   PRAGMA user_version = 3;`,
];

export const sql = {
  machines: 'SELECT key, id, basis FROM machine ORDER BY id',
  addMachine: 'INSERT INTO machine (id) VALUES (?)',
  addSlot: `INSERT INTO slot VALUES (${places(3 + slotColumns.length)}) ON CONFLICT (machine, start) DO NOTHING`,
  slots: `SELECT start, length_ms, ${slotColumns.join(', ')} FROM slot
    WHERE machine = ? AND start > ? AND start < ? ORDER BY start LIMIT ?`,
  marks: 'SELECT m.id, k.through FROM mark k JOIN machine m ON m.key = k.machine',
  setMark: `INSERT INTO mark VALUES (?, ?)
    ON CONFLICT (machine) DO UPDATE SET through = max(through, excluded.through)`,
  addDeadLetter: `INSERT INTO dead_letter (machine, start, slot, reason, at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (machine, start) DO NOTHING`,
  deadLetters: 'SELECT slot, reason, at FROM dead_letter ORDER BY key DESC LIMIT ?',
  nextStamp: 'UPDATE stamp SET last = last + 1 RETURNING last',
  addDue: `INSERT INTO due VALUES (?, ?, ?) ON CONFLICT (machine, date) DO UPDATE SET stamp = excluded.stamp`,
  due: `SELECT m.id, d.date, d.stamp FROM due d JOIN machine m ON m.key = d.machine
    ORDER BY d.date DESC, d.machine LIMIT ?`,
  dueBetween: `SELECT m.id, d.date, d.stamp FROM due d JOIN machine m ON m.key = d.machine
    WHERE d.date >= ? AND d.date <= ? ORDER BY m.id, d.date`,
  notDue: 'DELETE FROM due WHERE machine = ? AND date = ? AND stamp = ?',
  putTally: `INSERT OR REPLACE INTO tally VALUES (${places(4 + tallyColumns.length + morningColumns.length)})`,
  tallies: `SELECT date, planned_ms, ${[...tallyColumns, ...morningColumns].join(', ')}, plan FROM tally
    WHERE machine = ? AND date >= ? AND date <= ? ORDER BY date`,
  setBasis: 'UPDATE machine SET basis = ? WHERE key = ?',
  talliedDays: 'SELECT date, plan FROM tally WHERE machine = ?',
} as const;
