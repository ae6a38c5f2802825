// What has to stand in a row of hours, worked out again from exact sums by the words of domain 8.3 and
// standards D.6, without the export's code.
import { type Elements, type ExactMachine, states } from './exactMonth.ts';
import type { Cell } from './readBack.ts';

const titles = {
  production: '加工',
  setup: '段取り',
  idle: '待機',
  fault: 'アラーム',
  maintenance: '点検',
  off: '電源切',
  unknown: '不明',
};
const tenthMs = 360_000;
const production = '稼働率〔加工÷観測計画時間〕';

export function totalOf(elements: Elements): number {
  return states.reduce((sum, state) => sum + elements[state], 0);
}

export function sumOf(machines: readonly ExactMachine[], side: 'inPlan' | 'outside'): Elements {
  const sum: Elements = { production: 0, setup: 0, idle: 0, fault: 0, maintenance: 0, off: 0, unknown: 0 };
  for (const machine of machines) for (const state of states) sum[state] += machine[side][state];
  return sum;
}

export function coverageOf(machine: ExactMachine): number {
  const planned = totalOf(machine.inPlan);
  return planned === 0 ? 0 : 1 - machine.inPlan.unknown / planned;
}

/** Divides tenths of an hour by largest remainder; of equal ones the first. */
function apportion(parts: readonly number[], total: number): readonly number[] {
  const given = parts.map((ms) => Math.floor(ms / tenthMs));
  const order = parts
    .map((_, index) => index)
    .sort((a, b) => ((parts[b] ?? 0) % tenthMs) - ((parts[a] ?? 0) % tenthMs) || a - b);
  for (let left = total - given.reduce((sum, each) => sum + each, 0), at = 0; left > 0; left--, at++) {
    const index = order[at] ?? 0;
    given[index] = (given[index] ?? 0) + 1;
  }
  return given;
}

const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1_000) / 1_000;

/** The cells by their titles for a machine, or the sum of some. */
export function expectedHours(machines: readonly ExactMachine[]): Record<string, Cell> {
  const [inPlan, outside] = [sumOf(machines, 'inPlan'), sumOf(machines, 'outside')];
  const total = Math.round((totalOf(inPlan) + totalOf(outside)) / tenthMs);
  const planned = Math.round(totalOf(inPlan) / tenthMs);
  const parts = apportion(
    states.map((state) => inPlan[state]),
    planned,
  );
  const rest = totalOf(outside) - outside.production - outside.unknown;
  const [running = 0, other = 0, unseen = 0] = apportion(
    [outside.production, rest, outside.unknown],
    total - planned,
  );
  const unknown = parts[states.indexOf('unknown')] ?? 0;
  return {
    '月の時間(h)': total / 10,
    '計画時間(h)': planned / 10,
    '観測時間(h)': (planned - unknown) / 10,
    ...Object.fromEntries(states.map((state, index) => [`${titles[state]}(h)`, (parts[index] ?? 0) / 10])),
    '時間外加工(h)': running / 10,
    '時間外その他(h)': other / 10,
    '時間外不明(h)': unseen / 10,
  };
}

/** The shares by their titles. */
export function expectedShares(machines: readonly ExactMachine[]): Record<string, Cell> {
  const inPlan = sumOf(machines, 'inPlan');
  const alarmed = sumOf(
    machines.filter((each) => each.inPlan.fault + each.outside.fault > 0),
    'inPlan',
  );
  const ready = (each: Elements): number => each.production + each.setup + each.idle;
  return {
    '充足率(%)': share(totalOf(inPlan) - inPlan.unknown, totalOf(inPlan)),
    ...ratio(production, inPlan, [inPlan.production, totalOf(inPlan) - inPlan.unknown]),
    ...ratio('加工+段取り率', inPlan, [inPlan.production + inPlan.setup, totalOf(inPlan) - inPlan.unknown]),
    ...ratio('可動率', alarmed, [ready(alarmed), ready(alarmed) + alarmed.fault]),
  };
}

/** What the row says of its shares (domain 8.3), or null. */
export function expectedRemark(machines: readonly ExactMachine[]): string | null {
  const inPlan = sumOf(machines, 'inPlan');
  const planned = totalOf(inPlan);
  const coverage = planned === 0 ? null : (planned - inPlan.unknown) / planned;
  const hasAlarms = machines.some(
    (each) => each.inPlan.fault + each.outside.fault > 0 && totalOf(each.inPlan) > 0,
  );
  const found =
    coverage === null
      ? '計画時間なし'
      : coverage < 0.5
        ? '充足率50%未満のため率なし'
        : coverage < 0.6
          ? '参考値（充足率60%未満、公表の集計に含めない）'
          : coverage < 0.95
            ? '参考値（上下限のみ）'
            : '';
  const alarms = coverage === null || hasAlarms ? '' : 'アラーム記録がないため可動率なし';
  return [found, alarms].filter((each) => each !== '').join('；') || null;
}

/** 稼働率 and coverage alone, as the public sees them. */
export function expectedProduction(machines: readonly ExactMachine[]): Record<string, Cell> {
  return Object.fromEntries(
    Object.entries(expectedShares(machines)).filter(
      ([title]) => title.startsWith('充足率') || title.startsWith(production),
    ),
  );
}

function ratio(
  title: string,
  inPlan: Elements,
  [part, whole]: readonly [number, number],
): Record<string, Cell> {
  const planned = totalOf(inPlan);
  const coverage = planned === 0 ? 0 : 1 - inPlan.unknown / planned;
  const isBounded = coverage >= 0.5 && whole + inPlan.unknown > 0;
  return {
    [`${title}(%)`]: coverage >= 0.95 ? share(part, whole) : null,
    [`${title} 下限(%)`]: isBounded ? share(part, whole + inPlan.unknown) : null,
    [`${title} 上限(%)`]: isBounded ? share(part + inPlan.unknown, whole + inPlan.unknown) : null,
  };
}
