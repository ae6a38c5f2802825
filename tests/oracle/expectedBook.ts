// Every sheet of a workbook of the seeded October as it has to be, cell by cell, from the raw slots and the directory
// by the words of domain 8, without the export's code. What small sums withhold is read off the book and judged apart.
import { type ExactMachine, mondayOf } from './exactMonth.ts';
import {
  coverageOf,
  expectedHours,
  expectedProduction,
  expectedRemark,
  expectedShares,
} from './expectedCells.ts';
import {
  changeHead,
  cover,
  hidden,
  months,
  type Of,
  plannedMs,
  requestSheets,
  type Scene,
  shareOf,
  shopsOf,
  type Table,
  years,
} from './expectedFront.ts';
import type { Book, Cell } from './readBack.ts';

const instant = (text: string): Date => new Date(`${text.replace(' ', 'T')}:00Z`);
const day = (date: string): Date => new Date(`${date}T00:00:00Z`);
const hours = (ms: number): number => Math.round(ms / 360_000) / 10;
const dates = Array.from({ length: 31 }, (_, at) => `2026-10-${String(at + 1).padStart(2, '0')}`);
const mondays = [...new Set(dates.map(mondayOf))];

/** The processes of the seeded machines as the screens name them. */
const processNames: Readonly<Record<string, string>> = {
  TURN: '旋削',
  'TURN-MILL': '複合加工',
  'MILL-3': '3軸加工',
  'GR-SURF': '平面研削',
  'ED-WIRE': 'ワイヤ放電',
  HONE: 'ホーニング',
  PRESS: 'プレス',
  '': '工程の登録なし',
};

const [hourTitles, shareTitles, productionTitles] = [expectedHours, expectedShares, expectedProduction].map(
  (of) => Object.keys(of([])),
) as [string[], string[], string[]];

/** What the book of an edition holds; `found`: as it was read, for what it withholds. */
export function expectedBook(of: Of, edition: 'internal' | 'public' | string, found: Book): Book {
  const isOwn = edition !== 'internal' && edition !== 'public';
  const shops = [...of.directory.workshops.keys()].filter((id) => (isOwn ? id === edition : of.isAgreed(id)));
  const codeOf = (id: string): string => (isOwn ? id : (of.codes.get(id) ?? ''));
  const members = shops.sort((a, b) => (codeOf(a) < codeOf(b) ? -1 : 1));
  const own = (id: string): readonly ExactMachine[] => of.exact.filter(({ shop }) => shop === id);
  const scene: Scene = { ...of, isOwn, edition, members, codeOf, own, found };
  const all: readonly (readonly [string, Table])[] = [
    ['表紙', cover(scene)],
    ['地域再生計画KPI', years(scene)],
    ['KPI月次推移', months(scene)],
    ['会員別稼働', memberRows(scene)],
    ['工程別稼働', processRows(scene)],
    ['機械別稼働', machineRows(scene)],
    ...requestSheets,
    ['データ充足率', coverageRows(scene)],
    ['稼働カレンダー', calendarRows(scene)],
    ['変更履歴', [changeHead, ['第1版', instant('2026-11-05 12:00'), '初版', '初版の作成']]],
  ];
  const left = isOwn
    ? ['表紙', '会員別稼働', '機械別稼働', '仲間まわし案件', 'データ充足率', '稼働カレンダー', '変更履歴']
    : all
        .map(([name]) => name)
        .filter(
          (name) => edition === 'internal' || !['会員別稼働', '機械別稼働', 'データ充足率'].includes(name),
        );
  return new Map(all.filter(([name]) => left.includes(name)));
}

function memberRows({ exact, directory, members, codeOf, own, isOwn, isAgreed }: Scene): Table {
  const cells = (machines: readonly ExactMachine[], region: Cell, booked: number): readonly Cell[] => [
    region,
    [...new Set(machines.map(({ process }) => process))]
      .filter((each) => each !== '')
      .sort()
      .join(' ') || null,
    machines.length,
    ...Object.values(expectedHours(machines)),
    booked,
    shareOf(booked * 3_600_000, plannedMs(machines)),
    ...Object.values(expectedShares(machines)),
    expectedRemark(machines),
  ];
  const rows = members.map((id) => {
    const shop = directory.workshops.get(id);
    const region = shop?.region === 'ota' ? '大田' : null;
    // Half of a hold of ten hours that began a day before the month.
    return [
      codeOf(id),
      ...(isOwn ? [shop?.name.ja ?? ''] : []),
      ...cells(own(id), region, id === 'shop-000' ? 5 : 0),
    ];
  });
  const others = exact.filter(({ shop }) => !isAgreed(shop));
  const rest = isOwn ? [] : [[`同意なし計（${shopsOf(others)}社）`, ...cells(others, null, 0)]];
  const names = isOwn ? ['会員名'] : [];
  const head = [
    '会員コード',
    ...names,
    '地域',
    '工程',
    '機械(台)',
    ...hourTitles,
    '予約(h)',
    '負荷率(%)',
    ...shareTitles,
    '備考',
  ];
  return [head, ...rows, ...rest];
}

