// The history partitions time whatever it is told, and gives back what it was told after the file is opened again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Interval, joinIntervals, machineStates } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../database.ts';
import type { IntervalHistory } from './intervalHistory.ts';
import { sqliteHistory } from './sqliteHistory.ts';

const folder = mkdtempSync(join(tmpdir(), 'history-'));
const file = join(folder, 'agent.sqlite');
let database: Database;
let history: IntervalHistory;

beforeEach(() => {
  database = openDatabase(file);
  history = sqliteHistory(database);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const all = { from: 0, until: 10_000 };
const story = fc
  .array(
    fc.record({
      gap: fc.constantFrom(0, 0, 0, 5),
      ms: fc.integer({ min: 1, max: 50 }),
      state: fc.constantFrom(...machineStates),
      inferred: fc.boolean(),
    }),
    { maxLength: 20 },
  )
  .map((parts) => {
    let at = 100;
    return parts.map(({ gap, ms, state, inferred }): Interval => {
      const from = at + gap;
      at = from + ms;
      return { from, until: at, state, inferred };
    });
  });

/** The story with its holes told as unknown. */
function withoutHoles(intervals: readonly Interval[]): readonly Interval[] {
  const told = intervals.flatMap((interval, index) => {
    const before = intervals[index - 1]?.until ?? interval.from;
    const hole: Interval = { from: before, until: interval.from, state: 'unknown', inferred: false };
    return before < interval.from ? [hole, interval] : [interval];
  });
  return joinIntervals(told);
}

describe('the history', () => {
  it('gives back any story, told in any portions, without holes', () => {
    let run = 0;
    fc.assert(
      fc.property(story, fc.integer({ min: 1, max: 5 }), (intervals, portion) => {
        run += 1;
        const machine = `m${run}`;
        for (let at = 0; at < intervals.length; at += portion) {
          history.extend(machine, intervals.slice(at, at + portion));
        }
        expect(history.read(machine, all)).toEqual(withoutHoles(intervals));
        expect(history.knownThrough(machine)).toBe(intervals.at(-1)?.until ?? null);
      }),
      { numRuns: 60 },
    );
  });

  it('cuts what it gives to the span', () => {
    history.extend('a', [
      { from: 10, until: 20, state: 'idle', inferred: false },
      { from: 20, until: 30, state: 'fault', inferred: true },
    ]);
    expect(history.read('a', { from: 15, until: 25 })).toEqual([
      { from: 15, until: 20, state: 'idle', inferred: false },
      { from: 20, until: 25, state: 'fault', inferred: true },
    ]);
    expect(history.read('a', { from: 0, until: 10 })).toEqual([]);
    expect(history.read('a', { from: 30, until: 40 })).toEqual([]);
  });

  it('never changes what it has been told', () => {
    history.extend('a', [{ from: 10, until: 20, state: 'idle', inferred: false }]);
    history.extend('a', [{ from: 5, until: 25, state: 'fault', inferred: false }]);
    expect(history.read('a', all)).toEqual([
      { from: 10, until: 20, state: 'idle', inferred: false },
      { from: 20, until: 25, state: 'fault', inferred: false },
    ]);
  });

  it('takes back what a wrong clock dated, and goes on from there', () => {
    history.extend('a', [{ from: 10, until: 9_000, state: 'idle', inferred: false }]);
    history.cutOff('a', 100);
    expect(history.knownThrough('a')).toBe(100);
    history.cutOff('a', 200);
    expect(history.knownThrough('a')).toBe(100);
    history.extend('a', [{ from: 110, until: 120, state: 'idle', inferred: false }]);
    expect(history.read('a', all).map(({ state }) => state)).toEqual(['idle', 'unknown', 'idle']);
    history.cutOff('a', 0);
    expect(history.knownThrough('a')).toBeNull();
  });

  it('forgets what is old, whole intervals only', () => {
    const states = ['idle', 'fault', 'idle'] as const;
    history.extend(
      'a',
      states.map((state, index) => ({ from: index * 10, until: index * 10 + 10, state, inferred: false })),
    );
    history.forget('a', 15);
    expect(history.read('a', all).map(({ from, state }) => [from, state])).toEqual([
      [10, 'fault'],
      [20, 'idle'],
    ]);
  });

  it('finds it all again after the file was closed', () => {
    history.extend('a', [{ from: 10, until: 20, state: 'idle', inferred: false }]);
    database.close();
    database = openDatabase(file);
    history = sqliteHistory(database);
    expect(history.read('a', all)).toEqual([{ from: 10, until: 20, state: 'idle', inferred: false }]);
  });
});
