// Pure: the month of each machine as rows (domain 8.1 sheet 6, 8.3; standards D.6). Hours are summed in milliseconds
// and rounded once, to a thousandth, so that every machine's elements sum exactly to the hours of the month.
import type {
  DayTally,
  MachineId,
  MachineState,
  TimeElements,
  TimestampMs,
} from '@nakamawashi/machine-model';
import {
  addTime,
  boundsCoverage,
  bracketCoverage,
  noTime,
  pointCoverage,
  type Ratio,
  type Ratios,
  ratiosOf,
  totalMs,
} from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import type { Cell } from './csv.ts';

/** The month of one machine, as it goes into the report. */
export interface MachineMonth {
  readonly id: MachineId;
  readonly workshopName: Bilingual;
  readonly machineName: Bilingual;
  readonly class: Bilingual | null;
  readonly processes: readonly string[];
  /** One for each local date of the month. */
  readonly tallies: readonly DayTally[];
  /** Local time through which the month's data are complete, such as '2026-07-01 00:00'; null without any. */
  readonly completeUntil: string | null;
}

/** Thousandths of an hour by element, whose sum is the month's. */
export interface MonthHours {
  readonly total: number;
  readonly planned: number;
  readonly inPlan: TimeElements;
  readonly outsidePlan: TimeElements;
}

const millihourMs = 3_600;
/** The order in which the columns stand. */
const columns: readonly MachineState[] = [
  'production',
  'setup',
  'idle',
  'fault',
  'maintenance',
  'off',
  'unknown',
];
export type Language = 'ja' | 'en';

/**
 * Rounds the sums to thousandths of an hour. The planned hours are rounded first, so that machines of one calendar
 * have the same; then each side's elements by largest remainder, so that they still sum to the plan and the month.
 */
export function monthHours(tallies: readonly DayTally[]): MonthHours {
  const inPlan = tallies.reduce((sum, tally) => addTime(sum, tally.inPlan), noTime);
  const outsidePlan = tallies.reduce((sum, tally) => addTime(sum, tally.outsidePlan), noTime);
  const total = Math.round((totalMs(inPlan) + totalMs(outsidePlan)) / millihourMs);
  const planned = Math.round(totalMs(inPlan) / millihourMs);
  return {
    total,
    planned,
    inPlan: roundTogether(inPlan, planned),
    outsidePlan: roundTogether(outsidePlan, total - planned),
  };
}

/** Whole thousandths of an hour that sum to `total`; the odd ones go to the largest remainders, first come first. */
function roundTogether(elements: TimeElements, total: number): TimeElements {
  const floors = columns.map((state) => Math.floor(elements[state] / millihourMs));
  const missing = total - floors.reduce((sum, each) => sum + each, 0);
  const byRemainder = columns.toSorted((a, b) => (elements[b] % millihourMs) - (elements[a] % millihourMs));
  const raised = new Set(byRemainder.slice(0, missing));
  const rounded = columns.map((state, index) => [state, (floors[index] ?? 0) + (raised.has(state) ? 1 : 0)]);
  return Object.fromEntries(rounded) as TimeElements;
}

/** The sheet of machines: one header row, then a row for each machine in the order given. */
export function machineSheet(
  machines: readonly MachineMonth[],
  language: Language,
): readonly (readonly Cell[])[] {
  const header = sheetColumns.map(({ title }) => ({ text: title[language] }));
  return [header, ...machines.map((machine) => machineCells(machine, language))];
}

/** The sheet of definitions: every column with its meaning and formula. */
export function definitionSheet(language: Language): readonly (readonly Cell[])[] {
  const titles = { ja: ['列', '意味と算式'], en: ['column', 'meaning and formula'] }[language];
  const rows = sheetColumns.map(({ title, meaning }) => [
    { text: title[language] },
    { text: meaning[language] },
  ]);
  return [titles.map((text) => ({ text })), ...rows];
}

function machineCells(machine: MachineMonth, language: Language): readonly Cell[] {
  const [workshopId = '', machineId = ''] = machine.id.split('/');
  const hours = monthHours(machine.tallies);
  const inPlan = machine.tallies.reduce((sum, tally) => addTime(sum, tally.inPlan), noTime);
  const outside = machine.tallies.reduce((sum, tally) => sum + tally.outsidePlan.fault, 0);
  const ratios = ratiosOf(inPlan);
  const reportsFaults = inPlan.fault + outside > 0;
  const readiness: Ratio = reportsFaults ? ratios.readiness : { point: null, lower: null, upper: null };
  return [
    ...[workshopId, machine.workshopName[language], machineId, machine.machineName[language]].map(text),
    text(machine.class?.[language] ?? ''),
    text(machine.processes.join(' ')),
    ...[hours.total, hours.planned].map(hour),
    ...[hours.inPlan, hours.outsidePlan].flatMap((side) => columns.map((state) => hour(side[state]))),
    percent(ratios.coverage),
    ...[ratios.production, ratios.productionAndSetup, readiness].flatMap(({ point, lower, upper }) =>
      [point, lower, upper].map(percent),
    ),
    text(machine.completeUntil ?? ''),
    text(notes(ratios, reportsFaults)[language]),
  ];
}