function processRows({ members, own, edition, found }: Scene): Table {
  const isPublic = edition === 'public';
  const machines = members.flatMap(own);
  const head = ['工程コード', '工程名', '会社(社)', '機械(台)'];
  const titles = isPublic
    ? [...head, '計画時間(h)', '観測時間(h)', '加工(h)', ...productionTitles, '除いた機械(台)', '備考']
    : [...head, ...hourTitles, '空き(h)', ...shareTitles, '備考'];
  const isWithheld = (process: Cell): boolean =>
    found
      .get('工程別稼働')
      ?.find(([code]) => code === process)
      ?.at(-1) === hidden;
  const cells = (process: Cell, all: readonly ExactMachine[]): readonly Cell[] => {
    const counted = isPublic ? all.filter((each) => coverageOf(each) >= 0.6) : all;
    const whole = expectedHours(counted);
    const spare = Math.round((Number(whole['待機(h)']) + Number(whole['電源切(h)'])) * 10) / 10;
    const figures = isPublic
      ? [
          ...['計画時間(h)', '観測時間(h)', '加工(h)'].map((each) => whole[each] ?? null),
          ...Object.values(expectedProduction(counted)),
        ]
      : [...Object.values(whole), spare, ...Object.values(expectedShares(counted)), expectedRemark(counted)];
    const shown = isPublic && isWithheld(process) ? figures.map(() => '－') : figures;
    const last = isPublic ? [all.length - counted.length, isWithheld(process) ? hidden : null] : [];
    return [shopsOf(counted), counted.length, ...shown, ...last];
  };
  const codes = [...new Set(machines.map(({ process }) => process))].sort();
  return [
    titles,
    ...codes.map((code) => [
      code || null,
      processNames[code] ?? '?',
      ...cells(
        code || null,
        machines.filter(({ process }) => process === code),
      ),
    ]),
    ['合計', null, ...cells('合計', machines)],
  ];
}

function machineRows({ directory, members, codeOf, own, isOwn }: Scene): Table {
  const rows = members.flatMap((id) =>
    own(id).map((machine) => {
      const written = directory.workshops.get(id)?.machines[machine.place];
      return [
        codeOf(id),
        isOwn ? machine.id : `M${String(machine.place + 1).padStart(2, '0')}`,
        ...(isOwn ? [written?.name.ja ?? ''] : []),
        '旋盤',
        written?.processes.map(({ code }) => code).join(' ') || null,
        ...Object.values(expectedHours([machine])),
        ...Object.values(expectedShares([machine])),
        machine.isHeard ? 'あり' : 'なし',
        machine.through === null ? null : instant(machine.through),
        expectedRemark([machine]),
      ];
    }),
  );
  const names = isOwn ? ['機械名'] : [];
  const head = ['会員コード', '機械コード', ...names, '機械区分', '工程', ...hourTitles, ...shareTitles];
  return [[...head, '接続', 'データ確定時刻', '備考'], ...rows];
}

function coverageRows({ members, codeOf, own }: Scene): Table {
  const rows = members.flatMap((id) =>
    mondays.map((monday) => {
      const parts = own(id).map((each) => ({
        planned: each.planned.get(monday) ?? 0,
        unknown: each.unknown.get(monday) ?? 0,
      }));
      const planned = parts.reduce((sum, each) => sum + each.planned, 0);
      const unknown = parts.reduce((sum, each) => sum + each.unknown, 0);
      const share = shareOf(planned - unknown, planned);
      return [codeOf(id), day(monday), hours(planned), hours(planned - unknown), share, causeOf(parts)];
    }),
  );
  return [['会員コード', '週（月曜日）', '計画時間(h)', '観測時間(h)', '充足率(%)', '欠測の主因'], ...rows];
}

function causeOf(machines: readonly { readonly planned: number; readonly unknown: number }[]): Cell {
  const planned = machines.filter((each) => each.planned > 0);
  const dark = planned.filter((each) => each.unknown === each.planned).length;
  if (planned.length === 0 || planned.every(({ unknown }) => unknown === 0)) return null;
  if (dark === planned.length) return '全機械のデータなし';
  return dark > 0 ? `${dark}台のデータなし` : '一部の時間のデータなし';
}

function calendarRows({ members, own, edition, found }: Scene): Table {
  const rows = dates.map((date, at) => {
    const counted = members.flatMap(own).filter((each) => edition !== 'public' || coverageOf(each) >= 0.6);
    const open = members.filter((id) => own(id).some((each) => (each.days.get(date) ?? 0) > 0)).length;
    const planned = counted.reduce((sum, each) => sum + (each.days.get(date) ?? 0), 0);
    const isWithheld = found.get('稼働カレンダー')?.[at + 1]?.[4] === hidden;
    const weekday = '日月火水木金土'[day(date).getUTCDay()] ?? '';
    return [
      day(date),
      weekday,
      date === '2026-10-12' ? 'スポーツの日' : null,
      open,
      isWithheld ? hidden : hours(planned),
    ];
  });
  return [['日付', '曜日', '国民の祝日', '営業(社)', '計画時間(h)'], ...rows];
}
