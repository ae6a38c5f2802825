// Hours of day and month against the same sum made the slow way; days that are over are read once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Interval, machineStates, monthBounds, noTime, totalMs } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Database, openDatabase } from '../database.ts';
import type { IntervalHistory } from '../history/intervalHistory.ts';
import { sqliteHistory } from '../history/sqliteHistory.ts';
import { openAccounts } from './accounts.ts';

const zone = 'Asia/Tokyo';
const hourMs = 3_600_000;
let folder: string;
let database: Database;
let history: IntervalHistory;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accounts-'));
  database = openDatabase(join(folder, 'agent.sqlite'));
  history = sqliteHistory(database);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const part = fc.record({
  hours: fc.integer({ min: 1, max: 40 }),
  state: fc.constantFrom(...machineStates),
});

it('counts every millisecond from the beginning to the end of the record once, the rest as unknown', () => {
  let machine = 0;
  fc.assert(
    fc.property(fc.integer({ min: -100, max: 500 }), fc.array(part, { maxLength: 20 }), (begin, parts) => {
      machine += 1;
      const id = `m${machine}`;
      const month = monthBounds('2026-11', zone);
      let from = month.from + begin * hourMs;
      const intervals = parts.map(({ hours, state }): Interval => {
        const interval = { from, until: from + hours * hourMs, state, inferred: false };
        from = interval.until;
        return interval;
      });
      history.extend(id, intervals);
      const at = month.from + 20.5 * 24 * hourMs;
      const account = openAccounts(history, zone)(id, at);
      const slow: Record<string, number> = { ...noTime };
      const end = Math.min(at, from);
      for (const { from: start, until, state } of intervals) {
        const ms = Math.max(0, Math.min(until, end) - Math.max(start, month.from));
        slow[state] = (slow[state] ?? 0) + ms;
      }
      const known = parts.length > 0 && end > month.from;
      const gone = known ? end - month.from : 0;
      const told = Object.values(slow).reduce((sum, ms) => sum + ms, 0);
      slow['unknown'] = (slow['unknown'] ?? 0) + gone - told;
      expect(account.monthHours).toEqual(slow);
      expect(totalMs(account.dayHours)).toBe(known ? Math.max(0, end - account.day.from) : 0);
      expect(account.through).toBe(known ? end : null);
    }),
    { numRuns: 60 },
  );
});

it('reads days that are over once, and again when the clock was set back', () => {
  let reads = 0;
  const counted = {
    ...history,
    read: (...args: Parameters<IntervalHistory['read']>) => {
      reads += 1;
      return history.read(...args);
    },
  };
  const { from } = monthBounds('2026-11', zone);
  history.extend('a', [{ from, until: from + 240 * hourMs, state: 'idle', inferred: false }]);
  const accountOf = openAccounts(counted, zone);
  const at = from + 240 * hourMs + 1;
  accountOf('a', at);
  expect(reads).toBe(11);
  const { monthHours } = accountOf('a', at + 1);
  expect([reads, monthHours.idle]).toEqual([12, 240 * hourMs]);
  accountOf('a', at - 1);
  expect(reads).toBeGreaterThan(20);
});
