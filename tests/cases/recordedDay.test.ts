// A real lathe's day as it was recorded comes to the totals that others counted (nist-mazak03-20170613/README.md).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  accountInterval,
  dayPieces,
  type Interval,
  type MachineState,
  noTime,
  openSlotAt,
  type ShiftCalendar,
  type Slot,
  tallyDay,
} from '@nakamawashi/machine-model';
import { describe, expect, it } from 'vitest';
import { playCase } from './playCase.ts';
import { readCase } from './readCase.ts';

const folder = join(import.meta.dirname, 'nist-mazak03-20170613');
const microseconds = 1_000_000n;
const dayStart = BigInt(Date.parse('2017-06-13T00:00:00Z')) * 1_000n;
const dayEnd = dayStart + 86_400n * microseconds;

/** `execution` and the time for which it held, counted from the raw lines without a line of our own code. */
const stretches = readFileSync(join(folder, 'nist-mazak03-20170613.shdr'), 'utf8')
  .split('\n')
  .map((line) => line.split('|'))
  .filter((fields) => fields[1] === 'execution')
  .map((fields) => ({ at: instant(fields[0] ?? ''), value: fields[2] ?? '' }))
  .map((one, index, all) => ({ value: one.value, from: one.at, until: all[index + 1]?.at ?? dayEnd }));

function instant(text: string): bigint {
  const [seconds = '', fraction = ''] = text.replace('Z', '').split('.');
  const at = BigInt(Date.parse(`${seconds}Z`)) * 1_000n + BigInt(fraction.padEnd(6, '0'));
  return at < dayStart ? dayStart : at;
}

function exactly(value: string): bigint {
  return stretches.filter((one) => one.value === value).reduce((sum, one) => sum + one.until - one.from, 0n);
}

/** In whole milliseconds, each boundary cut off as our readings are. */
function inMilliseconds(values: readonly string[]): number {
  return stretches
    .filter((one) => values.includes(one.value))
    .reduce((sum, one) => sum + Number(one.until / 1_000n - one.from / 1_000n), 0);
}

function spent(intervals: readonly Interval[], state: MachineState): number {
  return intervals.filter((one) => one.state === state).reduce((sum, one) => sum + one.until - one.from, 0);
}

describe('the recorded day', () => {
  const intervals = playCase(readCase(folder));

  it('was counted independently to the published totals', () => {
    expect(exactly('UNAVAILABLE')).toBe(56_160_995_183n);
    expect(exactly('ACTIVE')).toBe(8_695_542_970n);
    expect(exactly('READY')).toBe(5_045_408_137n);
    expect(exactly('INTERRUPTED')).toBe(8_239_580_845n);
    expect(exactly('STOPPED')).toBe(8_225_955_865n);
    expect(exactly('FEED_HOLD')).toBe(32_517_000n);
  });

  it('comes to the same account, to the millisecond', () => {
    expect(spent(intervals, 'production')).toBe(inMilliseconds(['ACTIVE']));
    expect(spent(intervals, 'unknown')).toBe(inMilliseconds(['UNAVAILABLE']));
    expect(spent(intervals, 'idle')).toBe(inMilliseconds(['READY', 'INTERRUPTED', 'STOPPED', 'FEED_HOLD']));
    expect(intervals.reduce((sum, one) => sum + one.until - one.from, 0)).toBe(86_400_000);
  });

  it('agrees with the published totals within the digits it keeps', () => {
    const finer = stretches.filter((one) => one.from % 1_000n !== 0n).length;
    expect(Math.abs(spent(intervals, 'production') - 8_695_542.97)).toBeLessThanOrEqual(finer);
    expect(Math.abs(spent(intervals, 'unknown') - 56_160_995.183)).toBeLessThanOrEqual(finer);
    expect(intervals.filter((one) => one.state === 'production').length).toBe(218);
  });

  it('keeps all time when short stops are merged, and none of what was unknown', () => {
    const merged = playCase(readCase(`${folder}-short-stops`));
    expect(spent(merged, 'unknown')).toBe(spent(intervals, 'unknown'));
    expect(spent(merged, 'production') + spent(merged, 'idle')).toBe(
      spent(intervals, 'production') + spent(intervals, 'idle'),
    );
    const stops = merged.filter((one, index) => {
      return (
        one.state === 'idle' &&
        merged[index - 1]?.state === 'production' &&
        merged[index + 1]?.state === 'production'
      );
    });
    expect(stops.every((one) => one.until - one.from >= 60_000)).toBe(true);
    expect(spent(merged, 'production')).toBeGreaterThan(spent(intervals, 'production'));
  });
});

describe('the recorded day as slots', () => {
  const intervals = playCase(readCase(folder));
  const from = Date.parse('2017-06-13T00:00:00Z');
  const day = { machine: 'mazak03', date: '2017-06-13' };
  const tallyWith = (calendar: ShiftCalendar | null) =>
    tallyDay({ ...day, pieces: dayPieces(day.date, 'UTC', calendar), slots: slotsOf(intervals) });

  it('gives a day tally with the published totals, to the millisecond, inside and outside of a plan', () => {
    const outside = tallyWith(null);
    expect(outside.plannedMs).toBe(0);
    expect(outside.outsidePlan).toEqual({
      ...noTime,
      production: inMilliseconds(['ACTIVE']),
      unknown: inMilliseconds(['UNAVAILABLE']),
      idle: inMilliseconds(['READY', 'INTERRUPTED', 'STOPPED', 'FEED_HOLD']),
    });
    const shift = { from: '08:00', until: '16:00', breaks: [{ from: '12:00', until: '12:30' }] };
    const calendar = {
      timeZone: 'UTC',
      patterns: [{ from: '0001-01-01', week: { tue: [shift] } }],
      exceptions: [],
    };
    const { plannedMs, inPlan, outsidePlan } = tallyWith(calendar);
    expect(plannedMs).toBe(7.5 * 3_600_000);
    for (const state of ['production', 'unknown', 'idle'] as const)
      expect(inPlan[state] + outsidePlan[state], state).toBe(outside.outsidePlan[state]);
  });

  /** The whole day in slots of five minutes, as a box closes them. */
  function slotsOf(settled: readonly Interval[]): readonly Slot[] {
    const slots: Slot[] = [];
    let open = openSlotAt(day.machine, from, 300_000);
    for (const interval of settled) {
      const step = accountInterval(open, interval);
      slots.push(...step.closed);
      open = step.open;
    }
    return slots;
  }
});
