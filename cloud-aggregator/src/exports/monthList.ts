// Pure: the months and their versions as somebody who may ask is told of them, newest first: which editions are for
// him, whether the month is frozen, and how much a version changed. No firm is named here (domain 6.7).
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import { editionFault } from '../people/editionAccess.ts';
import type { Caller } from '../people/roles.ts';
import { fiscalYearLabel, fiscalYearOf, monthLabel } from './fiscalYear.ts';
import { freezeDate, type IssueCalendar } from './issueRules.ts';
import type { MonthIssue } from './monthIssue.ts';
import type { Edition } from './sheet.ts';

/** An edition that somebody gets; `workshop` says whose, of the own edition. */
interface OfferedEdition {
  readonly edition: Edition;
  readonly workshop?: string;
}

interface ListedVersion {
  readonly version: number;
  readonly at: TimestampMs;
  readonly reason: Bilingual;
  /** How many shops have other figures than in the version before; none in the first one. */
  readonly changedShops: number;
  readonly changedKpiRows: number;
}

export interface ListedMonth {
  readonly month: string;
  readonly label: Bilingual;
  /** The local date with whose end it is frozen. */
  readonly freezesOn: string;
  readonly frozen: boolean;
  readonly editions: readonly OfferedEdition[];
  /** Newest first. */
  readonly versions: readonly ListedVersion[];
}

/** The list for somebody on a local date. */
export function monthList(
  months: readonly (readonly MonthIssue[])[],
  caller: Caller,
  { today, calendar }: { readonly today: string; readonly calendar: IssueCalendar },
): readonly ListedMonth[] {
  const editions = editionsFor(caller);
  return months
    .flatMap((issues): ListedMonth[] => {
      const month = issues[0]?.month;
      if (month === undefined) return [];
      const freezesOn = freezeDate(month, calendar);
      const versions = issues.map(listed).sort((a, b) => b.version - a.version);
      return [{ month, label: monthLabel(month), freezesOn, frozen: today > freezesOn, editions, versions }];
    })
    .sort((a, b) => (a.month < b.month ? 1 : -1));
}

export interface ListedYear {
  /** By which it is named. */
  readonly year: number;
  readonly label: Bilingual;
}

/** The fiscal years from the first month that has a file through today's, newest first. */
export function yearList(months: readonly ListedMonth[], today: string): readonly ListedYear[] {
  const last = fiscalYearOf(today.slice(0, 7));
  const first = Math.min(last, ...months.map(({ month }) => fiscalYearOf(month)));
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const year = last - index;
    return { year, label: fiscalYearLabel(year) };
  });
}

function listed({ version, at, reason, changes, kpiChanges }: MonthIssue): ListedVersion {
  const isFirst = version === 1;
  return {
    version,
    at,
    reason,
    changedShops: isFirst ? 0 : changes.length,
    changedKpiRows: isFirst ? 0 : kpiChanges,
  };
}

function editionsFor(caller: Caller): readonly OfferedEdition[] {
  const own = caller.kind === 'person' ? caller.person.workshops : [];
  const all: readonly OfferedEdition[] = [
    { edition: 'internal' },
    ...own.map((workshop) => ({ edition: 'own' as const, workshop })),
    { edition: 'public' },
  ];
  return all.filter(({ edition, workshop }) => editionFault(caller, edition, workshop) === null);
}
