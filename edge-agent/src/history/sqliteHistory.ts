// The history in the agent's SQLite file. An interval is stored by its start alone and lasts until the next one, or
// until `known.through`: overlaps and holes cannot be written down, and extending the last rewrites one small row.
import {
  codeOfState,
  type Interval,
  type MachineId,
  type Span,
  stateOfCode,
  type TimestampMs,
} from '@nakamawashi/machine-model';
import type { Database, Row, Statement } from '../database.ts';
import type { IntervalHistory } from './intervalHistory.ts';

const sql = {
  through: 'SELECT through FROM known WHERE machine = ?',
  setThrough: `INSERT INTO known VALUES (?, ?) ON CONFLICT (machine) DO UPDATE SET through = excluded.through`,
  unknownAgain: 'DELETE FROM known WHERE machine = ?',
  lastAt:
    'SELECT start, state, inferred FROM interval WHERE machine = ? AND start <= ? ORDER BY start DESC LIMIT 1',
  begin: 'INSERT OR REPLACE INTO interval VALUES (?, ?, ?, ?)',
  between:
    'SELECT start, state, inferred FROM interval WHERE machine = ? AND start > ? AND start < ? ORDER BY start',
  removeFrom: 'DELETE FROM interval WHERE machine = ? AND start >= ?',
  removeBefore: 'DELETE FROM interval WHERE machine = ? AND start < ?',
  isEmpty: 'SELECT count(*) FROM interval WHERE machine = ?',
} as const;

type Statements = Readonly<Record<keyof typeof sql, Statement>>;

/** The history of one file. */
export function sqliteHistory(database: Database): IntervalHistory {
  const statements = Object.fromEntries(
    Object.entries(sql).map(([name, text]) => [name, database.prepare(text)]),
  ) as Statements;
  return {
    extend: (machine, intervals) => {
      if (intervals.length > 0) database.soon(() => extend(statements, machine, intervals));
    },
    knownThrough: (machine) => knownThrough(statements, machine),
    read: (machine, span) => {
      const intervals = read(statements, machine, span);
      if (intervals === null) database.condemn('the history is not as it was written');
      return intervals;
    },
    cutOff: (machine, from) => database.soon(() => cutOff(statements, machine, from)),
    forget: (machine, before) => {
      const [start] = statements.lastAt.get(machine, before) ?? [];
      if (start !== undefined) database.soon(() => statements.removeBefore.run(machine, start));
    },
  };
}

function extend(statements: Statements, machine: MachineId, intervals: readonly Interval[]): void {
  let through = knownThrough(statements, machine);
  let last = through === null ? undefined : statements.lastAt.get(machine, through);
  const add = ({ from, until, state, inferred }: Interval): void => {
    const row: Row = [from, codeOfState(state), inferred ? 1 : 0];
    if (last === undefined || last[1] !== row[1] || last[2] !== row[2]) {
      statements.begin.run(machine, ...row);
      last = row;
    }
    through = until;
  };
  for (const interval of intervals) {
    const from = through === null ? interval.from : Math.max(interval.from, through);
    if (through !== null && from > through)
      add({ from: through, until: from, state: 'unknown', inferred: false });
    if (interval.until > from) add({ ...interval, from });
  }
  if (through !== null) statements.setThrough.run(machine, through);
}

function knownThrough(statements: Statements, machine: MachineId): TimestampMs | null {
  const [through] = statements.through.get(machine) ?? [];
  return typeof through === 'number' ? through : null;
}

/** Null when what is there was never written: a state that does not exist, or intervals out of their order. */
function read(statements: Statements, machine: MachineId, span: Span): readonly Interval[] | null {
  const through = knownThrough(statements, machine);
  const until = Math.min(span.until, through ?? span.from);
  if (until <= span.from) return [];
  const before = statements.lastAt.get(machine, span.from);
  const rows = [
    ...(before === undefined ? [] : [before]),
    ...statements.between.all(machine, span.from, until),
  ];
  const intervals: Interval[] = [];
  for (const [index, [start, code, inferred]] of rows.entries()) {
    const from = Math.max(Number(start), span.from);
    const end = Number(rows[index + 1]?.[0] ?? until);
    const state = stateOfCode(Number(code));
    if (state === null || !(from < end && end <= until)) return null;
    intervals.push({ from, until: end, state, inferred: inferred === 1 });
  }
  return intervals;
}

function cutOff(statements: Statements, machine: MachineId, from: TimestampMs): void {
  const through = knownThrough(statements, machine);
  if (through === null || through <= from) return;
  statements.removeFrom.run(machine, from);
  const isEmpty = statements.isEmpty.get(machine)?.[0] === 0;
  if (isEmpty) statements.unknownAgain.run(machine);
  else statements.setThrough.run(machine, from);
}
