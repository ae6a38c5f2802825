// Where a book differs from what has to stand in it: names of sheets, headers, every cell; what small sums withhold;
// and whether each column is defined.
import type { ExactMachine } from './exactMonth.ts';
import { coverageOf, totalOf } from './expectedCells.ts';
import type { Book, Cell } from './readBack.ts';
import type { WrittenMonth } from './writtenMonth.ts';

const definitions = '定義と算式';
const hidden = '－（少数のため非表示）';

/** Every difference; the sheet of definitions is judged by `definitionFaults`. */
export function bookFaults(found: Book, expected: Book): readonly string[] {
  const names = [...found.keys()].filter((name) => name !== definitions);
  const order = names.join() === [...expected.keys()].join() ? [] : [`sheets: ${names}`];
  const cells = [...expected].flatMap(([name, rows]) => {
    const own = found.get(name) ?? [];
    const count = own.length === rows.length ? [] : [`${name}: ${own.length} rows for ${rows.length}`];
    return [...count, ...rows.flatMap((row, at) => rowFaults(`${name} row ${at + 1}`, own[at] ?? [], row))];
  });
  return [...order, ...cells];
}

function rowFaults(where: string, found: readonly Cell[], expected: readonly Cell[]): readonly string[] {
  const width = Math.max(found.length, expected.length);
  return Array.from({ length: width }, (_, at) => [plain(found[at]), plain(expected[at])] as const).flatMap(
    ([is, should], at) => (is === should ? [] : [`${where} cell ${at + 1}: ${is}, not ${should}`]),
  );
}

/** A date is its local time, an empty text no cell; figures have no more places than they are written with. */
function plain(cell: Cell | undefined): string {
  if (cell === undefined || cell === null || cell === '') return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 16);
  return typeof cell === 'number' ? String(Math.round(cell * 10_000) / 10_000) : String(cell);
}

/** What must be in the words of a column, because the oracle reckons so. */
const formulas: Readonly<Record<string, readonly string[]>> = {
  '充足率(%)': ['観測時間 ÷ 計画時間'],
  '稼働率〔加工÷観測計画時間〕(%)': ['計画内の加工 ÷ 観測時間', '充足率95%以上'],
  '稼働率〔加工÷観測計画時間〕 下限(%)': ['分子に含めない', '充足率50%以上', '60%未満は括弧'],
  '稼働率〔加工÷観測計画時間〕 上限(%)': ['すべて分子に含める', '充足率50%以上', '60%未満は括弧'],
  '加工+段取り率(%)': ['（加工＋段取り）÷ 観測時間'],
  '可動率(%)': ['（加工＋段取り＋待機）÷（同＋アラーム）'],
  '観測時間(h)': ['計画時間 − 計画内の不明'],
  '負荷率(%)': ['予約 ÷ 計画時間'],
  '空き(h)': ['待機＋電源切'],
  '達成率(%)': ['÷'],
};
const rules = ['率の計算', '充足率と率', '集計対象', '少数の非表示', '端数', '日・月・年度'];

/** A line for each column of each other sheet, in their order, with meaning and source; the indicators; the rules. */
export function definitionFaults(found: Book, indicators: readonly string[]): readonly string[] {
  const [head = [], ...rows] = found.get(definitions) ?? [];
  const others = [...found].filter(([name]) => name !== definitions);
  // The sheet of changes comes last in the book and in the definitions.
  const columns = others.flatMap(([name, [titles = []]]) => titles.map((title) => `${name}/${title}`));
  const listed = [
    ...columns,
    ...indicators.map((each) => `計画/${each}`),
    ...rules.map((rule) => `全体/${rule}`),
  ];
  const names = rows.map(([sheet, column]) => `${sheet}/${column}`);
  return [
    ...rowFaults('definitions head', head, ['シート', '列', '意味と算式', '出典']),
    ...rowFaults('definitions', names, listed),
    ...rows.flatMap(([sheet, column, meaning, source]) => {
      const where = `${sheet}/${column}`;
      const isWhole = typeof meaning === 'string' && meaning.length > 1 && typeof source === 'string';
      const lacks = isQuoted(sheet) ? (formulas[String(column)] ?? []) : [];
      const missing = lacks.filter((words) => !String(meaning).includes(words));
      return [
        ...(isWhole ? [] : [`${where} is not defined`]),
        ...missing.map((words) => `${where}: ${words}`),
      ];
    }),
  ];
}

/** The plan's own table has shares of its own. */
function isQuoted(sheet: Cell | undefined): boolean {
  return sheet !== '地域再生計画KPI';
}

/** Sums of the public edition that say something of a firm (domain 6.7), printed or by subtraction. */
export function smallSumFaults(found: Book, { exact, isAgreed }: WrittenMonth): readonly string[] {
  const counted = exact.filter((each) => isAgreed(each.shop) && coverageOf(each) >= 0.6);
  const [, ...processes] = found.get('工程別稼働') ?? [];
  const rows = processes.slice(0, -1);
  const isHidden = (row: readonly Cell[]): boolean => row.at(-1) === hidden;
  const of = (row: readonly Cell[]): readonly ExactMachine[] =>
    counted.filter(({ process }) => process === (row[0] ?? ''));
  const figures = [
    (each: ExactMachine): number => totalOf(each.inPlan),
    (each: ExactMachine): number => totalOf(each.inPlan) - each.inPlan.unknown,
    (each: ExactMachine): number => each.inPlan.production,
  ];
  const printed = [...rows.filter((row) => !isHidden(row)).map(of), rows.filter(isHidden).flatMap(of)];
  const byProcess = printed.filter((machines) => figures.some((figure) => showsFirm(machines, figure)));
  const [, ...days] = found.get('稼働カレンダー') ?? [];
  const plannedOn = (at: number) => (each: ExactMachine) =>
    each.days.get(`2026-10-${String(at + 1).padStart(2, '0')}`) ?? 0;
  const shown = [...days.entries()].filter(([, row]) => row[4] !== hidden).map(([at]) => at);
  const dark = [...days.keys()].filter((at) => !shown.includes(at));
  const together = (each: ExactMachine): number => dark.reduce((sum, at) => sum + plannedOn(at)(each), 0);
  return [
    ...byProcess.map((machines) => `a sum of ${machines.length} machines shows a firm`),
    ...shown.filter((at) => showsFirm(counted, plannedOn(at))).map((at) => `day ${at + 1} shows a firm`),
    ...(showsFirm(counted, together) ? ['the days that are withheld show a firm'] : []),
  ];
}

function showsFirm(machines: readonly ExactMachine[], of: (machine: ExactMachine) => number): boolean {
  const parts = [...Map.groupBy(machines, ({ shop }) => shop).values()]
    .map((own) => own.reduce((sum, each) => sum + of(each), 0))
    .filter((part) => part > 0);
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.length > 0 && (parts.length < 5 || Math.max(...parts) > 0.6 * total);
}