function notes({ coverage }: Ratios, reportsFaults: boolean): Bilingual {
  const found: Bilingual[] = [];
  if (coverage === null) found.push({ ja: '計画時間なし', en: 'no planned time' });
  else if (coverage < boundsCoverage)
    found.push({ ja: '充足率50%未満のため率なし', en: 'coverage under 50 %: no ratios' });
  else if (coverage < bracketCoverage) {
    found.push({
      ja: '参考値（充足率60%未満、集計に含めない）',
      en: 'bounds only; under 60 %: not for totals',
    });
  } else if (coverage < pointCoverage) found.push({ ja: '参考値（上下限のみ）', en: 'bounds only' });
  if (!reportsFaults && coverage !== null) {
    found.push({ ja: 'アラーム記録がないため可動率なし', en: 'no fault on record: no able ratio' });
  }
  return { ja: found.map(({ ja }) => ja).join('；'), en: found.map(({ en }) => en).join('; ') };
}

function text(value: string): Cell {
  return { text: value };
}

function hour(thousandths: number): Cell {
  return { figure: (thousandths / 1_000).toFixed(3) };
}

function percent(ratio: number | null): Cell {
  return { figure: ratio === null ? '' : (ratio * 100).toFixed(1) };
}

/** Local time of an instant to the minute, as it stands in the files. */
export function localMinute(at: TimestampMs, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

interface Column {
  readonly title: Bilingual;
  readonly meaning: Bilingual;
}

const stateWords: Readonly<Record<MachineState, Bilingual>> = {
  production: { ja: '加工', en: 'production' },
  setup: { ja: '段取り', en: 'setup' },
  idle: { ja: '待機', en: 'idle' },
  fault: { ja: 'アラーム', en: 'fault' },
  maintenance: { ja: '点検', en: 'maintenance' },
  off: { ja: '電源切', en: 'off' },
  unknown: { ja: '不明', en: 'unknown' },
};

const column = (title: readonly [string, string], meaning: readonly [string, string]): Column => ({
  title: { ja: title[0], en: title[1] },
  meaning: { ja: meaning[0], en: meaning[1] },
});

const elementColumns = (side: readonly [string, string]): readonly Column[] =>
  columns.map((state) => {
    const { ja, en } = stateWords[state];
    return column(
      [`${side[0]}${ja}(h)`, `${en} ${side[1]} (h)`],
      [
        `${side[0]}の${ja}の時間。届いていない時間は不明とし、ほかの状態で埋めない`,
        `hours of ${en} ${side[1]}; what did not arrive is unknown and never filled by another state`,
      ],
    );
  });

const ratioColumns = (
  title: readonly [string, string],
  formula: readonly [string, string],
): readonly Column[] => [
  column(
    [`${title[0]}(%)`, `${title[1]} (%)`],
    [`${formula[0]}。充足率95%以上のときだけ示す`, `${formula[1]}; given from 95 % coverage on`],
  ),
  column(
    [`${title[0]} 下限(%)`, `${title[1]}, lower bound (%)`],
    [
      '不明の時間をすべて分子に含めない場合。充足率50%以上のとき',
      'if none of the unknown time counted; from 50 % coverage on',
    ],
  ),
  column(
    [`${title[0]} 上限(%)`, `${title[1]}, upper bound (%)`],
    [
      '不明の時間をすべて分子に含める場合。充足率50%以上のとき',
      'if all of the unknown time counted; from 50 % coverage on',
    ],
  ),
];

const sheetColumns: readonly Column[] = [
  column(['会員コード', 'workshop'], ['会員（工場）の識別名', 'id of the workshop']),
  column(['会員名', 'workshop name'], ['会員の名称', 'name of the workshop']),
  column(['機械コード', 'machine'], ['会員内での機械の識別名', 'id of the machine in its workshop']),
  column(['機械名', 'machine name'], ['機械の名称', 'name of the machine']),
  column(['機械区分', 'class'], ['機械の種類', 'kind of machine']),
  column(['工程', 'processes'], ['工程コード', 'process codes']),
  column(
    ['月の時間(h)', 'month (h)'],
    [
      '対象月の全時間。計画内と計画外の各時間の合計と必ず一致する（0.001 h 単位、最大剰余法で端数処理）',
      'all hours of the month; always the sum of the hours inside and outside the plan (to 0.001 h, largest remainder)',
    ],
  ),
  column(
    ['計画時間(h)', 'planned (h)'],
    [
      '稼働カレンダーによる作業予定の時間（負荷時間, PBT）',
      'time in which work is planned by the calendar (PBT)',
    ],
  ),
  ...elementColumns(['計画内', 'in plan']),
  ...elementColumns(['計画外', 'outside plan']),
  column(
    ['充足率(%)', 'coverage (%)'],
    [
      '観測された計画時間 ÷ 計画時間 = (計画時間 − 計画内不明) ÷ 計画時間',
      'observed planned time / planned time = (planned − unknown in plan) / planned',
    ],
  ),
  ...ratioColumns(
    ['時間稼働率(加工÷観測計画時間)', 'production ratio'],
    ['計画内加工 ÷ (計画時間 − 計画内不明)', 'production in plan / (planned − unknown in plan)'],
  ),
  ...ratioColumns(
    ['加工+段取り率', 'production and setup ratio'],
    [
      '(計画内加工 + 計画内段取り) ÷ (計画時間 − 計画内不明)',
      '(production + setup in plan) / (planned − unknown in plan)',
    ],
  ),
  ...ratioColumns(
    ['可動率', 'able ratio'],
    [
      '(計画内の加工 + 段取り + 待機) ÷ (同 + 計画内アラーム)。アラームの記録がある機械のみ',
      '(production + setup + idle) / (the same + fault), in plan; only machines with faults on record',
    ],
  ),
  column(
    ['データ確定時刻', 'complete until'],
    [
      'この時刻までのデータがすべて届いている（対象月の中、現地時刻）',
      'all data through this local time have arrived, within the month',
    ],
  ),
  column(['備考', 'notes'], ['率の扱いについての注記', 'notes about the ratios']),
];
