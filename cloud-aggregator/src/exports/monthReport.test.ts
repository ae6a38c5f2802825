// The month file's arithmetic: whatever the milliseconds, every machine's hours sum exactly to the month's.
import {
  type DayTally,
  dayBounds,
  monthBounds,
  noHalf,
  noTime,
  type TimeElements,
} from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datesBetween } from '../tallies.ts';
import { csvText } from './csv.ts';
import { definitionSheet, localMinute, type MachineMonth, machineSheet, monthHours } from './monthReport.ts';

const states = ['unknown', 'off', 'idle', 'setup', 'production', 'fault', 'maintenance'] as const;

/** Divides a length into a value for each state of both sides, by random weights. */
function tallyOf(date: string, lengthMs: number, weights: readonly number[]): DayTally {
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  let rest = lengthMs;
  const parts = weights.map((weight) => {
    const part = Math.min(rest, Math.floor((lengthMs * weight) / total));
    rest -= part;
    return part;
  });
  const side = (first: number): TimeElements => ({
    ...noTime,
    ...Object.fromEntries(states.map((state, index) => [state, parts[first + index] ?? 0])),
  });
  const inPlan = { ...side(0), unknown: (parts[0] ?? 0) + rest };
  const plannedMs = Object.values(inPlan).reduce((sum, ms) => sum + ms, 0);
  return { machine: 'kamata/lathe-1', date, plannedMs, inPlan, outsidePlan: side(7), morning: noHalf };
}

const weights = fc.array(fc.nat(1_000), { minLength: 14, maxLength: 14 });
const months = [
  { month: '2026-11', timeZone: 'Asia/Tokyo', hours: 720 },
  { month: '2026-02', timeZone: 'Asia/Tokyo', hours: 672 },
  { month: '2026-03', timeZone: 'Europe/Berlin', hours: 743 },
  { month: '2026-10', timeZone: 'Europe/Berlin', hours: 745 },
];

function tallies(month: string, timeZone: string, random: readonly (readonly number[])[]): DayTally[] {
  const last = new Date(monthBounds(month, 'UTC').until - 1).toISOString().slice(0, 10);
  return datesBetween(`${month}-01`, last).map((date, index) => {
    const { from, until } = dayBounds(date, timeZone);
    return tallyOf(date, until - from, random[index % random.length] ?? []);
  });
}

function machine(part: Partial<MachineMonth>): MachineMonth {
  return {
    id: 'kamata/lathe-1',
    workshopName: { ja: '蒲田精密', en: 'Kamata' },
    machineName: { ja: '旋盤', en: 'Lathe' },
    class: null,
    processes: ['TURN'],
    tallies: [],
    completeUntil: null,
    ...part,
  };
}

describe('monthHours', () => {
  it('sums exactly to the hours of the month, also of those with a clock change', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...months),
        fc.array(weights, { minLength: 1, maxLength: 5 }),
        (each, random) => {
          const days = tallies(each.month, each.timeZone, random);
          const { total, planned, inPlan, outsidePlan } = monthHours(days);
          const cells = [...Object.values(inPlan), ...Object.values(outsidePlan)];
          expect(total).toBe(each.hours * 1_000);
          expect(cells.reduce((sum, cell) => sum + cell, 0)).toBe(total);
          expect(Object.values(inPlan).reduce((sum, cell) => sum + cell, 0)).toBe(planned);
          for (const state of states) {
            const exact = days.reduce((sum, tally) => sum + tally.inPlan[state], 0) / 3_600;
            expect(Math.abs(inPlan[state] - exact)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});

describe('the machine sheet', () => {
  const header = machineSheet([], 'ja')[0] ?? [];
  const cell = (month: MachineMonth, title: string): string => {
    const row = machineSheet([month], 'ja')[1] ?? [];
    const found = row[header.findIndex((each) => 'text' in each && each.text === title)];
    return found === undefined ? 'no such column' : 'text' in found ? found.text : found.figure;
  };
  const day = (inPlan: Partial<TimeElements>): MachineMonth =>
    machine({
      tallies: [
        {
          machine: 'm',
          date: 'd',
          plannedMs: 0,
          inPlan: { ...noTime, ...inPlan },
          outsidePlan: noTime,
          morning: noHalf,
        },
      ],
    });

  it('has a definition for each of its columns', () => {
    const titles = definitionSheet('ja')
      .slice(1)
      .map(([title]) => title);
    expect(titles).toEqual(header);
    expect(new Set(csvText([header]).split(',')).size).toBe(header.length);
  });

  it('gives a value from 95 % coverage on, bounds from 50 % on, and says so', () => {
    const good = day({ production: 60, fault: 40 });
    expect(cell(good, '時間稼働率(加工÷観測計画時間)(%)')).toBe('60.0');
    expect(cell(good, '可動率(%)')).toBe('60.0');
    expect(cell(good, '備考')).toBe('');
    const partly = day({ production: 55, fault: 1, unknown: 44 });
    expect(cell(partly, '時間稼働率(加工÷観測計画時間)(%)')).toBe('');
    expect(cell(partly, '時間稼働率(加工÷観測計画時間) 下限(%)')).toBe('55.0');
    expect(cell(partly, '時間稼働率(加工÷観測計画時間) 上限(%)')).toBe('99.0');
    expect(cell(partly, '備考')).toBe('参考値（充足率60%未満、集計に含めない）');
    const little = day({ production: 10, fault: 1, unknown: 89 });
    expect(cell(little, '時間稼働率(加工÷観測計画時間) 下限(%)')).toBe('');
    expect(cell(little, '充足率(%)')).toBe('11.0');
  });

  it('gives no 可動率 to a machine that has no fault on record: it may not be able to report one', () => {
    expect(cell(day({ production: 100 }), '可動率(%)')).toBe('');
    expect(cell(day({ production: 100 }), '備考')).toBe('アラーム記録がないため可動率なし');
  });

  it('keeps what people wrote from being run as a formula', () => {
    const evil = machine({ workshopName: { ja: '=HYPERLINK("http://x")', en: '@SUM(1)' } });
    expect(csvText(machineSheet([evil], 'ja'))).toContain(`"'=HYPERLINK(""http://x"")"`);
  });
});

describe('localMinute', () => {
  it('writes local time', () => {
    expect(localMinute(Date.UTC(2026, 10, 30, 15, 0), 'Asia/Tokyo')).toBe('2026-12-01 00:00');
  });
});
