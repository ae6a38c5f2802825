// The list of months tells of every version, newest first, and never of a firm or of who made it.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MonthIssue } from './monthIssue.ts';
import { monthList, yearList } from './monthList.ts';

const reviewer = {
  kind: 'person',
  hasGivenPassword: false,
  person: { id: 'r', roles: ['reviewer'], workshops: [] },
  session: 's',
} as const;
const calendar = { issueDay: 3, freezeDay: 8, isHoliday: () => false };

function issue(month: string, version: number): MonthIssue {
  return {
    format: 1,
    month,
    version,
    at: version,
    person: 'somebody-secret',
    reason: { ja: '訂正', en: 'correction' },
    active: ['firm-secret'],
    changes: [{ workshop: 'firm-secret', what: 'changed', machines: 1, productionMs: 1, unknownMs: 0 }],
    kpiChanges: 2,
  };
}

it('is newest first in months and in versions, whole, and without names', () => {
  const month = fc
    .integer({ min: 0, max: 40 })
    .map((n) => `${2024 + Math.floor(n / 12)}-${two((n % 12) + 1)}`);
  const book = fc.uniqueArray(fc.tuple(month, fc.integer({ min: 0, max: 4 })), {
    selector: ([name]) => name,
  });
  fc.assert(
    fc.property(book, (months) => {
      const issues = months.map(([name, count]) =>
        Array.from({ length: count }, (_, index) => issue(name, index + 1)),
      );
      const list = monthList(issues, reviewer, { today: '2026-11-21', calendar });
      const names = months.flatMap(([name, count]) => (count > 0 ? [name] : []));
      expect(list.map((each) => each.month)).toEqual(names.sort().reverse());
      for (const each of list) {
        const count = months.find(([name]) => name === each.month)?.[1] ?? 0;
        expect(each.versions.map(({ version }) => version)).toEqual(
          Array.from({ length: count }, (_, index) => count - index),
        );
        expect(each.versions.at(-1)?.changedShops).toBe(0);
        expect(each.versions.slice(0, -1).every(({ changedShops }) => changedShops === 1)).toBe(true);
      }
      expect(JSON.stringify(list)).not.toContain('secret');
    }),
  );
});

it('freezes a month with the end of its day', () => {
  const on = (today: string) =>
    monthList([[issue('2026-10', 1)]], reviewer, { today, calendar }).map(({ frozen }) => frozen);
  const [{ freezesOn = '' } = {}] = monthList([[issue('2026-10', 1)]], reviewer, {
    today: '2026-11-01',
    calendar,
  });
  expect(freezesOn).toBe('2026-11-11');
  expect([on('2026-11-11'), on('2026-11-12')]).toEqual([[false], [true]]);
});

function two(value: number): string {
  return String(value).padStart(2, '0');
}

it('tells of every fiscal year from the first file through today, newest first', () => {
  const list = monthList([[issue('2025-03', 1)], [issue('2026-10', 1)]], reviewer, {
    today: '2026-11-21',
    calendar,
  });
  expect(yearList(list, '2026-11-21').map(({ year }) => year)).toEqual([2026, 2025, 2024]);
  expect(yearList([], '2027-03-31').map(({ year }) => year)).toEqual([2026]);
});
