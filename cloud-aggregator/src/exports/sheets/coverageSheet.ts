// Pure: how much of each member's plan was seen, week by week, and what it most likely lacked (domain 8.1 sheet 10).
import type { Bilingual } from '@nakamawashi/runtime';
import { tenths } from '../hours.ts';
import { type WorkshopFacts, weeksOf } from '../monthFacts.ts';
import { type Column, column, hoursCell, type Sheet, shareCell } from '../sheet.ts';
import type { EditionSource } from './editionSource.ts';
import { memberCodeColumn } from './memberSheet.ts';

const columns: readonly Column[] = [
  memberCodeColumn,
  column('week', 'date', ['週（月曜日）', 'week (Monday)'], {
    meaning: [
      '週の初めの月曜日。月の初めと終わりの週は対象月の日だけ',
      'Monday of the week; only its days of the month count',
    ],
    source: 'domain 8.4',
  }),
  column('plannedHours', 'hours', ['計画時間(h)', 'planned (h)'], {
    meaning: ['会員の全機械の計画時間', 'planned time of all its machines'],
    source: 'ISO 22400-2: PBT',
  }),
  column('observedHours', 'hours', ['観測時間(h)', 'observed (h)'], {
    meaning: ['計画時間 − 計画内の不明', 'planned − unknown in the plan'],
    source: 'standards D.6',
  }),
  column('coverage', 'share', ['充足率(%)', 'coverage (%)'], {
    meaning: ['観測時間 ÷ 計画時間', 'observed / planned time'],
    source: 'standards D.6',
  }),
  column('cause', 'text', ['欠測の主因', 'main cause of gaps'], {
    meaning: [
      '届き方から分かる範囲。箱・回線・機械のどれかは記録されていない',
      'as far as it shows in what arrived; box, line and machine are not told apart',
    ],
    width: 34,
  }),
];

/** The sheet of coverage. */
export function coverageSheet({ facts }: EditionSource): Sheet {
  return {
    number: 10,
    key: 'coverage',
    title: { ja: 'データ充足率', en: 'Coverage' },
    columns,
    *rows() {
      const weeks = weeksOf(facts.month);
      for (const { code, facts: workshop } of facts.members) {
        for (const [index, monday] of weeks.entries()) {
          const times = workshop.machines.map(
            ({ weeks: each }) => each[index] ?? { plannedMs: 0, unknownMs: 0 },
          );
          const planned = times.reduce((sum, { plannedMs }) => sum + plannedMs, 0);
          const unknown = times.reduce((sum, { unknownMs }) => sum + unknownMs, 0);
          yield [
            code,
            monday,
            hoursCell(tenths(planned)),
            hoursCell(tenths(planned - unknown)),
            shareCell(planned === 0 ? null : (planned - unknown) / planned),
            cause(workshop, index),
          ];
        }
      }
    },
  };
}

function cause({ machines }: WorkshopFacts, week: number): Bilingual {
  const planned = machines.filter((each) => (each.weeks[week]?.plannedMs ?? 0) > 0);
  if (planned.length === 0) return { ja: '', en: '' };
  const isDark = planned.map((each) => each.weeks[week]?.unknownMs === each.weeks[week]?.plannedMs);
  const dark = isDark.filter(Boolean).length;
  if (dark === planned.length) return { ja: '全機械のデータなし', en: 'no data of any machine' };
  if (dark > 0) return { ja: `${dark}台のデータなし`, en: `no data of ${dark} machines` };
  const isWhole = planned.every((each) => (each.weeks[week]?.unknownMs ?? 0) === 0);
  return isWhole ? { ja: '', en: '' } : { ja: '一部の時間のデータなし', en: 'some hours without data' };
}
