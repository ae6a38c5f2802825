// What a reviewer is shown of a made-up ward: three months with files, hours by month and process, and a plan.
import { noTime, ratiosOf, type TimeElements } from '@nakamawashi/machine-model';
import type { UtilisationRow } from '../../cloud-aggregator/src/api/utilisation.ts';
import { keyFigures } from '../../cloud-aggregator/src/exports/keyFigures.ts';
import { kpiMonths, kpiYears } from '../../cloud-aggregator/src/exports/kpi/kpiTable.ts';
import { monthList, yearList } from '../../cloud-aggregator/src/exports/monthList.ts';

const hourMs = 3_600_000;
const today = '2026-11-18';
const calendar = { issueDay: 3, freezeDay: 10, isHoliday: () => false };
const reviewer = { id: 'reviewer', roles: ['reviewer' as const], workshops: [] };
const owner = { id: 'owner', roles: ['owner' as const], workshops: ['kamata-seimitsu'] };

const issues = ['2026-08', '2026-09', '2026-10'].map((month, index) =>
  (index === 1 ? [1, 2] : [1]).map((version) => ({
    format: 1 as const,
    month,
    version,
    at: Date.parse(`2026-${String(9 + index).padStart(2, '0')}-0${3 + version}T00:10:00Z`),
    person: 'timer',
    reason:
      version === 1
        ? { ja: '毎月の作成', en: 'made every month' }
        : { ja: '遅れて届いたデータを反映', en: 'data that came late' },
    active: ['a', 'b'],
    changes: [{ workshop: 'a', what: 'changed' as const, machines: 2, productionMs: 1, unknownMs: -1 }],
    kpiChanges: 1,
  })),
);
/** The answer of `GET /api/exports`, to an owner or to a reviewer. */
export function madeUpExports(asks: 'owner' | 'reviewer') {
  const person = asks === 'owner' ? owner : reviewer;
  const caller = { kind: 'person' as const, person, session: 's', hasGivenPassword: false };
  const months = monthList(issues, caller, { today, calendar });
  return { timeZone: 'Asia/Tokyo', today, years: yearList(months, today), months };
}

const words = (ja: string, en: string) => ({ ja, en });
const plan = {
  id: 'ward',
  name: words('仲間まわし活性化計画', 'Plan for passing on work'),
  source: words('計画書 別表2', 'plan, table 2'),
  firstFiscalYear: 2025,
  planLabels: {},
  indicators: [
    {
      id: 'shops',
      name: words('IoTを活用した仲間まわしの対象企業数', 'Shops in the passing-on of work by IoT'),
      unit: words('社', 'shops'),
      base: 3,
      targets: [40, 60, 100],
      counting: 'activeShops' as const,
      meaning: words('充足率60%以上の機械がある会社', 'shops with a machine of 60 % coverage'),
    },
    {
      id: 'sales',
      name: words('新たなものづくりで獲得した売上の総額', 'Sales won by new kinds of making'),
      unit: words('千円', 'thousand yen'),
      base: 0,
      targets: [20_000, 50_000, 200_000],
      counting: 'byHand' as const,
      meaning: words('完了した案件の金額', 'closed jobs'),
    },
  ],
};
const shops = (count: number): string[] => Array.from({ length: count }, (_, index) => `shop-${index}`);
const sources = {
  month: '2026-10',
  sets: [plan],
  actuals: [
    {
      set: 'ward',
      indicator: 'sales',
      fiscalYear: 2025,
      increment: 23_400,
      origin: 'questionnaire' as const,
      source: '会員アンケート',
      isFinal: true,
    },
  ],
  active: new Map([
    ['2026-02', shops(31)],
    ['2026-08', shops(52)],
    ['2026-09', shops(58)],
    ['2026-10', shops(71)],
  ]),
};
const kpi = { sets: [plan], years: kpiYears(sources), months: kpiMonths(sources) };

const facts = { month: '2026-10', timeZone: 'Asia/Tokyo', workshops: [] };
/** The answer of `GET /api/exports/:month/key-figures`. */
export const madeUpKeyFigures = {
  month: '2026-10',
  version: 1,
  tables: keyFigures({ whole: facts, facts, kpi, coverage: 0.97 }),
};

const share = (parts: Partial<TimeElements>, hours: number): TimeElements => ({
  ...noTime,
  ...Object.fromEntries(Object.entries(parts).map(([state, part]) => [state, part * hours * hourMs])),
});

function row(key: string, bucket: string, inPlan: TimeElements): UtilisationRow {
  const plannedMs = Object.values(inPlan).reduce((sum, ms) => sum + ms, 0);
  const outsidePlan = { ...noTime, production: plannedMs * 0.07 };
  return { key, bucket, machines: 120, plannedMs, inPlan, outsidePlan, ratios: ratiosOf(inPlan) };
}

const usual = { production: 0.46, setup: 0.14, idle: 0.22, fault: 0.02, maintenance: 0.02, off: 0.1 };
const byMonth = [0.62, 0.45, 0.31, 0.22, 0.09, 0.04, 0.04, 0.03].map((unknown, index) =>
  row(
    'all',
    `2026-${String(index + 4).padStart(2, '0')}`,
    share(
      {
        ...Object.fromEntries(Object.entries(usual).map(([s, part]) => [s, (part / 0.96) * (1 - unknown)])),
        unknown,
      },
      17_000 + 480 * ((index * 7) % 5),
    ),
  ),
);
const whole = row(
  'all',
  'whole',
  byMonth.reduce(
    (sum, { inPlan }) =>
      Object.fromEntries(
        Object.entries(sum).map(([state, ms]) => [state, ms + inPlan[state as keyof TimeElements]]),
      ) as unknown as TimeElements,
    noTime,
  ),
);
const byProcess = ['TURN', 'MILL-3', 'GR-SURF', 'MILL-5', 'PRESS', 'ASSY', 'none'].map((code, index) =>
  row(
    code,
    'whole',
    share({ ...usual, production: 0.5 - index * 0.05, unknown: 0.04 + index * 0.05 }, 48_000 / (index + 1)),
  ),
);

/** The answers of `GET /api/utilisation` to the reviewer's page. */
export function madeUpHours(query: URLSearchParams): readonly UtilisationRow[] {
  if (query.get('by') === 'process') return byProcess;
  return query.get('bucket') === 'whole' ? [whole] : byMonth;
}
