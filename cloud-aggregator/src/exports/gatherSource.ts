// What the sheets of an edition are made of, gathered: a version's facts, what the directory says now of consents and
// sharing, and what the other versions of the month have counted.
import { agreedToMonths } from '../directory/consents.ts';
import { holidayYear, nationalHoliday } from '../directory/nationalHolidays.ts';
import type { Records } from '../directory/records.ts';
import { openWorkshopCodes } from '../people/workshopCodes.ts';
import { processName } from '../search/processNames.ts';
import { type CountableWorkshop, countable, type OtherCount, otherCount } from './countedMachines.ts';
import { editionFacts } from './editionFacts.ts';
import type { ExportHome } from './exportHome.ts';
import { type KeptIssue, openIssueBook } from './issueBook.ts';
import type { IssuedFacts } from './monthIssue.ts';
import type { Edition } from './sheet.ts';
import type { EditionSource } from './sheets/editionSource.ts';

/** What is written: a version, or the facts of a month that is not over. */
export type Written = { readonly issue: KeptIssue } | { readonly draft: IssuedFacts };

interface Asked {
  readonly home: ExportHome;
  readonly records: Records;
  readonly request: {
    readonly edition: Edition;
    /** Of the own edition. */
    readonly workshop: string | undefined;
    readonly isForOffice: boolean;
    readonly at: number;
  };
}

/** Rejects when another version is damaged. */
export async function gatherSource(
  { home, records, request }: Asked,
  issued: IssuedFacts,
  what: Written,
): Promise<EditionSource> {
  const { edition, workshop, at } = request;
  const newest = 'issue' in what ? what.issue : null;
  const all = newest === null ? [] : openIssueBook(home.dataDir).issues(issued.facts.month);
  const issues = all.filter(({ version }) => version <= (newest?.version ?? 0));
  const agreedNow = agreedToMonths(records.members.now(), at);
  const codeOf = openWorkshopCodes(records.database);
  return {
    facts: editionFacts(issued.facts, { edition, workshop, agreedNow, codeOf }),
    whole: issued.facts,
    kpi: issued.kpi,
    issues,
    isOver: newest !== null,
    madeAt: newest?.at ?? at,
    versions: edition === 'own' || newest === null ? [] : await otherCounts(home, newest),
    isForOffice: request.isForOffice && edition === 'internal',
    holidayOn: nationalHoliday,
    holidayYear,
    processName,
  };
}

async function otherCounts(home: ExportHome, issue: KeptIssue): Promise<readonly OtherCount[]> {
  const book = openIssueBook(home.dataDir);
  const counts: OtherCount[] = [];
  for (const each of book.issues(issue.month)) {
    if (each.version === issue.version) continue;
    const workshops: CountableWorkshop[] = [];
    for await (const workshop of book.workshops(each)) workshops.push(countable(workshop));
    counts.push(otherCount(workshops, each.version < issue.version));
  }
  return counts;
}
